#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "ridethrough/study/run.hpp"
#include "support/scratch.hpp"

namespace ridethrough::study {
namespace {

/// A cabinet in a cold room; the feed is lost for five minutes and is back for the rest.
Outcome cold_hall(const std::string& heater, bool lump = true) {
  const auto file = support::scratch_path("cold-cabinet.yaml");
  std::ofstream(file) << fmt::format(R"(schema_version: 1
name: a cabinet in a cold room
duration: 3 h
components:
  grid: {{type: utility, voltage: 400 V, frequency: 50 Hz}}
  sw:   {{type: static_switch, from: grid, opens_in: 4 ms, closes_in: 4 ms}}
  lfp:  {{type: bess, from: sw, part: lfp-cabinet-200kwh, islanding_switch: sw, count: 2,
         temperature: -10 degC, heater: {}}}
  hall: {{type: load, from: sw, power: 200 kW}}
events: [{{at: 1 min, outage: grid, for: 5 min}}]
)",
                                     heater);
  RunOptions options;
  options.lump = lump;
  return run(
      scenario::load_scenario(file.string(), {{}, RIDETHROUGH_SOURCE_DIR "/scenarios/parts"}),
      options);
}

/// Of the first cohort of the component whose path ends in `name`.
double finding(const Outcome& outcome, const std::string& name, const std::string& wanted) {
  for (const ComponentOutcome& component : outcome.components) {
    if (component.path != name) continue;
    for (const MemberFinding& each : component.findings) {
      if (each.finding.name == wanted) return each.finding.value;
    }
  }
  throw std::runtime_error("no finding " + wanted);
}

}  // namespace

TEST_CASE("a cold cabinet gives, but does not take", "[study][bess]") {
  // A heater that holds less than the room is no heater.
  const Outcome cold = cold_hall("{hold: -30 degC}");
  CHECK(finding(cold, "lfp", "soc_min") < 0.96);
  CHECK(finding(cold, "lfp", "soc_end") == finding(cold, "lfp", "soc_min"));
  CHECK(cold.ledger.residual <= 1e-9);
}

TEST_CASE("a heater lets a cold cabinet recharge", "[study][bess]") {
  const Outcome warm = cold_hall("{hold: 10 degC, power: 2 kW, rise: 40 K}");
  CHECK(finding(warm, "lfp", "soc_min") < 0.92);
  CHECK(finding(warm, "lfp", "soc_end") > 0.94);
  // Half of 2 kW and 0.3 kW, but for the 8 ms of the dead bus; no cooling at 10 degC.
  CHECK(finding(warm, "lfp", "energy_auxiliary") == Approx(1.3e3 * (3 * 3600.0 - 8e-3)));
  CHECK(warm.ledger.residual <= 1e-9);
}

TEST_CASE("heated cabinets, lumped or not, do the same", "[study][bess]") {
  const std::string heater = "{hold: 10 degC, power: 2 kW, rise: 40 K}";
  CHECK(cold_hall(heater).fingerprint == cold_hall(heater, false).fingerprint);
}

}  // namespace ridethrough::study
