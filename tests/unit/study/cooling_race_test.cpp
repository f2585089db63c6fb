#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>

#include "ridethrough/report/data.hpp"
#include "ridethrough/report/text.hpp"
#include "ridethrough/study/run.hpp"
#include "support/scratch.hpp"

namespace ridethrough::study {
namespace {

/// Racks on a UPS, chillers on the mains; the cdu of each block hangs where `pumps_from` says.
Outcome blocks(const std::string& pumps_from, bool lump = true) {
  const auto file = support::scratch_path("cooling-race.yaml");
  std::ofstream(file) << fmt::format(R"(schema_version: 1
name: cooled blocks
duration: 10 min
components:
  grid:    {{type: utility, voltage: 400 V, frequency: 50 Hz, short_circuit: 60 MVA}}
  ups:     {{type: ups, from: grid, part: ups-600kw}}
  vrla:    {{type: battery, from: ups, part: vrla-12v150ah, series: 40, strings: 6}}
  chiller: {{type: chiller, from: grid, capacity: 200 kW, count: 3}}
  tank:    {{type: buffer_tank, volume: 3 m^3, cooled_by: chiller}}
  block:
    type: group
    count: 2
    components:
      cdu: {{type: cdu, from: {}, power: 5 kW, capacity: 300 kW, volume: 0.2 m^3, cooled_by: tank}}
      row: {{type: rack, from: ups, gpus: 32, host: 18 kW, power: 40 kW, cooled_by: cdu, count: 5}}
events: [{{id: blackout, at: 150 s, outage: grid, for: 60 s}}]
)",
                                     pumps_from);
  RunOptions options;
  options.lump = lump;
  return run(
      scenario::load_scenario(file.string(), {{}, RIDETHROUGH_SOURCE_DIR "/scenarios/parts"}),
      options);
}

/// Racks behind what stores energy, and the cdu that cools them.
CoolingRace race_of(const std::string& components) {
  const auto file = support::scratch_path("cooling-stores.yaml");
  std::ofstream(file) << R"(schema_version: 1
name: other stores
duration: 1 min
components:
  grid: {type: utility, voltage: 400 V, frequency: 50 Hz, short_circuit: 60 MVA}
  cdu:  {type: cdu, from: grid, power: 5 kW, capacity: 300 kW, volume: 0.2 m^3}
)" << components;
  const Outcome outcome = run(
      scenario::load_scenario(file.string(), {{}, RIDETHROUGH_SOURCE_DIR "/scenarios/parts"}), {});
  REQUIRE(outcome.cooling.size() == 1);
  return outcome.cooling[0];
}

TEST_CASE("a cabinet on the bus and a shelf in the rack are batteries of the race, too",
          "[study][cooling]") {
  const CoolingRace cabinet = race_of(
      "  sw:   {type: static_switch, from: grid, part: static-switch-400a}\n"
      "  bess: {type: bess, from: sw, part: lfp-cabinet-200kwh, islanding_switch: sw}\n"
      "  pdu:  {type: pdu, from: sw, part: pdu-300kva}\n"
      "  row:  {type: rack, from: pdu, gpus: 8, power: 25 kW, cooled_by: cdu, count: 4}\n");
  CHECK(cabinet.battery.find("bess") != std::string::npos);
  REQUIRE(cabinet.battery_s.has_value());
  // 200 kWh at 100 kW.
  CHECK(*cabinet.battery_s == Approx(7200.0).epsilon(0.1));
  const CoolingRace shelf = race_of(
      "  row: {type: rack, from: grid, gpus: 8, power: 15 kW, cooled_by: cdu}\n"
      "  bbu: {type: bbu, from: row, part: bbu-orv3-18kw}\n");
  CHECK(shelf.battery.find("bbu") != std::string::npos);
  REQUIRE(shelf.battery_s.has_value());
  CHECK(*shelf.battery_s > 200.0);
}

TEST_CASE("the race between battery and heat is told, and who lost it", "[study][cooling]") {
  const Outcome outcome = blocks("grid");
  REQUIRE(outcome.cooling.size() == 1);
  const CoolingRace& race = outcome.cooling[0];
  CHECK(race.racks == "block.row");
  CHECK(race.members == 10);
  CHECK(race.throttle_s == Approx(22.0 / 1.4));
  CHECK(race.battery == "vrla");
  REQUIRE(race.battery_s.has_value());
  CHECK(*race.battery_s > 60.0);
  CHECK(race.lost_at == 150'030'000'000);
  CHECK(race.lost_by == "block.cdu");
  CHECK(race.throttled_at == Approx(150.03e9 + 22e9 / 1.4).margin(2));
  CHECK(race.tripped_at > race.throttled_at);
  CHECK(race.lost_feed_at == core::kNever);
  const std::string text = report::run_text(outcome, {});
  CHECK(text.find("cooling lost: block.row throttled after 15.71 s") != std::string::npos);
  CHECK(text.find("; its feed held, its battery lasts ") != std::string::npos);
  CHECK(text.find("power usage effectiveness 1.") != std::string::npos);
  CHECK(report::outcome_json(outcome, "test").find("\"battery_lasts\"") != std::string::npos);
}

TEST_CASE("racks that stay cold lose no race", "[study][cooling]") {
  const Outcome outcome = blocks("ups");
  REQUIRE(outcome.cooling.size() == 1);
  CHECK(outcome.cooling[0].throttled_at == core::kNever);
  CHECK(outcome.cooling[0].lost_by == "chiller");
  CHECK(report::run_text(outcome, {}).find("cooling lost: ") == std::string::npos);
}

TEST_CASE("the effectiveness of the power is that of the ledger", "[study][cooling]") {
  const Outcome outcome = blocks("ups");
  REQUIRE(outcome.power_use.interval == 60 * core::kTicksPerSecond);
  REQUIRE(outcome.power_use.ratios.size() == 10);
  double it_j = 0.0;
  for (const ComponentOutcome& each : outcome.components) {
    if (each.type == "rack") it_j += each.books.in_j;
  }
  const double site_j = outcome.ledger.in_j - outcome.ledger.stored_change_j;
  CHECK(outcome.power_use.mean == Approx(site_j / it_j).epsilon(1e-9));
  // Two cdus of 5 kW and 400 kW / 5 of the chillers beside 400 kW of racks, and what the UPS loses.
  CHECK(outcome.power_use.ratios.front() == Approx(1.22).margin(0.06));
  // While the chillers stand still it is less.
  CHECK(outcome.power_use.ratios[4] < outcome.power_use.ratios[0] - 0.15);
}

TEST_CASE("a cooled site says the same bytes lumped and unlumped", "[study][cooling][lumping]") {
  for (const char* pumps : {"grid", "ups"}) {
    const std::string lumped = report::outcome_json(blocks(pumps), "test");
    CHECK(lumped == report::outcome_json(blocks(pumps, false), "test"));
  }
}

}  // namespace
}  // namespace ridethrough::study
