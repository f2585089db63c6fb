#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include "ridethrough/study/run.hpp"
#include "support/scratch.hpp"

// A hall that moves the frequency of its grid, through a whole run.
namespace ridethrough::study {
namespace {

/// Racks behind a weak grid of a small area; half of them stop, which is load that the area loses.
constexpr const char* kIslandHall = R"(schema_version: 1
name: half a hall goes
duration: 3 min
components:
  grid:
    type: utility
    voltage: 400 V
    frequency: 60 Hz
    short_circuit: 40 MVA
    area: {inertia: 4 s, base: 10 MVA, stiffness: 2 MW/Hz, lag: 2 s, deadband: 36 mHz,
           reserve: 800 kW, damping: 100 kW/Hz}
  row: {type: rack, from: grid, part: hgx-h800-4node, count: 8}
  bank: {type: load, from: grid, power: 500 kW}
events:
  - {id: stop, at: 10 s, set: {bank.load: 0 %}}
  - {id: dip, at: 60 s, dip: grid, to: 0.8 pu, for: 100 ms, shape: {fall: 2 ms, rise: 5 ms},
     overshoot: {to: 1.05 pu, for: 80 ms}}
  - {id: wrong, at: 90 s, set: {grid.frequency: 61 Hz}}
  - {id: loss, at: 120 s, set: {grid.area.imbalance: -700 kW}, over: 3 s, for: 30 s}
record: [grid.frequency, grid.rocof, grid.power]
checks:
  - {id: rises, after: events.stop, eventually: grid.frequency >= 60.2 Hz, within: 10 s}
  - {id: falls, after: events.loss, eventually: grid.frequency <= 59.95 Hz, within: 30 s}
)";

Outcome run_of(bool lump, int extra_wakes) {
  const auto folder = support::scratch_path("grid-area-run");
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "hall.yaml") << kIslandHall;
  const auto model = scenario::load_scenario((folder / "hall.yaml").string(),
                                             {{}, RIDETHROUGH_SOURCE_DIR "/scenarios/parts"});
  RunOptions options;
  options.record = true;
  options.lump = lump;
  options.extra_wakes = extra_wakes;
  return run(model, options);
}

const Trace& signal_of(const Outcome& outcome, const std::string& name) {
  for (const RecordedSignal& each : outcome.signals) {
    if (each.name == name) return each.trace;
  }
  throw std::invalid_argument("no signal " + name);
}

}  // namespace

TEST_CASE("a hall that stops raises the frequency of its area", "[study][grid-area]") {
  const Outcome outcome = run_of(true, 0);
  CHECK(outcome.verdict == Verdict::pass);
  const Trace& rocof = signal_of(outcome, "grid.rocof");
  // 500 kW at the terminals in 40 MJ at 60 Hz.
  CHECK(value_at(rocof, 10 * core::kTicksPerSecond) == Approx(0.5 * 60.0 / 80.0).epsilon(1e-9));
  // At rest: 0.5 MW - 0.1 MW/Hz x - 2 MW/Hz (x - 36 mHz) = 0.
  const Trace& frequency = signal_of(outcome, "grid.frequency");
  CHECK(value_at(frequency, 59 * core::kTicksPerSecond) ==
        Approx(60.0 + (0.5 + 0.072) / 2.1).margin(1e-3));
  CHECK(outcome.ledger.residual < 1e-9);
}

TEST_CASE("an area's frequency that an event would set is warned of", "[study][grid-area]") {
  const Outcome outcome = run_of(true, 0);
  REQUIRE(outcome.warnings.size() == 1);
  CHECK(outcome.warnings[0].rule == "RT1302");
  CHECK(outcome.warnings[0].component == "grid");
  CHECK(outcome.warnings[0].text.find("set area.imbalance instead") != std::string::npos);
}

TEST_CASE("an area is the same lumped, listed and looked at", "[study][grid-area]") {
  const Outcome lumped = run_of(true, 0);
  CHECK(lumped.fingerprint == run_of(false, 0).fingerprint);
  CHECK(lumped.fingerprint == run_of(true, 3000).fingerprint);
}

}  // namespace ridethrough::study
