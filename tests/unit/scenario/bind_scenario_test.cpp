#include <catch2/catch.hpp>

#include "bind_support.hpp"

using namespace ridethrough::scenario;
using namespace ridethrough::scenario::testing;

namespace {

const std::string kHall =
    "schema_version: 1\n"
    "name: hall\n"
    "duration: 30 min\n"
    "seed: 7\n"
    "start: 2024-07-10 19:00:00\n"
    "components:\n"
    "  grid: {type: utility, voltage: 10 kV, short_circuit: 220 MVA}\n"
    "  block: {type: group, part: side, from: grid, count: 15, components: {vrla: {series: 32}}}\n"
    "  rack: {type: rack, from: [block.1.ups, block.2.ups], count: 25}\n"
    "  lfp: {type: bess, from: grid, part: lfp-cabinet-200kwh}\n"
    "jobs:\n"
    "  train: {type: training, racks: [rack], price: 2.5 USD/GPU/h}\n"
    "events:\n"
    "  - {id: step, at: 1 min, set: {rack.load: 130 %}, over: 5 ms, for: 30 s}\n"
    "  - {id: dip, at: [20 s, 10 s], dip: grid, to: 0.4 pu, for: 150 ms}\n"
    "  - {after: grid.state == lost, delay: 10 s, fail: block.3.ups, as: breakdown, number: 1}\n"
    "checks:\n"
    "  - {id: rides, until: events.dip, always: rack.dropped == 0, level: warn}\n"
    "record: [grid.power]\n";

const ComponentSpec& child(const std::vector<ComponentSpec>& among, const std::string& name) {
  for (const auto& component : among) {
    if (component.name == name) return component;
  }
  throw std::runtime_error("no component " + name);
}

}  // namespace

TEST_CASE("a whole scenario", "[scenario][bind]") {
  const Model model = load_text(kHall).model;
  CHECK(model.name == "hall");
  CHECK(model.duration == 1800 * ridethrough::core::kTicksPerSecond);
  CHECK(model.seed == 7);
  CHECK(model.start == "2024-07-10 19:00:00");
  REQUIRE(model.components.size() == 4);
  CHECK(model.components[0].name == "block");
  const ComponentSpec& block = model.components[0];
  CHECK(block.type == nullptr);
  CHECK(block.is_closed);
  CHECK(block.part == "side");
  CHECK(block.count == 15);
  const ComponentSpec& vrla = child(block.children, "vrla");
  CHECK(vrla.parameters.values.at("series").count() == 32);
  CHECK(vrla.parameters.values.at("capacity").number() == 150.0 * 3600.0);
  CHECK(vrla.parameters.origins.at("capacity") == "part vrla-12v150ah");
  CHECK(vrla.parameters.origins.at("series") == "hall.yaml:8");
  CHECK(vrla.parameters.origins.at("age") == "default of battery");
  const ComponentSpec& rack = child(model.components, "rack");
  REQUIRE(rack.from.size() == 2);
  CHECK(rack.from[1].path.text() == "block.2.ups");
  const ComponentSpec& lfp = child(model.components, "lfp");
  CHECK(lfp.parameters.values.at("cells").map().at("series").count() == 224);
  CHECK(lfp.parameters.origins.at("cells.capacity") == "part lfp-280ah-prismatic");
  CHECK(lfp.parameters.origins.at("cells.series") == "part lfp-cabinet-200kwh");
  REQUIRE(model.record.size() == 1);
}

TEST_CASE("jobs, events and checks", "[scenario][bind]") {
  const Model model = load_text(kHall).model;
  REQUIRE(model.jobs.size() == 1);
  CHECK(model.jobs[0].racks.at(0).path.text() == "rack");
  CHECK(model.jobs[0].parameters.values.count("price") == 1);
  REQUIRE(model.events.size() == 3);
  const EventSpec& step = model.events[0];
  REQUIRE(step.sets.size() == 1);
  CHECK(step.sets[0].target.text() == "rack");
  CHECK(step.sets[0].parameter == "load");
  CHECK(step.sets[0].value.number() == 1.3);
  CHECK(step.over == 5'000'000);
  const EventSpec& dip = model.events[1];
  REQUIRE(dip.at.size() == 2);
  CHECK(dip.at[0] == 10 * ridethrough::core::kTicksPerSecond);
  CHECK(dip.duration == 150'000'000);
  CHECK(dip.arguments.at("to").number() == 0.4);
  const EventSpec& failure = model.events[2];
  CHECK(failure.after != nullptr);
  CHECK(failure.delay == 10 * ridethrough::core::kTicksPerSecond);
  CHECK(failure.arguments.at("as").word() == "breakdown");
  CHECK(failure.arguments.at("number").count() == 1);
  REQUIRE(model.checks.size() == 1);
  CHECK(model.checks[0].sentence == "always rack.dropped == 0, until events.dip");
  CHECK(model.checks[0].level == Level::warn);
  CHECK(model.checks[0].until != nullptr);
}

