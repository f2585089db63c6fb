#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "ridethrough/study/run.hpp"
#include "support/outcome_reads.hpp"
#include "support/scratch.hpp"

namespace ridethrough::study {
namespace {

using ridethrough::support::recorded;

scenario::Model replay_model(const std::string& name, const std::string& yaml,
                             const std::string& csv) {
  const auto folder = support::scratch_path(name);
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "hall.yaml") << yaml;
  std::ofstream(folder / "meter.csv") << csv;
  return scenario::load_scenario((folder / "hall.yaml").string(),
                                 {{}, RIDETHROUGH_SOURCE_DIR "/scenarios/parts"});
}

Outcome recorded_run(const scenario::Model& model, bool lump = true, int extra_wakes = 0) {
  RunOptions options;
  options.record = true;
  options.lump = lump;
  options.extra_wakes = extra_wakes;
  return run(model, options);
}

/// Hosts whose sums round, racks of two kinds, and an outage that stalls the job.
constexpr const char* kReplayed = R"(schema_version: 1
name: replay
duration: 3 min
start: 2025-04-28 12:33:00
components:
  grid: {type: utility, voltage: 400 V, frequency: 50 Hz, short_circuit: 40 MVA}
  row: {type: rack, from: grid, part: hgx-h800-4node, host: 6480.1 W, count: 7}
  odd: {type: rack, from: grid, part: hgx-h800-4node, host: 5123.7 W, count: 3}
jobs:
  train:
    type: training
    racks: [row, odd]
    profile:
      trace: meter.csv
      time_format: "%d-%b-%Y %H:%M:%S"
      interpolate: linear
      outside: repeat
    collective_timeout: 20 s
    restart: {warm: 10 s, cold: 30 s}
events:
  - {id: blackout, at: 50 s, outage: grid, for: 2 s}
record: [grid.power, train.level]
checks: [{id: below, always: grid.power <= 410 kW}]
)";

constexpr const char* kMeter =
    "time,\"power [kW]\"\n28-Apr-2025 12:33:00,120.123\n28-Apr-2025 12:33:07,301.7\n"
    "28-Apr-2025 12:33:20.5,289.333\n28-Apr-2025 12:33:31,310\n";

}  // namespace

TEST_CASE("a trace is played alike by lumped and listed racks, and under extra wakes",
          "[study][trace]") {
  const scenario::Model model = replay_model("replay", kReplayed, kMeter);
  const Outcome lumped = recorded_run(model);
  const Outcome listed = recorded_run(model, false);
  const Outcome woken = recorded_run(model, true, 500);
  CHECK(lumped.fingerprint == listed.fingerprint);
  CHECK(lumped.fingerprint == woken.fingerprint);
  CHECK(lumped.ledger.residual < 1e-12);
  const Trace& power = recorded(lumped, "grid.power").trace;
  // Ten racks, each rounded to 2^-11 W and its slope to 2^-11 W/s over 13.5 s at most.
  constexpr double kWatts = 10 * (13.5 + 1.0) / 2048.0;
  CHECK(value_at(power, 7'000'000'000) == Approx(301.7e3).margin(kWatts));
  CHECK(value_at(power, 13'750'000'000) == Approx(295.5165e3).margin(kWatts));
  CHECK(value_at(power, 38'000'000'000) == Approx(301.7e3).margin(kWatts));
}

TEST_CASE("the bytes of a trace are part of the scenario's digest", "[study][trace]") {
  const scenario::Model model = replay_model("replay", kReplayed, kMeter);
  const scenario::Model same = replay_model("replay", kReplayed, kMeter);
  const scenario::Model other =
      replay_model("replay", kReplayed, std::string(kMeter) + "28-Apr-2025 12:34:00,1\n");
  CHECK(model.digest == same.digest);
  CHECK(model.digest != other.digest);
  const auto is_trace = [](const scenario::PartUse& use) { return use.type == "trace"; };
  const auto used = std::find_if(model.parts.begin(), model.parts.end(), is_trace);
  REQUIRE(used != model.parts.end());
  CHECK(used->name == "meter.csv");
  CHECK(used->digest.starts_with("sha256:"));
}

TEST_CASE("what the tool records can be played back", "[study][trace]") {
  // The recorded trace of a first run, in the form of signals.csv: jumps are two rows of one time.
  const scenario::Model model = replay_model("replay", kReplayed, kMeter);
  const Outcome first = recorded_run(model);
  std::string csv = "time [s],grid.power [kW],note\n";
  for (const Corner& corner : recorded(first, "grid.power").trace.corners) {
    const std::string time = std::to_string(core::seconds(corner.time));
    if (corner.time > 40'000'000'000) break;
    if (corner.before != corner.after) {
      csv += time + "," + std::to_string(corner.before / 1e3) + ",\n";
    }
    csv += time + "," + std::to_string(corner.after / 1e3) + ",\n";
  }
  std::string yaml = kReplayed;
  const std::string old_key = "time_format: \"%d-%b-%Y %H:%M:%S\"";
  yaml.replace(yaml.find(old_key), old_key.size(), "column: grid.power");
  const Outcome second = recorded_run(replay_model("again", yaml, csv));
  const Trace& once = recorded(first, "grid.power").trace;
  const Trace& twice = recorded(second, "grid.power").trace;
  for (const double at_s : {1.0, 7.001, 30.5, 31.001}) {
    const core::Tick at = core::ticks_nearest(at_s);
    // Times are printed to a microsecond, and the steepest slope is 26 kW/s.
    CHECK(value_at(twice, at) == Approx(value_at(once, at)).margin(0.3));
  }
}

}  // namespace ridethrough::study
