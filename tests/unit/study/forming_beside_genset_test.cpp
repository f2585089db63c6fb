#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include "ridethrough/report/data.hpp"
#include "ridethrough/study/run.hpp"
#include "support/scratch.hpp"

// Cabinets that form a bus, and a set on the same bus.
namespace ridethrough::study {
namespace {

struct Bus {
  std::string set = "sw, gen";  ///< what makes the bus
  std::string cabinets = "forms: droop, soc: 60 %, count: 3";
  std::string events = "  - {at: 10 s, outage: grid}\n  - {at: 12 s, start: gen}\n";
  std::string more = {};
  std::string duration = "60 s";
};

scenario::Model bus_with(const Bus& bus) {
  const auto file = support::scratch_path("forming-beside-genset-test.yaml");
  std::ofstream(file) << "schema_version: 1\nname: cabinets form beside a set\nduration: "
                      << bus.duration << R"(
components:
  grid: {type: utility, voltage: 400 V, frequency: 50 Hz, short_circuit: 20 MVA}
  sw:   {type: static_switch, from: grid}
  gen:  {type: genset, part: diesel-1000kw}
)" << bus.more << "  lfp:  {type: bess, from: sw, part: lfp-cabinet-200kwh, islanding_switch: sw, "
                      << bus.cabinets << "}\n  main: {type: bus, from: [" << bus.set << R"(]}
  row:  {type: rack, from: main, part: hgx-h800-4node, count: 4}
events:
)" << bus.events << R"(checks:
  - {id: set-carries, at_end: gen.power >= 160 kW}
  - {id: rated-frequency, at_end: 49.99 Hz <= gen.frequency <= 50.01 Hz}
)";
  return scenario::load_scenario(file.string(), {{}, RIDETHROUGH_SOURCE_DIR "/scenarios/parts"});
}

Outcome outcome_of(const Bus& bus, const RunOptions& options = {}) {
  return run(bus_with(bus), options);
}

/// States of a component after a time, with their reasons.
std::string story(const Outcome& outcome, const std::string& component, int after_s) {
  std::string text;
  for (const OutcomeEvent& event : outcome.events) {
    if (event.component != component || event.time < after_s * core::kTicksPerSecond) continue;
    if (event.what != "state") continue;
    text += event.to + " " + event.reason + "; ";
  }
  return text;
}

bool all_hold(const Outcome& outcome) {
  return std::all_of(outcome.checks.begin(), outcome.checks.end(),
                     [](const auto& check) { return check.status == CheckStatus::pass; });
}

TEST_CASE("a set closed onto cabinets that form: cells that take no charge stop them",
          "[bess][genset]") {
  const Outcome outcome = outcome_of({.set = "sw, gb",
                                      .cabinets = "forms: droop",
                                      .events = "  - {at: 10 s, outage: grid}\n"
                                                "  - {at: 12 s, start: gen}\n"
                                                "  - {at: 30 s, close: gb}\n",
                                      .more = "  gb: {type: breaker, from: gen, state: open}\n",
                                      .duration = "40 s"});
  CHECK(story(outcome, "lfp", 30) == "stopped charge_limit; ");
  CHECK(all_hold(outcome) == true);
}

TEST_CASE("a set that synchronises with cabinets that form takes the load over", "[bess][genset]") {
  for (const char* law : {"droop", "virtual_inertia"}) {
    CAPTURE(law);
    const Outcome outcome =
        outcome_of({.cabinets = "soc: 60 %, count: 3, forms: " + std::string(law)});
    CHECK(story(outcome, "lfp.1-3", 20).empty());
    CHECK(story(outcome, "row.1-4", 23).empty());
    CHECK(all_hold(outcome));
    CHECK(outcome.ledger.residual < 1e-9);
    CHECK(outcome.statistics.solves < 5000);  // it sleeps once it rests
    CHECK(outcome.warnings.empty());
  }
}

TEST_CASE("a course of a set and cabinets is the same lumped, and whoever wakes when",
          "[bess][genset]") {
  const Bus bus{.duration = "40 s"};
  const std::string plain = report::outcome_json(outcome_of(bus), "test");
  RunOptions unlumped, woken;
  unlumped.lump = false;
  woken.extra_wakes = 2000;
  CHECK(report::outcome_json(outcome_of(bus, unlumped), "test") == plain);
  CHECK(outcome_of(bus, woken).fingerprint == outcome_of(bus).fingerprint);
}

TEST_CASE("one of the cabinets beside a set stops: the others go on", "[bess][genset]") {
  const Outcome outcome = outcome_of({.events = "  - {at: 10 s, outage: grid}\n"
                                                "  - {at: 12 s, start: gen}\n"
                                                "  - {at: 26 s, stop: lfp.1}\n"
                                                "  - {at: 40 s, fail: gen, as: breakdown}\n",
                                      .duration = "45 s"});
  CHECK(story(outcome, "lfp.1", 20) == "stopped order; ");
  CHECK(story(outcome, "lfp.2-3", 20).empty());
  CHECK(story(outcome, "row.1-4", 23).empty());  // the cabinets carry it again
  CHECK(outcome.ledger.residual < 1e-9);
}

TEST_CASE("cabinets come onto a bus that a set holds with its angle", "[bess][genset]") {
  const Outcome outcome =
      outcome_of({.events = "  - {at: 1 s, start: gen}\n  - {at: 20 s, outage: grid}\n"});
  CHECK(story(outcome, "lfp.1-3", 20) == "islanding feed_lost; forming switch_open; ");
  CHECK(story(outcome, "row.1-4", 1).empty());
  CHECK(all_hold(outcome));
}

TEST_CASE("mains back: set and cabinets come into step with the feed together", "[bess][genset]") {
  const Outcome outcome = outcome_of({.events = "  - {at: 10 s, outage: grid, for: 40 s}\n"
                                                "  - {at: 12 s, start: gen}\n",
                                      .duration = "90 s"});
  CHECK(story(outcome, "lfp.1-3", 30) == "resyncing feed_good; following handed_over; ");
  CHECK(story(outcome, "row.1-4", 30).empty());
  CHECK(outcome.warnings.empty());  // no closing out of phase
  CHECK(outcome.ledger.residual < 1e-9);
}

TEST_CASE("a set and cabinets that both hold the frequency are told", "[bess][genset]") {
  const Outcome outcome = outcome_of({.cabinets = "soc: 60 %, count: 3, forms: voltage_source"});
  REQUIRE(outcome.warnings.size() == 1);
  CHECK(outcome.warnings[0].rule == "RT1326");
  CHECK(story(outcome, "lfp.1-3", 20).empty());
  CHECK(outcome.checks[0].status == CheckStatus::fail);  // the set keeps the nothing it came with
  CHECK(outcome.checks[1].status == CheckStatus::pass);
}

TEST_CASE("cabinets at their current limit beside a set leave it when the set has taken over",
          "[bess][genset]") {
  const Outcome outcome = outcome_of({.cabinets = "forms: droop, soc: 60 %",
                                      .events = "  - {at: 10 s, outage: grid}\n"
                                                "  - {at: 12 s, start: gen}\n"
                                                "  - {at: 40 s, set: {more.load: 70 %}}\n",
                                      .more = "  more: {type: load, from: main, power: 400 kW, "
                                              "load: 0 %}\n"});
  CHECK(story(outcome, "lfp", 30).empty());
  const auto limits =
      std::count_if(outcome.events.begin(), outcome.events.end(), [](const OutcomeEvent& event) {
        return event.reason == "current_limit" && event.time >= 40 * core::kTicksPerSecond;
      });
  CHECK(limits >= 1);
  CHECK(all_hold(outcome));
}

TEST_CASE("a short circuit on a bus of a set and cabinets ends their course", "[bess][genset]") {
  const Outcome outcome = outcome_of({.events = "  - {at: 10 s, outage: grid}\n"
                                                "  - {at: 12 s, start: gen}\n"
                                                "  - {at: 40 s, fault: main, resistance: 20 mohm, "
                                                "for: 100 ms}\n"});
  CHECK(outcome.ledger.residual < 1e-9);
  CHECK(outcome.statistics.solves < 20000);
  CHECK(outcome.checks[1].status == CheckStatus::pass);
}

}  // namespace
}  // namespace ridethrough::study
