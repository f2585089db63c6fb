#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "ridethrough/scenario/draw.hpp"
#include "ridethrough/study/run.hpp"
#include "study/losses.hpp"
#include "support/tool.hpp"

namespace ridethrough::study {
namespace {

const std::string kOperationsHead =
    "schema_version: 1\nname: switches that fail\nseed: 5\ncomponents:\n"
    "  a: {type: utility, voltage: 400 V, frequency: 50 Hz, short_circuit: 20 MVA}\n"
    "  b: {type: utility, voltage: 400 V, frequency: 50 Hz, short_circuit: 20 MVA}\n";

scenario::Model operations_model(const test::Folder& folder, const std::string& rest,
                                 const std::string& duration = "10 min") {
  return scenario::load_scenario(
      folder.write("s.yaml", kOperationsHead + rest + "duration: " + duration + "\n"),
      {.sets = {}, .library = std::string(RIDETHROUGH_SOURCE_DIR) + "/scenarios/parts"});
}

Outcome operations_run(const std::string& rest, const std::string& duration = "10 min") {
  const test::Folder folder;
  return run(operations_model(folder, rest, duration), {.meter = false});
}

/// "at reason" of each time that the component came to the state.
std::vector<std::string> entries_of(const Outcome& outcome, const std::string& component,
                                    const std::string& state) {
  std::vector<std::string> found;
  for (const OutcomeEvent& row : outcome.events) {
    if (row.component != component || row.what != "state" || row.to != state) continue;
    found.push_back(std::to_string(std::lround(core::seconds(row.time))) + " " + row.reason);
  }
  return found;
}

std::vector<MemberIncident> stuck_times(const Outcome& outcome, const std::string& path) {
  std::vector<MemberIncident> found;
  for (const ComponentOutcome& component : outcome.components) {
    if (component.path != path) continue;
    std::ranges::copy_if(component.incidents, std::back_inserter(found),
                         [](const auto& each) { return each.incident.kind == "stuck"; });
  }
  return found;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("an ats fails the demands that are listed, and the next one again by its number",
          "[switches][draw]") {
  for (const std::string type : {"ats", "sts"}) {
    const Outcome outcome = operations_run(
        "  s: {type: " + type +
        ", from: [a, b], return: automatic, retransfer: 5 s, reliability: {failing_operations: "
        "[{number: 1, repair: 30 s}]}}\n"
        "  hall: {type: load, from: s, power: 10 kW}\n"
        "events:\n  - {at: 10 s, outage: a, for: 1 min}\n  - {at: 3 min, outage: a, for: 1 min}\n");
    INFO(type);
    // The first demand finds it stuck; once mended it is asked again, and goes.
    const auto stuck = stuck_times(outcome, "s");
    REQUIRE(stuck.size() == 1);
    CHECK(core::seconds(stuck.front().incident.at) == Approx(10.0).margin(1.0));
    CHECK(core::seconds(stuck.front().incident.lasted) == Approx(30.0));
    const Texts away = entries_of(outcome, "s", "alternate");
    REQUIRE(away.size() == 2);
    CHECK(std::stod(away[0]) == Approx(40.0).margin(2.0));
    CHECK(std::stod(away[1]) == Approx(180.0).margin(2.0));
    CHECK(entries_of(outcome, "s", "preferred").size() == 2);
  }
}

TEST_CASE("without a repair a switch that failed to operate stays where it is", "[switches]") {
  const Outcome outcome = operations_run(
      "  s: {type: ats, from: [a, b], return: automatic, retransfer: 5 s, reliability: "
      "{failing_operations: [{number: 2}]}}\n"
      "  hall: {type: load, from: s, power: 10 kW}\n"
      "events:\n  - {at: 10 s, outage: a, for: 1 min}\n  - {at: 5 min, repair: s}\n");
  REQUIRE(stuck_times(outcome, "s").size() == 1);  // on its way back
  const Texts back = entries_of(outcome, "s", "preferred");
  REQUIRE(back.size() == 1);
  CHECK(std::stod(back.front()) == Approx(300.0).margin(1.0));
}

TEST_CASE("a switch is mended while nobody asks it", "[switches]") {
  for (const std::string type : {"ats", "sts"}) {
    const Outcome outcome = operations_run(
        "  s: {type: " + type +
        ", from: [a, b], reliability: {failing_operations: [{number: 1, repair: 2 min}]}}\n"
        "  hall: {type: load, from: s, power: 10 kW}\n"
        "events:\n  - {at: 10 s, outage: a, for: 1 min}\n");
    INFO(type);
    const auto stuck = stuck_times(outcome, "s");
    REQUIRE(stuck.size() == 1);
    CHECK(core::seconds(stuck.front().incident.lasted) == Approx(120.0));
    CHECK(entries_of(outcome, "s", "alternate").empty());
  }
}

TEST_CASE("a breaker that fails to trip leaves it to the one above", "[switches]") {
  const auto plant = [&](const std::string& reliability) {
    return operations_run(
        "  up: {type: breaker, from: a, rating: 400 A, trip: {curve: definite, pickup: 400 A, "
        "delay: 300 ms}}\n  low: {type: breaker, from: up, rating: 100 A, trip: {curve: definite, "
        "pickup: 100 A, delay: 5 s, instantaneous: 1 kA}" +
        reliability +
        "}\n  bar: {type: bus, from: low}\n  hall: {type: load, from: bar, power: 10 kW}\n"
        "events:\n  - {at: 10 s, fault: bar, for: 1 s}\n");
  };
  CHECK(entries_of(plant(""), "low", "tripped").size() == 1);
  const Outcome failing = plant(", reliability: {failing_operations: [{number: 1}]}");
  CHECK(entries_of(failing, "low", "tripped").empty());
  CHECK(entries_of(failing, "up", "tripped").size() == 1);
  CHECK(stuck_times(failing, "low").size() == 1);
}

TEST_CASE("orders to a breaker are demands, repeated ones are not", "[switches]") {
  const Outcome outcome = operations_run(
      "  x: {type: breaker, from: a, reliability: {failing_operations: [{number: 2, repair: 1 "
      "min}]}}\n  hall: {type: load, from: x, power: 10 kW}\n"
      "events:\n  - {at: 10 s, open: x}\n  - {at: 11 s, open: x}\n  - {at: 20 s, close: x}\n"
      "  - {at: 30 s, close: x}\n  - {at: 100 s, close: x}\n");
  CHECK(entries_of(outcome, "x", "open") == Texts{"10 open_order"});
  CHECK(entries_of(outcome, "x", "closed") == Texts{"100 close_order"});
}

TEST_CASE("of many demands as many fail as a binomial has", "[switches][draw]") {
  const test::Folder folder;
  const scenario::Model model = operations_model(
      folder,
      "  s: {type: ats, from: [a, b], reliability: {fail_to_operate: 10 %, repair: 5 h}}\n"
      "  hall: {type: load, from: s, power: 10 kW}\n");
  constexpr int kReplicas = 2000, kDemands = 32;
  double sum = 0.0, squares = 0.0, repair_s = 0.0;
  for (std::uint32_t replica = 1; replica <= kReplicas; ++replica) {
    const scenario::Model drawn = scenario::draw(model, {.failures = true}, replica);
    double failing = 0.0;
    for (const scenario::MemberValue& value : drawn.member_values) {
      REQUIRE(value.parameter == "reliability.failing_operations");
      for (const devices::Value& each : value.value.list()) {
        CHECK(each.map().at("number").count() <= kDemands);
        repair_s += each.map().at("repair").number();
        ++failing;
      }
    }
    sum += failing;
    squares += failing * failing;
  }
  const double mean = sum / kReplicas, variance = squares / kReplicas - mean * mean;
  const double due = kDemands * 0.1 * 0.9;
  CHECK(mean == Approx(kDemands * 0.1).margin(4 * std::sqrt(due / kReplicas)));
  CHECK(variance == Approx(due).epsilon(4 * std::sqrt(2.0 / kReplicas)));
  CHECK(repair_s / sum == Approx(5 * 3600.0).epsilon(4 / std::sqrt(sum)));
}

TEST_CASE("operations that persons order go wrong at their chance", "[switches][draw]") {
  const test::Folder folder;
  // Four operations of the ups; two of the breaker, that surely go wrong.
  const scenario::Model model = operations_model(
      folder,
      "  u: {type: ups, from: a, part: ups-400kw, reliability: {mttf: none, also: none, repair: 8 "
      "h, switching_error: 20 %}}\n"
      "  v: {type: battery, from: u, part: vrla-12v150ah, series: 40}\n"
      "  x: {type: breaker, from: u, reliability: {repair: 1 s, switching_error: 100 %}}\n"
      "  y: {type: breaker, from: u, reliability: {switching_error: 100 %}}\n"
      "  hall: {type: load, from: x, power: 10 kW}\n"
      "events:\n  - {at: [60 s, 1 h], transfer: u, to: bypass}\n"
      "  - {at: [660 s, 4200 s], transfer: u, to: online}\n"
      "  - {at: 2 h, open: x}\n  - {at: 2.1 h, close: x}\n  - {at: 2 h, outage: a, for: 1 s}\n",
      "3 h");
  constexpr int kReplicas = 2000;
  double sum = 0.0, any_wrong = 0.0;
  for (std::uint32_t replica = 1; replica <= kReplicas; ++replica) {
    const scenario::Model drawn = scenario::draw(model, {.failures = true}, replica);
    double wrong = 0.0, breaker = 0.0;
    core::Tick last = -1;
    for (const scenario::EventSpec& event : drawn.events) {
      if (event.verb != devices::Verb::fail) continue;
      if (event.drawn_as == "x open_circuit (switching error)") ++breaker;
      if (event.drawn_as.starts_with("x")) continue;
      CHECK(event.drawn_as == "u breakdown (switching error)");
      const auto at = std::lround(core::seconds(event.at.front()));
      CHECK((at == 60 || at == 660 || at == 3600 || at == 4200));
      CHECK(event.at.front() > last);
      last = event.at.front();
      ++wrong;
    }
    CHECK(breaker == 2.0);
    sum += wrong;
    any_wrong += wrong > 0.0 ? 1.0 : 0.0;
  }
  // 1 - (1 - p)^4 of the replicas have one. A second comes to nothing if the first is not mended.
  const double any = 1.0 - std::pow(0.8, 4.0);
  CHECK(any_wrong / kReplicas == Approx(any).margin(4 * std::sqrt(any * (1.0 - any) / kReplicas)));
  CHECK(sum >= any_wrong);
  CHECK(sum < 4 * 0.2 * kReplicas);
}

TEST_CASE("what a switch did not do stands in the path of a loss", "[switches][draw]") {
  const test::Folder folder;
  const scenario::Model model = operations_model(
      folder,
      "  s: {type: sts, from: [a, b], reliability: {failing_operations: [{number: 1, repair: 30 "
      "s}]}}\n  row: {type: rack, from: s, power: 10 kW}\n"
      "events:\n  - {id: dark, at: 10 s, outage: a, for: 1 min}\n");
  const auto losses = losses_of(model, run(model, {.meter = false}));
  REQUIRE(losses.size() == 1);
  CHECK(losses.front() == "events.dark + s fail_to_operate");
}

TEST_CASE("a drawn fault trips its breaker, which is put back when it is mended", "[draw]") {
  const test::Folder folder;
  const scenario::Model model = operations_model(
      folder,
      "  main: {type: breaker, from: a, trip: {curve: definite, pickup: 400 A, delay: 300 ms}}\n"
      "  ring: {type: cable, from: main, length: 200 m, part: busway-copper-1000a, reliability: "
      "{faults: {mttf: 20 h, repair: 2 h}}}\n  row: {type: rack, from: ring, power: 10 kW}\n",
      "200 h");
  const scenario::Model drawn = scenario::draw(model, {.failures = true}, 1);
  const Outcome outcome = run(drawn, {.meter = false});
  const auto faults = std::ranges::count_if(
      drawn.events, [](const auto& event) { return event.verb == devices::Verb::fault; });
  CHECK(faults > 3);
  CHECK(entries_of(outcome, "main", "tripped").size() == static_cast<std::size_t>(faults));
  const auto closed = static_cast<std::ptrdiff_t>(entries_of(outcome, "main", "closed").size());
  CHECK((closed == faults || closed == faults - 1));  // the last may be mended after the end
  const auto losses = losses_of(model, outcome);
  REQUIRE_FALSE(losses.empty());
  const auto named = losses_of(drawn, outcome);
  CHECK(named.size() == static_cast<std::size_t>(faults));
  CHECK(named.front() == "ring fault");
}

TEST_CASE("a dry tank and an empty battery are named behind what failed", "[draw]") {
  const test::Folder folder;
  const scenario::Model model = operations_model(
      folder,
      "  gen: {type: genset, part: diesel-1000kw, fuel: {tank: 30 min}}\n"
      "  s: {type: ats, from: [a, gen], part: ats-1600a}\n"
      "  ups: {type: ups, from: s, part: ups-400kw}\n"
      "  vrla: {type: battery, from: ups, part: vrla-12v150ah, series: 40, strings: 1}\n"
      "  row: {type: rack, from: ups, power: 100 kW}\n"
      "events:\n  - {id: dark, at: 10 s, outage: a, for: 10 h}\n",
      "12 h");
  const auto losses = losses_of(model, run(model, {.meter = false}));
  REQUIRE(losses.size() == 1);
  CHECK(losses.front() == "events.dark + gen out_of_fuel + vrla end_voltage");
}

}  // namespace ridethrough::study
