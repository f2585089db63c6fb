#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "ridethrough/study/run.hpp"
#include "support/scratch.hpp"

namespace ridethrough::study {
namespace {

/// Two cabinets with `settings` carry a load of 200 kW; `events` as in a scenario.
Outcome hall(const std::string& settings, const std::string& events, bool lump = true) {
  const auto file = support::scratch_path("cabinet-hall.yaml");
  std::ofstream(file) << fmt::format(R"(schema_version: 1
name: cabinets behind a switch
duration: 3 h
components:
  grid: {{type: utility, voltage: 400 V, frequency: 50 Hz}}
  sw:   {{type: static_switch, from: grid, opens_in: 4 ms, closes_in: 4 ms}}
  lfp:  {{type: bess, from: sw, part: lfp-cabinet-200kwh, islanding_switch: sw, count: 2, {}}}
  hall: {{type: load, from: sw, power: 200 kW}}
events: [{}]
)",
                                     settings, events);
  RunOptions options;
  options.lump = lump;
  return run(
      scenario::load_scenario(file.string(), {{}, RIDETHROUGH_SOURCE_DIR "/scenarios/parts"}),
      options);
}

/// In a room at -10 degC; the feed is lost for five minutes and is back for the rest.
Outcome cold_hall(const std::string& heater, bool lump = true) {
  return hall("temperature: -10 degC, heater: " + heater, "{at: 1 min, outage: grid, for: 5 min}",
              lump);
}

/// Twenty minutes without a feed; the second string of each cabinet is ordered an hour before.
Outcome growing_hall(const std::string& growth, bool lump = true) {
  return hall("cells: {ready_strings: 1}, " + growth,
              "{at: 10 min, grow: lfp}, {at: 70 min, outage: grid, for: 20 min}", lump);
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

TEST_CASE("a cabinet with hot plug grows while it is there", "[study][bess]") {
  const Outcome live = growing_hall("hot_plug: true");
  CHECK(finding(live, "lfp.cells", "time_without_storage") == 0.0);
  // 100 kW, 2.7 kW of loss and 2.1 kW of auxiliaries for twenty minutes, from two strings of 280 Ah
  // and 224 cells at 3.3 V: 34.9 of 414 kWh. One string would be at 78 %.
  CHECK(finding(live, "lfp", "soc_min") == Approx(0.95 - 34.9 / 414.0).margin(3e-3));
  CHECK(live.ledger.residual <= 1e-9);
  CHECK(live.fingerprint == growing_hall("hot_plug: true", false).fingerprint);
}

TEST_CASE("a cabinet without hot plug is away while it grows", "[study][bess]") {
  const Outcome away = growing_hall("hot_plug: false, growth_time: 2 h");
  CHECK(finding(away, "lfp.cells", "time_without_storage") == 7200.0);
  CHECK(finding(away, "lfp", "energy_formed") == 0.0);  // the outage meets no storage
  CHECK(away.ledger.residual <= 1e-9);
  CHECK(away.fingerprint == growing_hall("hot_plug: false, growth_time: 2 h", false).fingerprint);
  const Outcome back = growing_hall("hot_plug: false, growth_time: 30 min");
  CHECK(finding(back, "lfp", "energy_formed") > 0.0);
}

TEST_CASE("a cabinet whose values do not fit is refused at its line", "[study][bess]") {
  const auto told = [](const std::string& settings) {
    try {
      hall(settings, "");
    } catch (const scenario::ScenarioError& error) {
      const auto& found = error.diagnostics().all().front();
      return fmt::format("{} {} {}", found.rule, found.place.line, found.message);
    }
    return std::string("accepted");
  };
  CHECK(told("derating: [{at: 50 degC, value: 80 %}, {at: 40 degC, value: 100 %}]") ==
        "RT0312 7 the values of 'lfp.1-2' do not fit: temperatures of 'derating' do not rise");
  CHECK(told("heater: {hold: 25 degC}") ==
        "RT0312 7 the values of 'lfp.1-2' do not fit: 'heater.hold' is above 'cooling.above'");
  CHECK(told("derating: [{at: 50 degC, value: 0 %}]").find("RT03") == 0);
}

}  // namespace ridethrough::study
