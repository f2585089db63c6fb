#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "ridethrough/scenario/draw.hpp"
#include "ridethrough/scenario/study.hpp"
#include "support/tool.hpp"

namespace ridethrough::scenario {
namespace {

/// A study of rows of racks on batteries.
class AgedRows {
 public:
  Study with(const std::string& study) const {
    return read_study(folder_.write(
        "s.yaml",
        "schema_version: 1\nname: old and new\nduration: 10 s\nseed: 11\ncomponents:\n"
        "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
        "  spare: {type: ups, from: grid, part: ups-400kw}\n"
        "  spare-cells: {type: battery, from: spare, part: vrla-12v150ah, series: 40}\n"
        "  block:\n    type: group\n    count: 3\n    components:\n"
        "      ups: {type: ups, from: grid, part: ups-400kw}\n"
        "      cells: {type: battery, from: ups, part: vrla-12v150ah, series: 40}\n"
        "      row: {type: rack, from: ups, power: 10 kW}\nstudy: " +
            study + "\n"));
  }

 private:
  test::Folder folder_;
};

const LoadOptions kShippedLibrary{{}, std::string(RIDETHROUGH_SOURCE_DIR) + "/scenarios/parts"};

/// Ages by the path of their member, in years.
std::map<std::string, double> member_ages(const Study& study, std::uint32_t replica) {
  std::map<std::string, double> found;
  const Model model = load_cell(study, cells_of(study).front(), kShippedLibrary, replica);
  for (const MemberValue& value : model.member_values) {
    if (value.parameter != "age") continue;
    found[value.component.text()] = value.value.number() / (365.0 * 86400.0);
  }
  return found;
}

}  // namespace

TEST_CASE("each member draws a value of its own where the axis says so", "[study][draw]") {
  const AgedRows rows;
  const Study study =
      rows.with("{replicas: 400, vary: {block.cells.age: {uniform: [0 y, 6 y], each: member}}}");
  REQUIRE(study.axes.front().draws_each_member);
  double sum = 0.0, squares = 0.0, products = 0.0, count = 0.0;
  for (std::uint32_t replica = 1; replica <= 400; ++replica) {
    const auto of = member_ages(study, replica);
    REQUIRE(of.size() == 3);
    for (const auto& [path, age_y] : of) {
      CHECK(age_y >= 0.0);
      CHECK(age_y < 6.0);
      sum += age_y;
      squares += age_y * age_y;
      ++count;
    }
    products += (of.at("block.1.cells") - 3.0) * (of.at("block.2.cells") - 3.0);
  }
  // Even between 0 and 6: mean 3, variance 3; members do not know of each other.
  CHECK(sum / count == Approx(3.0).margin(4 * std::sqrt(3.0 / count)));
  CHECK(squares / count - std::pow(sum / count, 2.0) ==
        Approx(3.0).epsilon(4 * std::sqrt(0.8 / count)));
  CHECK(std::abs(products / 400.0) < 4 * 3.0 / std::sqrt(400.0));
}

TEST_CASE("members that come or go change nobody else's value", "[study][draw]") {
  const AgedRows rows;
  const std::string axis = "block.cells.age: {uniform: [0 y, 6 y], each: member}";
  const auto three = member_ages(rows.with("{replicas: 4, vary: {" + axis + "}}"), 2);
  // The number of members comes from an axis that stands behind it, in a cell of its own.
  const auto two =
      member_ages(rows.with("{replicas: 4, vary: {" + axis + ", block.count: [2, 5]}}"), 2);
  REQUIRE(two.size() == 2);
  for (const auto& [path, age_y] : two) CHECK(three.at(path) == age_y);
}

TEST_CASE("what is not counted draws one value, and a sample draws no members", "[study][draw]") {
  const AgedRows rows;
  const Study study =
      rows.with("{replicas: 4, vary: {spare-*.age: {uniform: [1 y, 6 y], each: member}}}");
  const Model model = load_cell(study, cells_of(study).front(), kShippedLibrary, 3);
  for (const ComponentSpec& spec : model.components) {
    if (spec.name != "spare-cells") continue;
    CHECK(spec.parameters.values.at("age").number() > 1.0 * 365 * 86400);
  }
  const auto refused = [&](const std::string& text) {
    try {
      rows.with(text);
    } catch (const ScenarioError& error) {
      return error.diagnostics().all().front().message;
    }
    return std::string("accepted");
  };
  const std::string message = "'each' of an axis that is drawn is 'member'";
  CHECK(refused("{replicas: 2, vary: {block.cells.age: {uniform: [0 y, 6 y], each: group}}}") ==
        message);
  CHECK(
      refused("{sample: latin 4, vary: {block.cells.age: {uniform: [0 y, 6 y], each: member}}}") ==
      message);
}

TEST_CASE("an axis of members that are not there is told", "[study][draw]") {
  const AgedRows rows;
  const Study study =
      rows.with("{replicas: 2, vary: {block.cels.age: {uniform: [0 y, 6 y], each: member}}}");
  CHECK_THROWS_AS(load_cell(study, cells_of(study).front(), kShippedLibrary, 1), ScenarioError);
}

TEST_CASE("faults strike a cable anywhere along it, in their kinds", "[draw]") {
  const test::Folder folder;
  const Model model = load_scenario(
      folder.write(
          "s.yaml",
          "schema_version: 1\nname: s\nduration: 10000 h\nseed: 7\ncomponents:\n"
          "  grid: {type: utility, voltage: 10 kV, frequency: 50 Hz, short_circuit: 200 MVA}\n"
          "  main: {type: breaker, from: grid}\n"
          "  ring: {type: cable, from: main, length: 2 km, part: cable-10kv-240mm2, reliability: "
          "{faults: {mttf: 90 h, repair: 10 h, position: [25 %, 75 %], kinds: [{kind: line_ground, "
          "share: 80 %}, {kind: line_line, share: 10 %}]}}}\n"),
      kShippedLibrary);
  double faults = 0.0, metres = 0.0, squares = 0.0, orders = 0.0;
  std::map<std::string, double> kinds;
  for (std::uint32_t replica = 1; replica <= 20; ++replica) {
    core::Tick sound_from = 0;
    for (const EventSpec& event : draw(model, {.failures = true}, replica).events) {
      if (event.verb != devices::Verb::fault) {
        CHECK(event.targets.front().path.text() == "main");
        CHECK(event.drawn_as == "main put back");
        ++orders;
        continue;
      }
      CHECK(event.at.front() >= sound_from);
      sound_from = core::later(event.at.front(), event.duration);
      const double distance = event.arguments.at("distance").number();
      CHECK(distance >= 500.0);
      CHECK(distance <= 1500.0);
      ++faults;
      metres += distance;
      squares += (distance - 1000.0) * (distance - 1000.0);
      ++kinds[event.arguments.at("kind").word()];
    }
  }
  // Cycles of 100 h: 2,000 in 20 replicas. Even between 500 m and 1500 m: variance 1000^2 / 12.
  CHECK(faults == Approx(2000.0).margin(4 * std::sqrt(2000.0)));
  CHECK(metres / faults == Approx(1000.0).margin(4 * std::sqrt(1e6 / 12.0 / faults)));
  CHECK(squares / faults == Approx(1e6 / 12.0).epsilon(4 * std::sqrt(0.8 / faults)));
  CHECK(kinds["line_ground"] / faults == Approx(0.8).margin(4 * std::sqrt(0.16 / faults)));
  CHECK(kinds["three_phase"] / faults == Approx(0.1).margin(4 * std::sqrt(0.09 / faults)));
  CHECK(orders == 2 * faults);
}

}  // namespace ridethrough::scenario
