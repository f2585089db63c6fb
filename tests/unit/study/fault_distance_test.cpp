#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <string>

#include "ridethrough/report/data.hpp"
#include "ridethrough/study/run.hpp"
#include "support/scratch.hpp"

namespace ridethrough::study {
namespace {

Outcome run_distances(const std::string& components, const std::string& events, bool lump = true) {
  const auto file = support::scratch_path("fault-distance-test.yaml");
  std::ofstream(file) << "schema_version: 1\nname: a fault somewhere\nduration: 20 s\ncomponents:\n"
                      << "  grid: {type: utility, voltage: 10 kV, frequency: 50 Hz, "
                         "short_circuit: 200 MVA}\n"
                      << components << "events:\n"
                      << events;
  RunOptions options;
  options.lump = lump;
  return run(
      scenario::load_scenario(file.string(), {{}, RIDETHROUGH_SOURCE_DIR "/scenarios/parts"}),
      options);
}

const char* const kFeeder =
    "  ring: {type: cable, from: grid, length: 2 km, part: cable-10kv-240mm2}\n"
    "  hall: {type: load, from: ring, power: 1 MW}\n";

double found_in(const Outcome& outcome, const std::string& path, const std::string& name) {
  for (const ComponentOutcome& component : outcome.components) {
    if (component.path != path) continue;
    for (const MemberFinding& found : component.findings) {
      if (found.finding.name == name) return found.finding.value;
    }
  }
  return -1.0;
}

double lowest_at_grid(const std::string& keys) {
  return found_in(run_distances(kFeeder, "  - {at: 5 s, fault: ring, for: 1 s" + keys + "}\n"),
                  "grid", "lowest_voltage");
}

TEST_CASE("the nearer a fault along a cable, the deeper the dip", "[study][fault]") {
  const double at_inlet = lowest_at_grid(", distance: 0 m");
  const double near = lowest_at_grid(", distance: 400 m");
  const double far = lowest_at_grid(", distance: 1.6 km");
  const double at_end = lowest_at_grid(", distance: 2 km");
  CHECK(at_inlet < 1e-4);
  CHECK(near > at_inlet);
  CHECK(far > near);
  CHECK(at_end > far);
  CHECK(at_end == lowest_at_grid(""));
}

TEST_CASE("faults along a cable close the books", "[study][fault]") {
  const std::string events =
      "  - {at: 5 s, fault: ring, distance: 400 m, for: 1 s}\n"
      "  - {at: 5.5 s, fault: ring, distance: 900 m, kind: line_ground}\n"
      "  - {at: 9 s, repair: ring}\n";
  const Outcome outcome = run_distances(kFeeder, events);
  CHECK(outcome.ledger.fault_j > 0.0);
  CHECK(outcome.ledger.residual < 1e-9);
  std::string story;
  for (const OutcomeEvent& event : outcome.events) {
    if (event.what == "fault") story += event.from + ">" + event.to + " " + event.reason + "; ";
  }
  CHECK(story ==
        "none>three_phase begun; none>line_ground begun; three_phase>none over; "
        "line_ground>none repaired; ");
}

TEST_CASE("a cable that ties two buses may have a fault along it", "[study][fault]") {
  const std::string ring =
      "  a: {type: cable, from: grid, length: 1 km, part: cable-10kv-240mm2}\n"
      "  b: {type: cable, from: grid, length: 2 km, part: cable-10kv-240mm2}\n"
      "  tie: {type: cable, between: [a, b], length: 1 km, part: cable-10kv-240mm2}\n"
      "  hall: {type: load, from: b, power: 1 MW}\n";
  const Outcome outcome =
      run_distances(ring, "  - {at: 5 s, fault: tie, distance: 300 m, for: 100 ms}\n");
  CHECK(outcome.ledger.fault_j > 0.0);
  CHECK(outcome.ledger.residual < 1e-9);
}

TEST_CASE("members of a count with faults along them are wired one by one", "[study][fault]") {
  const std::string blocks =
      "  block:\n    type: group\n    count: 3\n    components:\n"
      "      ring: {type: cable, from: grid, length: 2 km, part: cable-10kv-240mm2}\n"
      "      hall: {type: load, from: ring, power: 1 MW}\n";
  const std::string event =
      "  - {at: 5 s, fault: block.2.ring, distance: 700 m, kind: line_line, for: 100 ms}\n";
  const Outcome lumped = run_distances(blocks, event);
  const Outcome unlumped = run_distances(blocks, event, false);
  CHECK(lumped.ledger.fault_j > 0.0);
  CHECK(lumped.fingerprint == unlumped.fingerprint);
}

TEST_CASE("a distance is along what has a length, and not beyond its end", "[study][fault]") {
  const auto told = [&](const std::string& event) {
    try {
      run_distances(kFeeder, "  - {at: 5 s, " + event + ", for: 1 s}\n");
    } catch (const std::exception& error) {
      return std::string(error.what());
    }
    return std::string("nothing");
  };
  const std::string line = ", line: {resistance: 0.12 ohm/km, reactance: 0.32 ohm/km}";
  CHECK_THAT(told("fault: grid, distance: 1 m"), Catch::Contains("'grid' has no length"));
  CHECK_THAT(told("fault: ring, distance: 3 km"), Catch::Contains("lies beyond the end of 'ring'"));
  CHECK_THAT(told("dip: grid, to: 0.4 pu, distance: 3 km" + line),
             Catch::Contains("RT0304") && Catch::Contains("'to' can not"));
  CHECK_THAT(told("dip: grid, type: C, distance: 3 km" + line), Catch::Contains("'type' can not"));
  CHECK_THAT(told("dip: grid, distance: 3 km"), Catch::Contains("needs the 'line'"));
  CHECK_THAT(told("dip: grid, to: 0.4 pu, kind: line_line"), Catch::Contains("at a 'distance'"));
  CHECK_THAT(told("dip: grid"), Catch::Contains("'dip' needs 'to', or a 'distance'"));
  CHECK(told("dip: grid, distance: 3 km" + line) == "nothing");
}

TEST_CASE("a loop without impedance is refused from the start and told later", "[study][loops]") {
  const auto loop = [](const char* state) {
    return std::string(kFeeder) +
           "  one: {type: breaker, from: ring}\n"
           "  row: {type: bus, from: one}\n"
           "  two: {type: breaker, between: [ring, row], state: " +
           state + "}\n  rack: {type: load, from: row, power: 100 kW}\n";
  };
  CHECK_THROWS_WITH(run_distances(loop("closed"), "  - {at: 1 s, open: two}\n"),
                    Catch::Contains("RT0419") &&
                        Catch::Contains("'two' closes a loop without impedance: 'ring' and 'row'"));
  const Outcome later =
      run_distances(loop("open"), "  - {at: 1 s, close: two}\n  - {at: 2 s, open: one}\n");
  const auto told = std::count_if(later.warnings.begin(), later.warnings.end(),
                                  [](const RunWarning& each) { return each.rule == "RT1324"; });
  CHECK(told == 1);
  CHECK(later.ledger.residual < 1e-9);
}

}  // namespace
}  // namespace ridethrough::study
