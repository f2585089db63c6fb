#include <catch2/catch.hpp>
#include <fstream>
#include <string>
#include <string_view>

#include "ridethrough/study/run.hpp"
#include "support/marked_page.hpp"
#include "support/scratch.hpp"

/// What tells a job that it is on battery, and what a job needs, from the file to the events.
namespace ridethrough::study {
namespace {

Outcome run_text_of(const std::string& name, const std::string& text, bool lump = true) {
  const auto file = support::scratch_path(name + ".yaml");
  std::ofstream(file) << text;
  const scenario::Model model = scenario::load_scenario(
      file.string(), {.sets = {}, .library = testing::repository_path("scenarios/parts")});
  std::filesystem::remove(file);
  RunOptions options;
  options.lump = lump;
  return run(model, options);
}

/// Seconds at which `component` first went into `state`; -1 if it never did.
double went_s(const Outcome& outcome, std::string_view component, std::string_view state) {
  for (const OutcomeEvent& event : outcome.events) {
    if (event.component == component && event.what == "state" && event.to == state) {
      return core::seconds(event.time);
    }
  }
  return -1.0;
}

const std::string kSignalHead =
    "schema_version: 1\nname: on battery\nduration: 4 min\ncomponents:\n"
    "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz, "
    "short_circuit: 30 MVA}\n";

/// A job that pauses as soon as `signal` says so.
std::string signal_tail(const std::string& signal) {
  return "jobs:\n  job: {type: training, racks: row, profile: train-large-batch, checkpoint: "
         "{every: 30 min, block: 0 s}, on_battery: {signal: [" +
         signal +
         "], drain: {after: 0 s}}, restart: {warm: 10 s}}\n"
         "events: [{at: 60 s, outage: grid, for: 30 s}]\n"
         "checks: [{id: up, always: row.dropped == 0}]\n";
}

void check_pauses(const Outcome& outcome, const std::string& device, const std::string& on,
                  const std::string& off) {
  const double on_s = went_s(outcome, device, on);
  REQUIRE(on_s >= 60.0);
  CHECK(went_s(outcome, "job", "paused") == on_s);
  const double off_s = went_s(outcome, device, off);
  REQUIRE(off_s > on_s);
  CHECK(went_s(outcome, "job", "restarting") == off_s);
  CHECK(outcome.verdict == Verdict::pass);
}

}  // namespace

TEST_CASE("a ups tells its job that it is on battery", "[study][signal]") {
  check_pauses(
      run_text_of("signal-ups",
                  kSignalHead +
                      "  ups: {type: ups, from: grid, part: ups-600kw}\n"
                      "  vrla: {type: battery, from: ups, part: vrla-12v150ah, series: 40, "
                      "strings: 4}\n"
                      "  row: {type: rack, from: ups, part: hgx-h800-4node, count: 4}\n" +
                      signal_tail("ups")),
      "ups", "battery", "walk_in");
}

TEST_CASE("a bess that forms tells it, until it has handed the load over", "[study][signal]") {
  check_pauses(run_text_of("signal-bess",
                           kSignalHead +
                               "  sw: {type: static_switch, from: grid}\n"
                               "  lfp: {type: bess, from: sw, part: lfp-cabinet-200kwh, "
                               "islanding_switch: sw}\n"
                               "  row: {type: rack, from: sw, part: hgx-h800-4node, count: 4}\n" +
                               signal_tail("lfp")),
               "lfp", "forming", "following");
}

TEST_CASE("a rotary ups tells it while the flywheel carries the load", "[study][signal]") {
  check_pauses(
      run_text_of("signal-rotary",
                  kSignalHead +
                      "  drups: {type: rotary_ups, from: grid, rating: 1600 kW, energy: 25 "
                      "MJ, start: {ready: 8 s}}\n"
                      "  row: {type: rack, from: drups, part: hgx-h800-4node, count: 4}\n" +
                      signal_tail("drups")),
      "drups", "flywheel", "diesel");
}

TEST_CASE("a battery shelf tells it while it gives", "[study][signal]") {
  check_pauses(
      run_text_of("signal-bbu", kSignalHead +
                                    "  row: {type: rack, from: grid, part: gb200-nvl72}\n"
                                    "  bbu: {type: bbu, from: row, part: bbu-33kw, shelves: 5}\n" +
                                    signal_tail("bbu")),
      "bbu", "discharging", "standby");
}

TEST_CASE("a switch on one cord takes the job down, whatever is lumped", "[study][signal]") {
  const std::string text =
      kSignalHead +
      "  own: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
      "  row: {type: rack, from: grid, part: hgx-h800-4node, count: 4}\n"
      "  fabric: {type: rack, from: own, power: 10 kW, count: 2}\n"
      "  pump: {type: load, from: own, power: 20 kW}\n"
      "jobs:\n  job: {type: training, racks: row, needs: [fabric, pump], on_loss: crash, profile: "
      "train-large-batch, restart: {warm: 10 s}}\n"
      "events: [{at: 60 s, outage: own, for: 10 s}]\n"
      "checks: [{id: up, always: row.dropped == 0}]\n";
  const Outcome lumped = run_text_of("needs", text);
  const Outcome apart = run_text_of("needs", text, false);
  CHECK(lumped.fingerprint == apart.fingerprint);
  CHECK(lumped.verdict == Verdict::pass);
  // The pump is dark at once, the racks of the fabric are back 10 s after the feed.
  CHECK(went_s(lumped, "job", "restarting") == Approx(60.0));
  CHECK(went_s(lumped, "job", "running") == Approx(90.0));
}

}  // namespace ridethrough::study
