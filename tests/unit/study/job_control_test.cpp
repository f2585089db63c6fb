#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "ridethrough/scenario/diagnostic.hpp"
#include "ridethrough/study/run.hpp"
#include "support/job_run.hpp"

/// Several jobs of one scenario: racks that they share in turns, and a scheduler that holds them.
namespace ridethrough::study {
namespace {

using support::finding_of;
using support::run_jobs;
using support::states_of;

using States = std::vector<std::string>;

/// Three rows of two racks on a ups that is on battery from 60 s on, and walks in at 100 s, 10 s
/// after the mains are back.
std::string hall_of_rows(const std::string& scheduler) {
  return "schema_version: 1\nname: three jobs on one ups\nduration: 10 min\ncomponents:\n"
         "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz, short_circuit: 30 MVA}\n"
         "  ups: {type: ups, from: grid, part: ups-600kw}\n"
         "  vrla: {type: battery, from: ups, part: vrla-12v150ah, series: 40, strings: 4}\n"
         "  a: {type: rack, from: ups, part: hgx-h800-4node, count: 2}\n"
         "  b: {type: rack, from: ups, part: hgx-h800-4node, count: 2}\n"
         "  c: {type: rack, from: ups, part: hgx-h800-4node, count: 2}\n"
         "jobs:\n"
         "  train: {type: training, racks: a, profile: square-2s, checkpoint: {block: 0 s}, "
         "restart: {warm: 10 s}}\n"
         "  sweep: {type: batch, racks: b, profile: square-2s, checkpoint: {block: 0 s}, restart: "
         "{warm: 10 s}}\n"
         "  chat: {type: inference, racks: c, profile: inference-diurnal, resolution: 1 s}\n"
         "  shed: {type: scheduler, jobs: [sweep, chat, train], signal: ups, " +
         scheduler +
         "}\n"
         "events: [{at: 60 s, outage: grid, for: 30 s}]\n"
         "checks: [{id: up, always: a.dropped == 0}]\n";
}

}  // namespace

TEST_CASE("a scheduler holds jobs in its order until the target is met", "[study][scheduler]") {
  const Outcome outcome = run_jobs(hall_of_rows("keep: 80 %, resume_after: 20 s"));
  CHECK(states_of(outcome, "sweep") == States{"60 paused scheduler", "120 running signal_gone"});
  CHECK(states_of(outcome, "chat") == States{});
  CHECK(states_of(outcome, "train") == States{});
  CHECK(states_of(outcome, "shed") == States{"60 holding power_event", "120 watching let_go"});
  CHECK(finding_of(outcome, "shed", "decisions") == 1.0);
  CHECK(finding_of(outcome, "shed", "most_held") == 1.0);
  // Two racks between 75 % and 10.3 % of 22.4 kW.
  CHECK(finding_of(outcome, "shed", "most_relieved") == Approx(2.0 * 22.4e3 * (0.75 - 0.103)));
  CHECK(finding_of(outcome, "shed", "above_target") == 0.0);
  // Paused until 120 s, and 10 s of restart: nothing was at risk of being lost.
  CHECK(finding_of(outcome, "sweep", "lost_work") == 0.0);
  CHECK(finding_of(outcome, "sweep", "lost_gpu_hours") == Approx(64.0 * 70.0).margin(64.0 * 0.1));
}

TEST_CASE("a limit that can not be met holds all jobs and says by how much", "[study][scheduler]") {
  const Outcome outcome =
      run_jobs(hall_of_rows("limit: 40 kW, after: 5 s, resume_after: 0 s, stagger: 30 s"));
  // Idle are six racks of 6.48 kW and 10.3 % of 22.4 kW.
  CHECK(finding_of(outcome, "shed", "above_target") ==
        Approx(6.0 * (6.48e3 + 0.103 * 22.4e3) - 40e3));
  CHECK(finding_of(outcome, "shed", "most_held") == 3.0);
  // Let go in turns, the last held first; what it was paused for is over at once but for the
  // restart.
  const States train = states_of(outcome, "train");
  REQUIRE(train.size() == 3);
  CHECK(train[0] == "65 paused scheduler");
  CHECK(train[2] == "110 running warm_restart");
  CHECK(states_of(outcome, "chat").back() == "130 running signal_gone");
  CHECK(states_of(outcome, "sweep").back() == "160 running signal_gone");
  CHECK(finding_of(outcome, "chat", "dropped") == 0.0);
  CHECK(finding_of(outcome, "chat", "refused") > 0.0);
}

TEST_CASE("jobs of all types are the same however their racks are lumped", "[study][scheduler]") {
  const std::string text = hall_of_rows("keep: 60 %, resume_after: 20 s");
  const Outcome lumped = run_jobs(text);
  const Outcome apart = run_jobs(text, false);
  CHECK(lumped.fingerprint == apart.fingerprint);
  for (const char* job : {"train", "sweep", "chat"}) {
    CHECK(finding_of(lumped, job, "lost_gpu_hours") == finding_of(apart, job, "lost_gpu_hours"));
  }
  CHECK(finding_of(lumped, "chat", "served") == finding_of(apart, "chat", "served"));
}

TEST_CASE("two jobs have the same racks, one after the other", "[study][jobs]") {
  const std::string head =
      "schema_version: 1\nname: in turns\nduration: 10 min\ncomponents:\n"
      "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
      "  row: {type: rack, from: grid, part: hgx-h800-4node, count: 2}\n"
      "jobs:\n"
      "  first: {type: training, racks: row, profile: square-2s, until: 100 s}\n"
      "  second: {type: batch, racks: row, profile: square-2s, start: ";
  const std::string tail = "}\nchecks: [{id: up, always: row.dropped == 0}]\n";
  const Outcome outcome = run_jobs(head + "100 s" + tail);
  CHECK(states_of(outcome, "first") == States{"100 stopped until"});
  // When the first has fallen to idle, 50 ms later.
  CHECK(states_of(outcome, "second") == States{"100 running start"});
  CHECK(finding_of(outcome, "first", "lost_gpu_hours") == 0.0);
  CHECK_THROWS_AS(run_jobs(head + "99 s" + tail), scenario::ScenarioError);
  CHECK_THROWS_AS(run_jobs(head + "never" + tail), scenario::ScenarioError);
}

TEST_CASE("a utility that is lost tells a job on another feed", "[study][signal]") {
  const Outcome outcome = run_jobs(
      "schema_version: 1\nname: told by the grid\nduration: 4 min\ncomponents:\n"
      "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
      "  own: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
      "  row: {type: rack, from: own, part: hgx-h800-4node}\n"
      "jobs:\n  job: {type: batch, racks: row, profile: square-2s, checkpoint: {block: 0 s}, "
      "restart: {warm: 10 s}, on_battery: {signal: grid, drain: {after: 5 s}}}\n"
      "events: [{at: 60 s, outage: grid, for: 30 s}]\n"
      "checks: [{id: up, always: row.dropped == 0}]\n");
  CHECK(states_of(outcome, "job") == States{"65 paused on_battery", "90 running signal_gone"});
}

}  // namespace ridethrough::study
