#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "support/tool.hpp"

/// The warnings of `siting:` as a user reads them; they stop nothing.
namespace ridethrough::test {
namespace {

const char* const kSitedHall =
    "schema_version: 1\n"
    "name: hall\n"
    "duration: 1 s\n"
    "siting:\n"
    "  floor_limit: 12 kN/m^2\n"
    "  fire_area: {of: block, limit: 600 kWh}\n"
    "components:\n"
    "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz, short_circuit: 20 MVA}\n"
    "  block:\n"
    "    type: group\n"
    "    count: 2\n"
    "    components:\n"
    "      lfp: {type: bess, from: grid, part: lfp-cabinet-200kwh, count: 4}\n";

const char* const kWarnings =
    "warning[RT1501]: 'lfp' loads its floor with 24.5 kN/m^2, the limit is 12 kN/m^2\n"
    "  --> hall.yaml:13:7\n"
    "   |\n"
    "13 |       lfp: {type: bess, from: grid, part: lfp-cabinet-200kwh, count: 4}\n"
    "   |       ^^^ one cabinet: 2400 kg on 0.96 m^2; 1.96 m^2 would do\n"
    "   = the limit is at hall.yaml:5\n"
    "\n"
    "warning[RT1502]: each 'block' holds 800 kWh, the limit of a fire area is 600 kWh\n"
    " --> hall.yaml:6:33\n"
    "  |\n"
    "6 |   fire_area: {of: block, limit: 600 kWh}\n"
    "  |                                 ^^^^^^^ block.lfp 800 kWh\n";

/// A run names them below its results.
const char* const kNamed =
    "\nwarning[RT1501]: 'lfp' loads its floor with 24.5 kN/m^2, the limit is 12 kN/m^2\n"
    "warning[RT1502]: each 'block' holds 800 kWh, the limit of a fire area is 600 kWh\n";

}  // namespace

TEST_CASE("check and run warn of what the building does not carry", "[cli][siting]") {
  const Folder folder;
  folder.write("hall.yaml", kSitedHall);
  const Call check = tool("check hall.yaml", folder.path().string());
  CHECK(check.code == 0);
  CHECK(check.err == kWarnings);
  for (const char* command : {"run hall.yaml", "run --unlumped hall.yaml"}) {
    const Call run = tool(command, folder.path().string());
    CHECK(run.code == 0);
    CHECK(run.out.find(kNamed) != std::string::npos);
  }
}

TEST_CASE("the warnings are data, too", "[cli][siting]") {
  const Folder folder;
  folder.write("hall.yaml", kSitedHall);
  const Call call = tool("check hall.yaml --json", folder.path().string());
  CHECK(call.code == 0);
  const auto json = nlohmann::json::parse(call.out);
  const auto found = json.dump();
  CHECK(found.find("\"RT1501\"") != std::string::npos);
  CHECK(found.find("\"RT1502\"") != std::string::npos);
}

TEST_CASE("--set states a limit or moves one", "[cli][siting]") {
  const Folder folder;
  folder.write("hall.yaml", kSitedHall);
  const std::string enough =
      "--set siting.floor_limit=25kN/m^2 --set 'siting.fire_area.limit=1 MWh'";
  CHECK(tool("check hall.yaml " + enough, folder.path().string()).err.empty());
  const std::string minimal = RIDETHROUGH_SOURCE_DIR "/scenarios/examples/minimal.yaml";
  const Call none = tool("check " + minimal, folder.path().string());
  CHECK(none.err.empty());
  const Call stated = tool("check " + minimal + " --set siting.floor_limit=12kN/m^2");
  CHECK(stated.code == 0);
  CHECK(stated.err.find("warning[RT1503]: the floor under 'vrla' is not judged") == 0);
}

TEST_CASE("nothing of siting changes a run", "[cli][siting]") {
  const Folder folder;
  folder.write("hall.yaml", kSitedHall);
  std::string without = kSitedHall;
  const std::size_t begin = without.find("siting:");
  without.erase(begin, without.find("components:") - begin);
  folder.write("plain.yaml", without);
  const Call sited = tool("run hall.yaml --out a", folder.path().string());
  const Call plain = tool("run plain.yaml --out b", folder.path().string());
  CHECK(sited.code == 0);
  CHECK(plain.code == 0);
  CHECK(folder.read("a/events.csv") == folder.read("b/events.csv"));
}

}  // namespace ridethrough::test
