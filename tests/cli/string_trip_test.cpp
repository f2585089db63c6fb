#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "support/tool.hpp"

/// An outage that the battery management ends: as events, in the outcome and in the chain of
/// causes.
namespace ridethrough::test {
namespace {

/// A hall on lead-acid, of which `settings` are added.
std::string hall(const std::string& settings) {
  return "schema_version: 1\n"
         "name: hall\n"
         "duration: 30 min\n"
         "components:\n"
         "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz, short_circuit: 20 MVA}\n"
         "  block:\n"
         "    type: group\n"
         "    count: 3\n"
         "    components:\n"
         "      ups:  {type: ups, from: grid, part: ups-600kw}\n"
         "      vrla: {type: battery, from: ups, part: vrla-12v150ah, series: 40, strings: 4" +
         settings +
         "}\n"
         "      row:  {type: rack, from: ups, part: hgx-h800-4node, count: 10}\n"
         "events:\n"
         "  - {at: 10 s, fail: block.2.vrla, as: loose_link, resistance: 20 mohm}\n"
         "  - {at: 1 min, outage: grid}\n"
         "checks: [{id: rides, always: block.*.row.dropped == 0}]\n";
}

constexpr const char* kManagement = ", bms: {under_voltage: {at: 1.8 V/cell, after: 5 s}}";

bool has_line(const std::string& text, const std::string& part) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.find(part) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("a trip of the battery management is told with its cause", "[cli][protection]") {
  const Folder folder;
  folder.write("hall.yaml", hall(kManagement));
  const Call call = tool("run hall.yaml --out out", folder.path().string());
  CHECK(call.code == 1);
  // Three strings leave the weak one alone.
  CHECK(has_line(call.out, "block.2.vrla strings: 4 -> 1  (cell_under_voltage)"));
  CHECK(has_line(call.out, "block.2.ups: battery -> off  (maximum_power)"));
  const std::string events = folder.read("out/events.csv");
  CHECK(has_line(events, "count:strings,4,0,cell_under_voltage"));
  CHECK(has_line(events, ",state,discharging,failed,cell_under_voltage"));
  CHECK(has_line(events, ",state,battery,off,protection"));

  const auto outcome = nlohmann::json::parse(folder.read("out/outcome.json"));
  std::size_t tripped = 0;
  for (const auto& [path, component] : outcome.at("components").items()) {
    if (!component.contains("incidents")) continue;
    const std::string incidents = component.at("incidents").dump();
    if (incidents.find("\"tripped\"") != std::string::npos) ++tripped;
  }
  CHECK(tripped >= 1);
  CHECK(outcome.dump().find("string_trips") != std::string::npos);
}

TEST_CASE("tripped strings do the same lumped or not", "[cli][protection]") {
  const Folder folder;
  folder.write("hall.yaml", hall(kManagement));
  tool("run hall.yaml --out a", folder.path().string());
  tool("run hall.yaml --unlumped --out b", folder.path().string());
  for (const char* file : {"outcome.json", "events.csv"}) {
    CHECK(folder.read(std::string("a/") + file) == folder.read(std::string("b/") + file));
  }
}

TEST_CASE("protection that is not reached changes no event", "[cli][protection]") {
  const Folder folder;
  folder.write("bare.yaml", hall(""));
  folder.write("hall.yaml",
               hall(", string_breaker: {at: 3 kA}, bms: {over_voltage: {at: 3 V/cell}}"));
  tool("run bare.yaml --out a", folder.path().string());
  tool("run hall.yaml --out b", folder.path().string());
  CHECK(folder.read("a/events.csv") == folder.read("b/events.csv"));
  CHECK_FALSE(folder.read("a/events.csv").empty());
}

TEST_CASE("protection that contradicts itself is refused where it is written",
          "[cli][protection]") {
  const struct {
    const char* settings;
    const char* told;
  } cases[] = {
      {", bms: {under_voltage: {at: 1.8 V/cell}, over_voltage: {at: 1.7 V/cell}}",
       "'bms.under_voltage' is not below 'bms.over_voltage'"},
      {", bms: {}", "'bms' has no limit"},
      {", string_fuse: {current: 400 A, blows: {at: 500 A, after: 10 s}}",
       "a fuse carries 1.41 of its 'current' for ever: 'blows' at more than that"},
  };
  for (const auto& one : cases) {
    const Folder folder;
    folder.write("hall.yaml", hall(one.settings));
    const Call call = tool("run hall.yaml", folder.path().string());
    CHECK(call.code == 3);
    CHECK(call.err.find("error[RT0312]") == 0);
    CHECK(call.err.find(one.told) != std::string::npos);
    CHECK(call.err.find("hall.yaml:11:7") != std::string::npos);
  }
}

}  // namespace ridethrough::test
