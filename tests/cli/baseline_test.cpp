#include <catch2/catch.hpp>
#include <string>

#include "support/tool.hpp"

/// Baselines from the command line.
namespace ridethrough::test {
namespace {

class Kept {
 public:
  Kept() {
    folder_.write("row.yaml",
                  "schema_version: 1\nname: one row\nduration: 5 s\n"
                  "components:\n"
                  "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
                  "  row: {type: rack, from: grid, power: 10 kW}\n"
                  "events: [{id: gone, at: 2 s, outage: grid, for: 5 ms}]\n"
                  "checks: [{id: up, always: row.dropped == 0}]\n"
                  "baseline: {signals: [grid.power]}\n");
  }
  Call call(const std::string& arguments) const { return tool(arguments, folder_.path().string()); }
  std::string read(const std::string& name) const { return folder_.read(name); }
  void change(const std::string& name, const std::string& from, const std::string& to) const {
    std::string text = folder_.read(name);
    REQUIRE(text.find(from) != std::string::npos);
    text.replace(text.find(from), from.size(), to);
    folder_.write(name, text);
  }
  const Folder& folder() const { return folder_; }

 private:
  Folder folder_;
};

}  // namespace

TEST_CASE("a baseline is written once and then holds", "[cli][baseline]") {
  const Kept kept;
  const Call none = kept.call("test row.yaml");
  CHECK(none.code == 3);
  CHECK(none.out.find("error[RT1100]: there is no baseline to compare with") != std::string::npos);
  CHECK(kept.call("baseline update row.yaml").code == 0);
  const std::string file = kept.read("row.baseline.json");
  CHECK(kept.call("baseline check row.yaml").out == "same     row.yaml\n");
  CHECK(kept.call("test row.yaml").code == 0);
  CHECK(kept.call("baseline update row.yaml").code == 0);
  CHECK(kept.read("row.baseline.json") == file);
}

TEST_CASE("a difference has its own exit code and a table", "[cli][baseline]") {
  const Kept kept;
  REQUIRE(kept.call("baseline update row.yaml").code == 0);
  kept.change("row.baseline.json", "[2000000000,\"grid\"", "[2005000000,\"grid\"");
  const Call check = kept.call("baseline check row.yaml");
  CHECK(check.code == 5);
  CHECK(check.out ==
        "DIFFERS  row.yaml\n"
        "  differs from the baseline                                kept         now  allowed\n"
        "  event shifted: grid state normal -> lost (outage)  2.005000 s  2.000000 s  +-0.001000 "
        "s\n");
  const Call test = kept.call("test row.yaml --junit out.xml");
  CHECK(test.code == 5);
  CHECK(test.out.find("FAIL  0 passed, 0 failed, 1 differs from its baseline") !=
        std::string::npos);
  CHECK(kept.read("out.xml").find("name=\"baseline\"") != std::string::npos);
  CHECK(kept.read("out.xml").find("failures=\"1\"") != std::string::npos);
}

TEST_CASE("a baseline of another scenario is refused with what changed", "[cli][baseline]") {
  const Kept kept;
  REQUIRE(kept.call("baseline update row.yaml").code == 0);
  kept.change("row.yaml", "power: 10 kW", "power: 9 kW");
  const Call check = kept.call("baseline check row.yaml");
  CHECK(check.code == 3);
  CHECK(check.err.find("error[RT1101]: the baseline was written for another scenario") !=
        std::string::npos);
  CHECK(check.err.find("changed since: components.row.power 10 kW -> 9 kW. If that is meant: "
                       "ridethrough baseline update row.yaml") != std::string::npos);
}

TEST_CASE("a baseline is not updated in CI and nothing is overwritten", "[cli][baseline]") {
  const Kept kept;
  REQUIRE(kept.call("baseline update row.yaml").code == 0);
  const std::string file = kept.read("row.baseline.json");
  kept.change("row.yaml", "power: 10 kW", "power: 9 kW");
  const Call update =
      shell("CI=true ridethrough baseline update row.yaml", kept.folder().path().string());
  CHECK(update.code == 3);
  CHECK(update.err.find("error[RT1102]: refusing to update a baseline: CI is set") !=
        std::string::npos);
  CHECK(kept.read("row.baseline.json") == file);
}

TEST_CASE("a baseline of another format or half of one is named", "[cli][baseline]") {
  const Kept kept;
  REQUIRE(kept.call("baseline update row.yaml").code == 0);
  kept.change("row.baseline.json", "\"format_version\": 1", "\"format_version\": 9");
  CHECK(kept.call("test row.yaml").out.find("is of format 9; this version reads format 1") !=
        std::string::npos);
  kept.folder().write("row.baseline.json", "{\"format_version\": 1, \"tool\": {");
  CHECK(kept.call("test row.yaml").out.find("'row.baseline.json' is damaged") != std::string::npos);
}

TEST_CASE("a baseline belongs to the file that writes it", "[cli][baseline]") {
  const Kept kept;
  kept.folder().write("aged.yaml", "schema_version: 1\nname: aged\nextends: ./row.yaml\n");
  CHECK(kept.call("test aged.yaml").code == 0);
  CHECK(kept.call("baseline check aged.yaml")
            .err.find("error[RT1103]: 'aged.yaml' has no "
                      "'baseline:'") != std::string::npos);
  kept.change("row.yaml", "signals: [grid.power]", "signals: [grid.powr]");
  CHECK(kept.call("check row.yaml").err.find("did you mean 'power'?") != std::string::npos);
  CHECK(kept.call("baseline").err.starts_with("error: 'baseline' takes update or check"));
}

}  // namespace ridethrough::test
