// Batch, inference and a scheduler through a whole run, against figures that are worked out by
// hand.

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <string>
#include <string_view>

#include "ridethrough/study/run.hpp"
#include "ridethrough/study/trace.hpp"
#include "support/job_run.hpp"
#include "support/marked_page.hpp"
#include "support/scratch.hpp"
#include "support/validation_case.hpp"

namespace ridethrough::testing {
namespace {

study::Outcome played_jobs(const std::string& duration, const std::string& rest) {
  const auto file = support::scratch_path("job-kinds.yaml");
  std::ofstream(file) << "schema_version: 1\nname: kinds of jobs\nduration: " << duration << "\n"
                      << rest;
  const auto model = scenario::load_scenario(
      file.string(), {.sets = {}, .library = repository_path("scenarios/parts")});
  std::filesystem::remove(file);
  study::RunOptions options;
  options.record = true;
  return study::run(model, options);
}

double error_percent(double measured, double due) { return 100.0 * std::abs(measured / due - 1.0); }

// A rack of hgx-h800-4node: 32 GPUs of 700 W over 6.48 kW.
constexpr double kHostW = 6480.0;
constexpr double kGpusW = 32 * 700.0;

const std::string kTwoFeeds =
    "components:\n"
    "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
    "  side: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
    "  most: {type: rack, from: grid, part: hgx-h800-4node, count: 9}\n"
    "  one: {type: rack, from: side, part: hgx-h800-4node}\n";

/// One rack of ten is lost 15 min after a checkpoint and up again 10 s after its feed.
double cost_of(const std::string& job) {
  const study::Outcome outcome =
      played_jobs("3 h", kTwoFeeds + "jobs:\n  job: {" + job +
                             ", racks: [most, one], profile: square-2s, checkpoint: {every: 30 "
                             "min, block: 0 s}, price: 3.6 USD/GPU/h}\n"
                             "events: [{at: 75 min, outage: side, for: 50 s}]\n");
  return support::finding_of(outcome, "job", "cost");
}

}  // namespace

TEST_CASE("one rack of ten lost costs a training job ten times what it costs a batch job") {
  // 15 min of work, a minute until the rack is up, 60 min of cold restart; 1e-3 USD a GPU second.
  // The rack drops when its hold-up is gone, some 20 ms after its feed.
  const double rack_s = 32.0 * (15.0 + 1.0 + 60.0) * 60.0;
  const double batch = cost_of("type: batch, restart: {cold: 60 min}");
  report_case({.name = "batch: cost of one rack of ten that is lost",
               .kind = "analytic",
               .reference = "32 GPUs x 76 min x 3.6 USD/h: 145.92 USD",
               .measured = error_percent(batch, rack_s * 1e-3),
               .allowed = 0.01,
               .unit = "%"});
  const double training = cost_of("type: training, on_loss: crash, restart: {cold: 60 min}");
  CHECK(training == Approx(10.0 * batch).epsilon(1e-4));
}

TEST_CASE("a scheduler brings a hall to the power that is worked out for it") {
  const study::Outcome outcome = played_jobs(
      "10 min",
      kTwoFeeds +
          "jobs:\n"
          "  sweep: {type: batch, racks: most, profile: square-2s, checkpoint: {block: 0 s}}\n"
          "  train: {type: training, racks: one, profile: square-2s}\n"
          "  shed: {type: scheduler, jobs: [sweep, train], signal: side, keep: 50 %}\n"
          "events: [{at: 5 min, outage: side, for: 10 ms}]\n"
          "record: [most.power]\n");
  const auto found = std::find_if(outcome.signals.begin(), outcome.signals.end(),
                                  [](const auto& each) { return each.name == "most.1-9.power"; });
  REQUIRE(found != outcome.signals.end());
  const double held_w = 9.0 * study::value_at(found->trace, core::ticks_nearest(310.0));
  CHECK(support::finding_of(outcome, "shed", "most_held") == 1.0);
  report_case({.name = "scheduler: nine racks whose job is held",
               .kind = "analytic",
               .reference = "9 x (6.48 kW + 10.3 % of 22.4 kW) = 79.08 kW",
               .measured = error_percent(held_w, 9.0 * (kHostW + 0.103 * kGpusW)),
               .allowed = 1e-4,
               .unit = "%"});
}

TEST_CASE("a scheduler that moves a job costs its restart there") {
  const study::Outcome outcome = played_jobs(
      "30 min",
      "components:\n"
      "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
      "  side: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
      "  here: {type: rack, from: grid, part: hgx-h800-4node, count: 5}\n"
      "  there: {type: rack, from: side, part: hgx-h800-4node, count: 5}\n"
      "jobs:\n"
      "  train: {type: training, racks: here, move_to: there, profile: square-2s, checkpoint: "
      "{block: 0 s}, restart: {move: 10 min}, price: 2.5 USD/GPU/h}\n"
      "  shed: {type: scheduler, jobs: train, signal: grid, limit: 0 kW}\n"
      "events: [{at: 5 min, outage: grid, for: 5 ms}]\n");
  report_case({.name = "scheduler: cost of a training job that is moved",
               .kind = "analytic",
               .reference = "160 GPUs x (50 ms + 10 min) x 2.5 USD/h = 66.672 USD",
               .measured = error_percent(support::finding_of(outcome, "train", "cost"),
                                         160.0 * (0.05 + 600.0) / 3600.0 * 2.5),
               .allowed = 1e-6,
               .unit = "%"});
  CHECK(support::finding_of(outcome, "train", "lost_work") == 0.0);
}

TEST_CASE("a checkpoint that all GPUs wait for takes the energy of its dip") {
  const auto drawn_j = [](const std::string& level) {
    const study::Outcome outcome = played_jobs(
        "1 h",
        "components:\n"
        "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
        "  row: {type: rack, from: grid, part: hgx-h800-4node}\n"
        "jobs:\n"
        "  train: {type: training, racks: row, profile: {period: 1 s, shape: [{at: 0 s, level: 90 "
        "%}, {at: 1 s, level: 90 %}]}, checkpoint: {every: 29 min, block: 40 s" +
            level + "}}\n");
    return outcome.ledger.in_j;
  };
  // Two of them in an hour: 0.2 s down, 0.3 s up, and 39.5 s between, from 90 % to 25 %.
  const double dip_j = 2.0 * 0.65 * kGpusW * (39.5 + 0.5 * 0.5);
  report_case({.name = "checkpoint_write: energy that two checkpoints leave in the grid",
               .kind = "analytic",
               .reference = "2 x (90 % - 25 %) x 22.4 kW x 39.75 s",
               .measured = error_percent(drawn_j("") - drawn_j(", level: 25 %"), dip_j),
               .allowed = 1e-4,
               .unit = "%"});
}

TEST_CASE("a day of the shipped serving part draws the mean that its note states") {
  // scenarios/parts/serving/inference-diurnal.yaml, by Little: 0.79 requests a GPU and second, 0.3
  // s and 5.3 s in eight slots, 30 % ready.
  const study::Outcome outcome = played_jobs(
      "24 h",
      "components:\n"
      "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
      "  row: {type: rack, from: grid, part: hgx-h800-4node}\n"
      "jobs:\n"
      "  chat: {type: inference, racks: row, profile: inference-diurnal, resolution: 1 min}\n");
  const double level = 0.30 + 0.79 / 8.0 * (0.3 * 0.65 + 5.3 * 0.25);
  report_case({.name = "inference: mean power of a day of inference-diurnal",
               .kind = "analytic",
               .reference = "Little's law: 45.0 % of 22.4 kW over 6.48 kW",
               .measured = error_percent(support::finding_of(outcome, "chat", "power_mean"),
                                         kHostW + level * kGpusW),
               .allowed = 0.1,
               .unit = "%"});
  CHECK(support::finding_of(outcome, "chat", "refused") == 0.0);
  CHECK(support::finding_of(outcome, "chat", "power_p99") ==
        Approx(kHostW + 0.567 * kGpusW).epsilon(0.02));
}

}  // namespace ridethrough::testing
