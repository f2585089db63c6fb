#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "support/tool.hpp"

/// `size` from the command line.
namespace ridethrough::test {
namespace {

namespace fs = std::filesystem;

class Loads {
 public:
  Loads() {
    write("loads.yaml", "{a.power: {from: 1 kW, to: 9 kW, within: 1 W}, b.count: [1, 2]}");
  }

  void write(const std::string& name, const std::string& vary) const {
    folder_.write(name,
                  "schema_version: 1\nname: loads\nduration: 1 s\ncomponents:\n"
                  "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
                  "  a: {type: load, from: grid, power: 5 kW}\n"
                  "  b: {type: load, from: grid, power: 1 kW}\n"
                  "checks: [{id: limit, always: grid.power <= 8 kW}]\nstudy:\n  vary: " +
                      vary + "\n  largest: a.power\n");
  }
  Call call(const std::string& arguments) const { return tool(arguments, folder_.path().string()); }
  Call in_shell(const std::string& command) const {
    return shell(command, folder_.path().string());
  }
  std::string read(const std::string& name) const { return folder_.read(name); }
  fs::path path(const std::string& name) const { return folder_.path() / name; }

 private:
  Folder folder_;
};

}  // namespace

TEST_CASE("size says the answer, what decides it, and how to run that", "[cli][size]") {
  const Loads loads;
  const Call call = loads.call("size loads.yaml");
  CHECK(call.code == 0);
  CHECK(call.out.starts_with(
      "a.power = 6 kW is the largest for which all checks pass, within 1 W  (loads)\n"
      "decided by 'limit' in '6.001 kW,2': margin -0.001 kW there, 0 kW at 6 kW\n"));
  const std::size_t at = call.out.find("reproduce: ridethrough ");
  REQUIRE(at != std::string::npos);
  const Call again = loads.in_shell(call.out.substr(at + 11));
  CHECK(again.code == 1);
  CHECK(again.out.find("margin -0.001 kW") != std::string::npos);
}

TEST_CASE("size as JSON has the answer, the margins and every value", "[cli][size]") {
  const Loads loads;
  const auto json = nlohmann::ordered_json::parse(loads.call("size loads.yaml --json").out);
  CHECK(json["wanted"] == "largest");
  CHECK(json["answer"] == "6 kW");
  CHECK(json["within"] == "1 W");
  CHECK(json["monotone"] == true);
  CHECK(json["holds_from"] == "6 kW");
  CHECK(json["decided_by"]["check"] == "limit");
  CHECK(json["decided_by"]["fails_at"] == "6.001 kW");
  CHECK(json["steps"].size() < 5 + 11);  // by halves
  CHECK(json["steps"][0]["cells"].size() == 2);
  CHECK(json["steps"][0]["cells"][0]["values"]["a.power"] == json["steps"][0]["value"]);
}

TEST_CASE("size says what fails at the best value", "[cli][size]") {
  const Loads loads;
  loads.write("none.yaml", "{a.power: {from: 4 kW, to: 9 kW}, b.count: [1, 5, 6]}");
  const Call call = loads.call("size none.yaml");
  CHECK(call.code == 1);
  CHECK(
      call.out.starts_with("no value of a.power passes all checks  (loads)\n"
                           "'limit' in '4 kW,5' fails even at 4 kW: margin -1 kW\n"
                           "what fails at 4 kW: 4 kW,5 (limit), 4 kW,6 (limit)\n"));
}

TEST_CASE("size with --out goes on where it was stopped, to the same bytes", "[cli][size]") {
  const Loads loads;
  REQUIRE(loads.call("size loads.yaml --out whole --threads 1").code == 0);
  CHECK_FALSE(fs::exists(loads.path("whole/unfinished-size")));
  CHECK(loads.read("whole/size.csv").starts_with("cell,a.power,b.count,verdict,decided_by,"));
  // A full disk stops it after a few rows; they are kept, and what is cut off is not one.
  const Call stopped = loads.in_shell("ulimit -f 4; ridethrough size loads.yaml --out cut");
  CHECK(stopped.code == 74);
  CHECK_FALSE(fs::exists(loads.path("cut/size.json")));
  REQUIRE(fs::exists(loads.path("cut/unfinished-size/manifest.json")));
  REQUIRE(loads.call("size loads.yaml --out cut --threads 2").code == 0);
  CHECK(loads.read("cut/size.csv") == loads.read("whole/size.csv"));
  CHECK(loads.read("cut/size.json") == loads.read("whole/size.json"));
}

TEST_CASE("commands that take the ends of a range say so", "[cli][size]") {
  const Loads loads;
  const std::string note =
      "note: 'a.power' is a range without 'steps'; of it 1 kW and 9 kW are run\n";
  CHECK(loads.call("sweep loads.yaml").err == note);
  CHECK(loads.call("test loads.yaml").err == note);
  CHECK(loads.call("size loads.yaml").err.empty());
  CHECK(loads.call("run loads.yaml --cell '2.5 kW,1'").code == 0);
}

}  // namespace ridethrough::test
