#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

#include "ridethrough/scenario/diagnostic.hpp"
#include "ridethrough/study/run.hpp"
#include "support/random_scenario.hpp"

// Signals of numbered parts inside a device, by the cords of racks.
namespace ridethrough::study {

namespace {

/// Three racks on two feeders of which one dies, with `check` and `more` of the scenario.
std::string racks(const std::string& check, const std::string& more = "") {
  return "schema_version: 1\nname: one side is lost\nduration: 30 s\ncomponents:\n"
         "  grid-a: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
         "  grid-b: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
         "  rack: {type: rack, from: [grid-a, grid-b], power: 40 kW, count: 3}\n"
         "events:\n  - {id: side-a, at: 10 s, outage: grid-a, for: 10 s}\n" +
         more + "checks:\n  - {id: it, " + check + "}\n";
}

Outcome ran(const std::string& text) {
  RunOptions options;
  options.record = true;
  return run(support::model_of(text), options);
}

CheckResult judged(const std::string& check) { return ran(racks(check)).checks.at(0); }

/// Rule, message and label of the one finding.
std::string refused(const std::string& condition) {
  try {
    ran(racks("always: " + condition));
  } catch (const scenario::ScenarioError& error) {
    const scenario::Diagnostic& first = error.diagnostics().all().front();
    return first.rule + ": " + first.message + ": " + first.label;
  }
  return "accepted";
}

const RecordedSignal* signal(const Outcome& outcome, const std::string& name) {
  const auto found = std::find_if(outcome.signals.begin(), outcome.signals.end(),
                                  [&](const auto& each) { return each.name == name; });
  return found == outcome.signals.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("a check sees the voltage and the state of one cord", "[study][inner]") {
  const CheckResult dead = judged("while: events.side-a, always: rack.*.cord.1.voltage <= 0 pu");
  CHECK(dead.status == CheckStatus::pass);
  const CheckResult live = judged("always: rack.*.cord.2.voltage >= 0.99 pu");
  CHECK(live.status == CheckStatus::pass);
  CHECK(live.match == "rack.1-3.cord.2");
  CHECK(judged("always: rack.*.cord.*.voltage >= 0.5 pu").match == "rack.1-3.cord.1");
  // 12 ms of hold-up at 40 kW last 24 ms at half of that.
  const CheckResult empty =
      judged("after: events.side-a, eventually: rack.1.cord.1.state == off, within: 30 ms");
  CHECK(empty.status == CheckStatus::pass);
  CHECK(*empty.margin == Approx(6e-3).epsilon(1e-6));
}

TEST_CASE("powers of a cord add up over racks", "[study][inner]") {
  // 3 racks of 20 kW on each side, 40 kW on what is left.
  CHECK(judged("at_end: rack.cord.1.power >= 60 kW").status == CheckStatus::pass);
  const CheckResult most = judged("while: events.side-a, always: rack.cord.2.power <= 110 kW");
  CHECK(*most.margin == Approx(-10e3));
  CHECK(judged("always: sum(rack.*.cord.*.power) >= 59 kW").status == CheckStatus::pass);
}

TEST_CASE("the cause of a cord's failed check is the story of its rack", "[study][inner]") {
  const Outcome outcome = ran(racks("always: rack.2.cord.1.state != off"));
  const CheckResult& check = outcome.checks.at(0);
  REQUIRE_FALSE(check.cause.empty());
  CHECK(outcome.events.at(static_cast<std::size_t>(check.cause.front() - 1)).component ==
        "rack.1-3");
}

TEST_CASE("record and events take the signals of a cord", "[study][inner]") {
  const Outcome outcome = ran(racks("always: rack.dropped == 0",
                                    "  - {id: less, after: rack.1.cord.1.state == off, delay: 1 s, "
                                    "set: {rack.load: 50 %}}\n") +
                              "record: [rack.*.cord.*.power, rack.2.cord.1.state]\n");
  const RecordedSignal* power = signal(outcome, "rack.1-3.cord.2.power");
  REQUIRE(power != nullptr);
  CHECK(power->unit == "kW");
  CHECK(value_at(power->trace, 11'000'000'000) == Approx(40e3).margin(1e-2));
  CHECK(value_at(power->trace, 12'000'000'000) == Approx(20e3).margin(1e-2));
  const RecordedSignal* state = signal(outcome, "rack.1-3.cord.1.state");
  REQUIRE(state != nullptr);
  CHECK(state->words == std::vector<std::string>{"live", "holding", "off"});
}

TEST_CASE("lumped or not, a cord's signals are the same", "[study][inner]") {
  const std::string text = racks("always: rack.*.cord.1.voltage >= 0.5 pu");
  RunOptions apart;
  apart.record = true;
  apart.lump = false;
  const Outcome one = ran(text);
  const Outcome other = run(support::model_of(text), apart);
  CHECK(one.fingerprint == other.fingerprint);
  CHECK(one.checks.at(0).match == other.checks.at(0).match);
}

TEST_CASE("what is no signal of a cord is refused with advice", "[study][inner][errors]") {
  CHECK(refused("rack.1.cord.3.voltage >= 0 pu") ==
        "RT0442: 'rack.1' has cords 1 to 2: cords are counted from 1; the last is rack.1.cord.2");
  CHECK(refused("rack.1.cord.0.voltage >= 0 pu") ==
        "RT0442: 'rack.1' has cords 1 to 2: cords are counted from 1: rack.1.cord.1");
  CHECK(refused("rack.1.cord.voltage >= 0 pu") ==
        "RT0401: which cord of 'rack.1'?: rack.1.cord.1.voltage; or rack.1.cord.*.voltage for each "
        "of them");
  CHECK(refused("rack.1.cord.1.voltag >= 0 pu") ==
        "RT0401: a cord of a rack has no quantity 'voltag': did you mean 'voltage'?");
  CHECK(refused("rack.1.cord.1 >= 0 pu") ==
        "RT1211: 'rack.1.cord.1' is a cord; which of its quantities?: voltage, power, hold_up, "
        "state");
  CHECK(refused("rack.cord.1.voltage >= 0 pu") ==
        "RT0802: 'rack' has 3 members, and voltage does not add up: each must hold: "
        "rack.*.cord.1.voltage   (or one number: min(rack.*.cord.1.voltage))");
  CHECK(refused("rack.1.cords.1.voltage >= 0 pu") ==
        "RT0401: nothing here is called 'rack.cords': did you mean 'rack.cord'?");
  CHECK(refused("rack.1.cord.1.state == liv").starts_with("RT0807"));
  CHECK(refused("grid-a.cord.1.voltage >= 0 pu").starts_with("RT0401"));
}

}  // namespace ridethrough::study
