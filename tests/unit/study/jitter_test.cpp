#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "ridethrough/study/run.hpp"
#include "support/tool.hpp"

namespace ridethrough::study {
namespace {

Outcome run_with(const std::string& jitter, bool lump) {
  const test::Folder folder;
  const std::string file = folder.write(
      "s.yaml",
      "schema_version: 1\nname: s\nduration: 30 s\ncomponents:\n"
      "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
      "  row: {type: rack, from: grid, part: hgx-h800-4node, count: 5}\n"
      "jobs:\n  train: {type: training, racks: row, checkpoint: {every: 1 h}, fall: 100 ms,\n"
      "          profile: {part: square-2s" +
          jitter + "}}\nevents: [{at: 20.5 s, stop: train}]\nrecord: [row.*.power]\n");
  RunOptions options;
  options.lump = lump;
  options.record = true;
  return run(
      scenario::load_scenario(
          file, {.sets = {}, .library = std::string(RIDETHROUGH_SOURCE_DIR) + "/scenarios/parts"}),
      options);
}

/// When the GPUs of each recorded signal step up first, in whole nanoseconds.
std::set<core::Tick> first_steps(const Outcome& outcome) {
  std::set<core::Tick> steps;
  for (const RecordedSignal& signal : outcome.signals) {
    for (const Corner& corner : signal.trace.corners) {
      if (corner.time < 1'000'000'000 || corner.after <= corner.before) continue;
      steps.insert(corner.time);
      break;
    }
  }
  return steps;
}

}  // namespace

TEST_CASE("racks with jitter step apart, the same however they are lumped", "[jitter]") {
  const Outcome lumped = run_with(", jitter: 200 ms", true);
  CHECK(lumped.signals.size() == 5);
  CHECK(first_steps(lumped).size() == 5);
  CHECK(lumped.fingerprint == run_with(", jitter: 200 ms", false).fingerprint);
}

TEST_CASE("without jitter a row is one cohort", "[jitter]") {
  CHECK(run_with("", true).signals.size() == 1);
  CHECK(first_steps(run_with("", true)).size() == 1);
}

TEST_CASE("a job that stops brings every rack with jitter to idle from where it was", "[jitter]") {
  const Outcome outcome = run_with(", jitter: 200 ms", true);
  for (const RecordedSignal& signal : outcome.signals) {
    const double idle_w = value_at(signal.trace, core::ticks_nearest(29.0));
    CHECK(value_at(signal.trace, core::ticks_nearest(20.7)) == Approx(idle_w));
    // No step at the order itself: it falls within 100 ms.
    const core::Tick order = core::ticks_nearest(20.5);
    CHECK(value_at(signal.trace, order - 1) == Approx(value_at(signal.trace, order)).epsilon(1e-3));
  }
}

}  // namespace ridethrough::study
