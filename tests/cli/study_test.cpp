#include <catch2/catch.hpp>
#include <string>

#include "support/tool.hpp"

/// Studies from the command line.
namespace ridethrough::test {
namespace {

class Row {
 public:
  Row() {
    folder_.write("row.yaml",
                  "schema_version: 1\nname: hold-up against the length of a dip\nduration: 5 s\n"
                  "components:\n"
                  "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
                  "  row: {type: rack, from: grid, power: 10 kW}\n"
                  "events: [{id: gone, at: 2 s, outage: grid, for: 15 ms}]\n"
                  "checks: [{id: up, always: row.dropped == 0}]\n"
                  "study:\n  vary:\n"
                  "    row.supplies.hold_up: {bare: 1 ms, usual: 40 ms}\n"
                  "    events.gone.for: [5 ms, 15 ms]\n"
                  "  smallest: row.supplies.hold_up\n");
  }
  Call call(const std::string& arguments) const { return tool(arguments, folder_.path().string()); }
  std::string read(const std::string& name) const { return folder_.read(name); }

 private:
  Folder folder_;
};

}  // namespace

TEST_CASE("sweep prints the counts first, then a line for each cell", "[cli][study]") {
  const Row row;
  const Call call = row.call("sweep row.yaml --out result");
  CHECK(call.code == 1);
  CHECK(call.out.starts_with("2 of 4 cells pass  hold-up against the length of a dip\n\n"));
  CHECK(call.out.find("\nbare                  15 ms            fail     up") != std::string::npos);
  CHECK(row.read("result/cells.csv")
            .starts_with("cell,row.supplies.hold_up,events.gone.for,verdict,"
                         "decided_by,racks_dropped,"));
  CHECK(row.read("result/study.json").find("\"cell\": \"usual,15 ms\"") != std::string::npos);
}

TEST_CASE("size prints the answer first", "[cli][study]") {
  const Row row;
  const Call call = row.call("size row.yaml");
  CHECK(call.code == 0);
  CHECK(call.out.starts_with(
      "row.supplies.hold_up = usual is the smallest for which all checks pass"));
}

TEST_CASE("search prints the least margin first and how to run it", "[cli][study]") {
  const Folder folder;
  folder.write("loads.yaml",
               "schema_version: 1\nname: a load\nduration: 1 s\ncomponents:\n"
               "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
               "  a: {type: load, from: grid, power: 5 kW}\n"
               "checks: [{id: limit, always: grid.power <= 8 kW}]\n"
               "study:\n  vary: {a.power: {from: 1 kW, to: 9 kW}}\n  worst: limit\n");
  const std::string path = folder.path().string();
  const Call call = tool("search loads.yaml", path);
  CHECK(call.code == 1);
  CHECK(
      call.out.starts_with("least margin of 'limit': -1 kW, fail  (a load)\n\n"
                           "  axis     value  of\n"
                           "  -------  -----  ------------\n"
                           "  a.power   9 kW  1 kW to 9 kW\n"));
  const std::string::size_type at = call.out.find("reproduce: ridethrough ");
  REQUIRE(at != std::string::npos);
  const Call again = shell(call.out.substr(at + 11), path);
  CHECK(again.code == 1);
  CHECK(again.out.find("margin -1 kW") != std::string::npos);
}

TEST_CASE("run takes one cell of a study and refuses to guess", "[cli][study]") {
  const Row row;
  CHECK(row.call("run row.yaml --cell 'usual,15 ms'").code == 0);
  CHECK(row.call("run row.yaml --cell base").out.find("hold-up against") != std::string::npos);
  const Call guess = row.call("run row.yaml");
  CHECK(guess.code == 3);
  CHECK(guess.err.find("error[RT1000]: this is a study, not one scenario") != std::string::npos);
  CHECK(row.call("run row.yaml --cell 'usual,50 ms'").err.find("did you mean 'usual,5 ms'?") !=
        std::string::npos);
}

TEST_CASE("test runs all cells of a study, each as a suite of its own", "[cli][study]") {
  const Row row;
  const Call call = row.call("test row.yaml --junit out.xml");
  CHECK(call.code == 1);
  CHECK(call.out.find("FAIL  row.yaml [bare,15 ms]  (1 check)\n") != std::string::npos);
  CHECK(call.out.find("reproduce: ridethrough run row.yaml --cell 'bare,15 ms'\n") !=
        std::string::npos);
  CHECK(row.read("out.xml").find("classname=\"row.yaml.usual,5 ms\" name=\"up\"") !=
        std::string::npos);
}

TEST_CASE("sweep and size refuse what is no study", "[cli][study]") {
  const Row row;
  const Call call = row.call("sweep row.yaml --max-runs 3");
  CHECK(call.code == 3);
  CHECK(call.err.find("error[RT1002]: 4 runs; the limit is 3") != std::string::npos);
  CHECK(call.err.find("allow it with --max-runs 4") != std::string::npos);
  CHECK(row.call("size absent.yaml").code == 3);
  CHECK(row.call("sweep").code == 2);
}

}  // namespace ridethrough::test
