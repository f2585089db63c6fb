#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>

#include "ridethrough/study/run.hpp"
#include "support/scratch.hpp"

namespace ridethrough::study {
namespace {

/// Three equal blocks on 2 strings each, ten minutes without a feed; `battery` says more of the
/// strings, `events` what happens before.
Outcome spoilt_hall(const std::string& battery, const std::string& events, bool lump = true) {
  const auto file = support::scratch_path("spoilt-strings.yaml");
  std::ofstream(file) << fmt::format(R"(schema_version: 1
name: strings that differ
duration: 20 min
components:
  grid: {{type: utility, voltage: 400 V, frequency: 50 Hz}}
  block:
    type: group
    from: grid
    count: 3
    components:
      ups:  {{type: ups, from: inlet, part: ups-400kw}}
      vrla: {{type: battery, from: ups, part: vrla-12v150ah, series: 40, strings: 2{}}}
      load: {{type: load, from: ups, power: 180 kW}}
events:
  - {{at: 2 min, outage: grid, for: 10 min}}
{})",
                                     battery, events);
  RunOptions options;
  options.lump = lump;
  return run(
      scenario::load_scenario(file.string(), {{}, RIDETHROUGH_SOURCE_DIR "/scenarios/parts"}),
      options);
}

/// Smallest value of a finding of the batteries of `members`.
double least_finding(const Outcome& outcome, const std::string& name, const std::string& members) {
  double lowest = std::numeric_limits<double>::infinity();
  for (const ComponentOutcome& component : outcome.components) {
    if (component.path != "block.vrla") continue;
    for (const MemberFinding& each : component.findings) {
      const bool meant = each.match.find(members) != std::string::npos;
      if (meant && each.finding.name == name) lowest = std::min(lowest, each.finding.value);
    }
  }
  return lowest;
}

constexpr const char* kSpread = ", spread: {capacity: 3 %, resistance: 10 %}";

}  // namespace

TEST_CASE("blocks with a spread differ, lumped or not, by the seed", "[study][battery]") {
  const Outcome outcome = spoilt_hall(kSpread, "");
  CHECK(outcome.fingerprint == spoilt_hall(kSpread, "", false).fingerprint);
  CHECK(outcome.fingerprint != spoilt_hall("", "").fingerprint);
  CHECK(outcome.ledger.residual <= 1e-9);
  const double first = least_finding(outcome, "soc_min", "block.1.");
  CHECK(first != least_finding(outcome, "soc_min", "block.2."));
  CHECK(first == Approx(least_finding(spoilt_hall("", ""), "soc_min", "block.1")).epsilon(0.05));
}

TEST_CASE("a bad string shows in its block alone", "[study][battery]") {
  for (const std::string fault :
       {"as: shorted_cell, cells: 6", "as: high_resistance, cells: 12, resistance: 5 mohm",
        "as: loose_link, resistance: 100 mohm", "as: open_cell"}) {
    INFO(fault);
    const std::string events = "  - {at: 1 min, fail: block.2.vrla, " + fault + "}\n";
    const Outcome outcome = spoilt_hall("", events);
    CHECK(outcome.fingerprint == spoilt_hall("", events, false).fingerprint);
    CHECK(outcome.ledger.residual <= 1e-9);
    const double sound = least_finding(spoilt_hall("", ""), "voltage_min", "block.1");
    CHECK(least_finding(outcome, "voltage_min", "block.1") == Approx(sound).epsilon(1e-12));
    CHECK(least_finding(outcome, "voltage_min", "block.2") < sound - 1.0);
  }
}

TEST_CASE("repaired strings carry as before", "[study][battery]") {
  const Outcome outcome =
      spoilt_hall("",
                  "  - {at: 10 s, fail: block.2.vrla, as: loose_link, resistance: 1 "
                  "ohm}\n  - {at: 20 s, repair: block.2.vrla}\n");
  CHECK(least_finding(outcome, "soc_min", "block.2") ==
        Approx(least_finding(outcome, "soc_min", "block.1")).epsilon(1e-6));
}

}  // namespace ridethrough::study
