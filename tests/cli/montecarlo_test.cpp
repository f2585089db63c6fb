#include <catch2/catch.hpp>
#include <string>

#include "support/tool.hpp"

namespace ridethrough {
namespace {

using test::Call;

/// Two rows behind boxes that fail, one with a second path.
std::string study_file(const test::Folder& folder, const std::string& checks) {
  return folder.write(
      "s.yaml",
      "schema_version: 1\nname: one path and two\nseed: 3\nduration: 1 y\ncomponents:\n"
      "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
      "  a: {type: pdu, from: grid, rating: 100 kVA, reliability: {mttf: 4000 h, repair: 20 h}}\n"
      "  row: {type: rack, from: a, power: 10 kW}\n"
      "study: {replicas: 8, draw: [failures], vary: {row.power: {half: 5 kW, full: 10 kW}}" +
          checks + "}\n");
}

}  // namespace

TEST_CASE("montecarlo writes rows and what they say, the same on any number of threads",
          "[montecarlo]") {
  const test::Folder folder;
  const std::string file = study_file(folder, "");
  const std::string one = (folder.path() / "one").string(), two = (folder.path() / "two").string();
  const Call call = test::tool("montecarlo " + file + " --threads 1 -q --out " + one);
  CHECK(call.code == 0);
  CHECK(call.out.find("a open_circuit") != std::string::npos);
  CHECK(call.out.find("this gates nothing") != std::string::npos);
  CHECK(test::tool("montecarlo " + file + " --threads 2 -q --out " + two).code == 0);
  for (const char* name : {"replicas.csv", "montecarlo.json"}) {
    CHECK_FALSE(test::read_text(folder.path() / "one" / name).empty());
    CHECK(test::read_text(folder.path() / "one" / name) ==
          test::read_text(folder.path() / "two" / name));
  }
  CHECK(folder.read("one/replicas.csv").starts_with("cell,replica,row.power,verdict"));
  CHECK(folder.read("one/replicas.csv").find("\nfull,8,full,") != std::string::npos);
}

TEST_CASE("a check over replicas decides the exit code", "[montecarlo]") {
  const test::Folder folder;
  const Call fails = test::tool(
      "montecarlo -q " +
      study_file(folder, ", checks: [{id: up, at_end: lower95(share(run.passed)) >= 99 %}]"));
  CHECK(fails.code == 1);
  CHECK(fails.out.find("FAIL  up") != std::string::npos);
  const Call unknown = test::tool(
      "montecarlo -q " + study_file(folder, ", checks: [{id: up, at_end: mean(run.pased) >= 1}]"));
  CHECK(unknown.code == 3);
  CHECK(unknown.err.find("did you mean 'run.passed'?") != std::string::npos);
  // 'check' finds it without a run, once for all cells.
  const Call checked = test::tool("check " + (folder.path() / "s.yaml").string());
  CHECK(checked.code == 3);
  CHECK(checked.err == unknown.err);
}

TEST_CASE("test says that it draws nothing for a study with replicas", "[montecarlo]") {
  const test::Folder folder;
  const std::string file = study_file(folder, "");
  folder.write("s.yaml", folder.read("s.yaml") + "checks: [{id: up, always: row.dropped == 0}]\n");
  CHECK(test::tool("test " + file).out.find("its 8 replicas are for montecarlo") !=
        std::string::npos);
}

TEST_CASE("one replica is a run, and there are no others", "[montecarlo]") {
  const test::Folder folder;
  const std::string file = study_file(folder, "");
  const Call one = test::tool("run -q " + file + " --cell full --replica 2");
  CHECK(one.code == 0);
  CHECK(one.out.find("one path and two") != std::string::npos);
  const Call none = test::tool("run -q " + file + " --cell full --replica 9");
  CHECK(none.code == 3);
  CHECK(none.err.find("error[RT1009]: there is no replica 9") != std::string::npos);
  const Call zero = test::tool("run -q " + file + " --cell full --replica 0");
  CHECK(zero.code == 2);
  CHECK(zero.err.starts_with("error: '--replica' takes a number from 1 on;"));
  CHECK(test::tool("montecarlo -q " + file + " --max-runs 10").err.find("RT1002") !=
        std::string::npos);
}

TEST_CASE("availability prints the closed form of a cell", "[montecarlo]") {
  const test::Folder folder;
  const Call call = test::tool("availability " + study_file(folder, "") + " --cell full");
  CHECK(call.code == 0);
  // 20 h of 4,020 h.
  CHECK(call.out.find("99.50248756 %") != std::string::npos);
  CHECK(call.out.find("a open_circuit") != std::string::npos);
}

}  // namespace ridethrough
