#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "ridethrough/study/run.hpp"
#include "ridethrough/study/trace.hpp"
#include "support/job_run.hpp"

/// Jobs that move to other racks: told by a scheduler, or because their own are dark.
namespace ridethrough::study {
namespace {

using support::finding_of;
using support::run_jobs;
using support::states_of;

double power_at(const Outcome& outcome, std::string_view signal, double time_s) {
  const auto found = std::find_if(outcome.signals.begin(), outcome.signals.end(),
                                  [&](const auto& each) { return each.name == signal; });
  REQUIRE(found != outcome.signals.end());
  return value_at(found->trace, core::ticks_nearest(time_s));
}

using States = std::vector<std::string>;

/// Two racks on a ups that is on battery from 60 s to about 100 s, two others on a feed of their
/// own; 64 GPUs each. A job restarts elsewhere in 30 s, at home in 10 s, cold in 100 s.
std::string two_rows(const std::string& jobs,
                     const std::string& events = "{at: 60 s, outage: grid, for: 30 s}") {
  return "schema_version: 1\nname: a row and one to move to\nduration: 10 min\ncomponents:\n"
         "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz, short_circuit: 30 MVA}\n"
         "  side: {type: utility, voltage: 400 V, frequency: 50 Hz, short_circuit: 30 MVA}\n"
         "  ups: {type: ups, from: grid, part: ups-600kw}\n"
         "  vrla: {type: battery, from: ups, part: vrla-12v150ah, series: 40, strings: 4}\n"
         "  a: {type: rack, from: ups, part: hgx-h800-4node, count: 2}\n"
         "  b: {type: rack, from: side, part: hgx-h800-4node, count: 2}\n"
         "jobs:\n" +
         jobs + "events: [" + events +
         "]\nchecks: [{id: runs, at_end: train.state == running}]\nrecord: [a.power, b.power]\n";
}

std::string train_of(const std::string& type) {
  return "  train: {type: " + type +
         ", racks: a, move_to: b, profile: square-2s, checkpoint: {block: 0 s}, restart: {warm: 10 "
         "s, cold: 100 s, move: 30 s}, price: 3.6 USD/GPU/h}\n";
}

const char* const kShed = "  shed: {type: scheduler, jobs: [train], signal: ups, keep: 50 %}\n";

/// Of a rack that idles, and in the mean of square-2s: 32 GPUs of 700 W over 6.48 kW.
constexpr double kIdleW = 6480.0 + 0.103 * 22400.0;

}  // namespace

TEST_CASE("a scheduler moves a job that has other racks, and it stays there",
          "[study][scheduler]") {
  for (const char* type : {"training", "batch"}) {
    INFO(type);
    const Outcome outcome = run_jobs(two_rows(train_of(type) + kShed));
    const bool is_training = std::string_view(type) == "training";
    CHECK(states_of(outcome, "train") ==
          (is_training ? States{"60 paused move", "60 restarting move", "90 running moved"}
                       : States{"60 paused move", "60 running moved"}));
    // Its own racks idle from then on, the others draw what it wants.
    CHECK(power_at(outcome, "a.1-2.power", 59.0) > 2.0 * kIdleW);
    CHECK(power_at(outcome, "a.1-2.power", 62.0) == Approx(kIdleW).epsilon(1e-6));
    CHECK(power_at(outcome, "a.1-2.power", 590.0) == Approx(kIdleW).epsilon(1e-6));
    CHECK(power_at(outcome, "b.1-2.power", 58.0) == Approx(6480.0 + 32.0 * 72.0).epsilon(1e-6));
    CHECK(power_at(outcome, "b.1-2.power", 92.0) > 2.0 * kIdleW - 6480.0);
    // Nothing is lost but the way: 50 ms of fall and 30 s of restart, of 64 GPUs.
    CHECK(finding_of(outcome, "train", "interruptions") == 0.0);
    CHECK(finding_of(outcome, "train", "moves") == 1.0);
    CHECK(finding_of(outcome, "train", "lost_work") == 0.0);
    CHECK(finding_of(outcome, "train", "lost_gpu_hours") == Approx(64.0 * 30.05).epsilon(1e-9));
    CHECK(finding_of(outcome, "train", "cost") == Approx(64.0 * 30.05 * 1e-3).epsilon(1e-9));
    CHECK(finding_of(outcome, "train", "goodput") == Approx((600.0 - 30.05) / 600.0).epsilon(1e-9));
    CHECK(finding_of(outcome, "shed", "moves") == 1.0);
    CHECK(finding_of(outcome, "shed", "above_target") == 0.0);
  }
}

TEST_CASE("one that is brought back moves twice", "[study][scheduler]") {
  const std::string back =
      "  shed: {type: scheduler, jobs: [train], signal: ups, keep: 50 %, resume_after: 20 s, "
      "moved: "
      "return}\n";
  const Outcome outcome = run_jobs(two_rows(train_of("training") + back));
  CHECK(states_of(outcome, "train") == States{"60 paused move", "60 restarting move",
                                              "90 running moved", "120 paused move",
                                              "120 restarting move", "150 running moved"});
  CHECK(finding_of(outcome, "train", "moves") == 2.0);
  CHECK(power_at(outcome, "b.1-2.power", 590.0) == Approx(kIdleW).epsilon(1e-6));
}

TEST_CASE("racks that another job has, or that are dark, are no place to move to",
          "[study][scheduler]") {
  const std::string other = "  other: {type: batch, racks: b, profile: square-2s, until: 70 s}\n";
  const States held{"60 paused scheduler", "160 restarting signal_gone",
                    "170 running warm_restart"};
  CHECK(states_of(run_jobs(two_rows(train_of("training") + other + kShed)), "train") == held);
  const Outcome dark = run_jobs(
      two_rows(train_of("training") + kShed,
               "{at: 50 s, outage: side, for: 30 s}, {at: 60 s, outage: grid, for: 30 s}"));
  CHECK(states_of(dark, "train") == held);
  CHECK(finding_of(dark, "shed", "moves") == 0.0);
}

TEST_CASE("a job whose other racks go dark while it saves is held", "[study][scheduler]") {
  const std::string slow =
      "  train: {type: training, racks: a, move_to: b, profile: square-2s, checkpoint: {block: 10 "
      "s, "
      "every: 1 h}, restart: {warm: 10 s, move: 30 s}}\n";
  const Outcome outcome = run_jobs(two_rows(
      slow + kShed, "{at: 65 s, outage: side, for: 20 s}, {at: 60 s, outage: grid, for: 30 s}"));
  CHECK(states_of(outcome, "train") ==
        States{"70 paused move", "70 restarting move", "170 running warm_restart"});
  CHECK(power_at(outcome, "a.1-2.power", 75.0) == Approx(kIdleW).epsilon(1e-6));
}

TEST_CASE("a training job whose racks are dark restarts on others", "[study]") {
  const std::string crash =
      "  train: {type: training, racks: b, move_to: a, profile: square-2s, on_loss: crash, "
      "checkpoint: {every: 20 s, block: 0 s}, restart: {warm: 10 s, cold: 100 s, move: 30 s}}\n";
  const Outcome outcome = run_jobs(two_rows(crash, "{at: 50 s, outage: side, for: 5 min}"));
  CHECK(states_of(outcome, "train") == States{"50 restarting rack_down", "80 running moved"});
  CHECK(finding_of(outcome, "train", "interruptions") == 1.0);
  // 10 s of work since the checkpoint at 40 s, the fall and the restart; the hold-up is 17 ms more
  // of both.
  CHECK(finding_of(outcome, "train", "lost_gpu_hours") ==
        Approx(64.0 * (10.0 + 30.05)).epsilon(1e-3));
}

TEST_CASE("what a job does on battery ends where another feed carries it", "[study]") {
  const std::string capped =
      "  train: {type: training, racks: a, move_to: b, profile: square-2s, checkpoint: {block: 0 "
      "s}, restart: {move: 10 s}, on_battery: {signal: ups, cap: {to: 30 %}}}\n";
  const Outcome outcome = run_jobs(two_rows(capped + kShed));
  // At 80 s the ups is on battery still, the job on the other row: high for 2 s of each 4 s.
  CHECK(power_at(outcome, "b.1-2.power", 71.0) == Approx(6480.0 + 22400.0).epsilon(1e-6));
  CHECK(finding_of(outcome, "train", "lost_slowed") == 0.0);
}

TEST_CASE("a second power event finds a moved job where it is", "[study][scheduler]") {
  const Outcome outcome = run_jobs(
      two_rows(train_of("training") + kShed,
               "{at: 60 s, outage: grid, for: 30 s}, {at: 300 s, outage: grid, for: 30 s}"));
  CHECK(finding_of(outcome, "shed", "decisions") == 2.0);
  CHECK(finding_of(outcome, "train", "moves") == 1.0);
  CHECK(finding_of(outcome, "train", "lost_gpu_hours") == Approx(64.0 * 30.05).epsilon(1e-9));
}

TEST_CASE("a job that plays a trace, or whose racks step apart, moves as well", "[study]") {
  const std::string apart =
      "  train: {type: training, racks: a, move_to: b, profile: {part: square-2s, jitter: 50 ms}, "
      "checkpoint: {block: 0 s}, restart: {move: 10 s}}\n";
  CHECK(states_of(run_jobs(two_rows(apart + kShed)), "train").back() == "70 running moved");
}

TEST_CASE("moves are the same however racks are lumped", "[study][lumping]") {
  for (const char* type : {"training", "batch"}) {
    const std::string text = two_rows(train_of(type) + kShed);
    CHECK(run_jobs(text).fingerprint == run_jobs(text, false).fingerprint);
  }
}

}  // namespace ridethrough::study
