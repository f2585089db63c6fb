#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "ridethrough/report/data.hpp"
#include "ridethrough/report/text.hpp"
#include "ridethrough/study/run.hpp"
#include "support/scratch.hpp"

// Meters of whole runs.
namespace ridethrough::study {
namespace {

/// A load that steps up, crashes, and meets an outage of its feed.
constexpr const char* kSite = R"(schema_version: 1
name: a site at its meter
duration: 5 min
components:
  grid:  {type: utility, voltage: 10 kV, frequency: 50 Hz, short_circuit: 20 MVA, x_over_r: 10}
  spare: {type: utility, voltage: 10 kV, frequency: 50 Hz}
  hall:  {type: load, from: grid, power: 100 kW, count: 10}
  rest:  {type: load, from: spare, power: 100 kW}
events:
  - {id: up, at: 20 s, set: {hall.load: 130 %}, over: 3 s}
  - {id: crash, at: 60 s, set: {hall.load: 40 %}}
  - {id: outage, at: 100 s, outage: grid, for: 10 s}
checks:
  - {id: site, always: grid inside mine, until: events.outage}
parts:
  mine:
    type: curve
    values:
      kind: ramp_and_band
      reads: power
      ramp_down: [{over: 1 s, at_most: 800 kW}]
      bands: [{from: 0.2 Hz, to: 5 Hz, at_most: 500 kW}]
)";

Outcome meter_run(const RunOptions& options) {
  const auto file = support::scratch_path("metering-test.yaml");
  std::ofstream(file) << kSite;
  return run(
      scenario::load_scenario(file.string(), {{}, RIDETHROUGH_SOURCE_DIR "/scenarios/parts"}),
      options);
}

}  // namespace

TEST_CASE("a run meters each of its utilities", "[study][meter]") {
  const Outcome outcome = meter_run({});
  REQUIRE(outcome.meters.size() == 2);
  const MemberMeter& grid = outcome.meters.front();
  CHECK(grid.match == "grid");
  CHECK(grid.figures.peak.value == Approx(1.3e6).epsilon(1e-6));
  CHECK(grid.figures.ramps.at(0).rise.value == Approx(1e5).epsilon(1e-6));
  CHECK(grid.figures.ramps.at(1).fall.value == Approx(9e5).epsilon(1e-6));
  CHECK(grid.figures.ramps.at(1).fall.at == 60 * core::kTicksPerSecond);
  CHECK(grid.figures.lowest.value == Approx(4e5).epsilon(1e-6));  // not the outage
  CHECK(grid.figures.band.from_hz == 0.2);                        // of the check's curve
  CHECK(grid.figures.band.to_hz == 5.0);
  CHECK(grid.figures.in_band.value > 0.0);
  CHECK(grid.figures.flicker);
  const MeterFigures& spare = outcome.meters.back().figures;
  CHECK_FALSE(spare.has_moved());
  CHECK(spare.band.from_hz == 0.1);
  CHECK_FALSE(spare.flicker);  // a stiff feed
  CHECK(outcome.checks.front().fails_run);
  CHECK(outcome.checks.front().margin == Approx(-1e5).epsilon(1e-6));
}

TEST_CASE("who looks, and how members are held, does not change a meter", "[study][meter]") {
  RunOptions looked, apart;
  looked.record = true;
  looked.extra_wakes = 500;
  apart.lump = false;
  const std::string plain = report::outcome_json(meter_run({}), "test");
  CHECK(report::outcome_json(meter_run(apart), "test") == plain);
  const Outcome woken = meter_run(looked);
  const Outcome still = meter_run({});
  CHECK(woken.meters.front().figures.in_band.value == still.meters.front().figures.in_band.value);
  CHECK(woken.meters.front().figures.flicker->value == still.meters.front().figures.flicker->value);
  CHECK(woken.meters.front().figures.ramps[0].rise.at ==
        still.meters.front().figures.ramps[0].rise.at);
}

TEST_CASE("the report tells of the meters that saw a change", "[report][meter]") {
  const Outcome outcome = meter_run({});
  const std::string text = report::run_text(outcome, {});
  INFO(text);
  CHECK(text.find("meter at the point of connection") != std::string::npos);
  CHECK(text.find("grid: peak 1.3 MW at 23.000 s") != std::string::npos);
  CHECK(text.find("spare: peak") == std::string::npos);
  CHECK(text.find("(unverified)") != std::string::npos);
  const auto json = nlohmann::json::parse(report::outcome_json(outcome, "test"));
  CHECK(json["components"]["grid"]["ramp_1s"]["unit"] == "MW/s");
  CHECK(json["components"]["grid"]["ramp_1s"]["value"].get<double>() == Approx(0.9).epsilon(1e-6));
  CHECK(json["meters"][0]["rejected"]["value"].get<double>() == Approx(900.0).epsilon(1e-6));
  CHECK(json["meters"][0]["ramp_100ms"]["rise"]["value"].get<double>() ==
        Approx(0.1).epsilon(1e-6));
  CHECK(json["meters"][1]["ramp_1s"]["fall"]["value"] == 0.0);
}

}  // namespace ridethrough::study