TEST_CASE("parts are recorded with grade and digest", "[scenario][bind]") {
  const Model model = load_text(kHall).model;
  std::vector<std::string> names;
  for (const PartUse& part : model.parts) {
    names.push_back(part.name);
    CHECK(part.digest.size() == std::string("sha256:").size() + 64);
  }
  CHECK(names == std::vector<std::string>{"lfp-280ah-prismatic", "lfp-cabinet-200kwh", "side",
                                          "vrla-12v150ah"});
  CHECK(model.parts[3].grade == "datasheet");
}

TEST_CASE("a part that builds on a part", "[scenario][bind]") {
  const Model model = load_text(
                          "schema_version: 1\nname: x\nduration: 1 min\n"
                          "components:\n"
                          "  a: {type: battery, from: u, part: aged-block}\n"
                          "  b: {type: battery, from: u, part: mine}\n"
                          "parts:\n"
                          "  mine: {type: battery, part: aged-block, values: {age: 2 y}}\n")
                          .model;
  const auto& a = child(model.components, "a").parameters;
  CHECK(a.values.at("capacity").number() == 120.0 * 3600.0);
  CHECK(a.values.at("voltage_window").list().at(0).number() == 1.67);
  CHECK(a.origins.at("voltage_window") == "part vrla-12v150ah");
  const auto& b = child(model.components, "b").parameters;
  CHECK(b.values.at("age").number() == 2.0 * 365.0 * 86400.0);
  CHECK(b.origins.at("capacity") == "part aged-block");
  const std::string circle = complaints(
      "schema_version: 1\nname: x\nduration: 1 min\n"
      "components:\n  a: {type: battery, from: u, part: one}\n"
      "parts:\n  one: {type: battery, part: two}\n  two: {type: battery, part: one}\n");
  CHECK(circle.find("error[RT0504]: the part 'one' builds on itself") == 0);
}

TEST_CASE("a group part inside itself is refused", "[scenario][bind]") {
  const std::string text =
      "schema_version: 1\nname: x\nduration: 1 min\n"
      "components:\n  a: {type: group, part: nest}\n"
      "parts:\n  nest: {type: group, components: {b: {type: group, part: nest}}}\n";
  CHECK(complaints(text).find("the group 'nest' contains itself") != std::string::npos);
}

TEST_CASE("'set' reaches into group parts and single members", "[scenario][bind]") {
  const Model model = load_text(kHall, {"block.vrla.age=2 y", "block.7.vrla.age=6 y"}).model;
  const ComponentSpec& vrla = child(child(model.components, "block").children, "vrla");
  CHECK(vrla.parameters.values.at("age").number() == 2.0 * 365.0 * 86400.0);
  REQUIRE(model.member_values.size() == 1);
  CHECK(model.member_values[0].component.text() == "block.7.vrla");
  CHECK(model.member_values[0].parameter == "age");
  CHECK(model.member_values[0].value.number() == 6.0 * 365.0 * 86400.0);
  CHECK(complaints(kHall, {"block.3.vrla.count=2"}).find("error[RT0445]") == 0);
}

TEST_CASE("the digest knows values, not the order of lines", "[scenario][bind]") {
  const std::string head = "schema_version: 1\nname: x\nduration: 1 min\ncomponents:\n";
  const std::string a = "  a: {type: breaker, from: b}\n";
  const std::string b = "  b: {type: utility, voltage: 1 kV, short_circuit: 1 MVA}\n";
  const std::string other = "  b: {type: utility, voltage: 2 kV, short_circuit: 1 MVA}\n";
  const std::string digest = load_text(head + a + b).model.digest;
  CHECK(digest == load_text(head + b + a).model.digest);
  CHECK(digest != load_text(head + a + other).model.digest);
}

TEST_CASE("the flat file names every origin", "[scenario][bind]") {
  const std::string flat = print_resolved(load_text(kHall));
  INFO(flat);
  for (const char* line :
       {"        series: 32  # hall.yaml:8\n", "        capacity: 150 Ah  # part vrla-12v150ah\n",
        "        age: 0 y  # default of battery\n", "    frequency: 50 Hz  # default of utility\n",
        "  block:  # group part side\n", "duration: 30 min  # hall.yaml:3\n"}) {
    CHECK(flat.find(line) != std::string::npos);
  }
  // A flat file is a scenario: it loads again to the same components.
  const Model again = load_text(flat).model;
  const ComponentSpec& vrla = child(child(again.components, "block").children, "vrla");
  CHECK(
      vrla.parameters.values ==
      child(child(load_text(kHall).model.components, "block").children, "vrla").parameters.values);
}

TEST_CASE("load_scenario reads files and stops where nothing can be bound", "[scenario][bind]") {
  try {
    load_scenario("no-such-file.yaml", {.sets = {}, .library = library_of_tests()});
    FAIL("a missing file must be refused");
  } catch (const ScenarioError& error) {
    REQUIRE(error.diagnostics().all().size() == 1);
    CHECK(error.diagnostics().all()[0].rule == "RT0118");
  }
}
