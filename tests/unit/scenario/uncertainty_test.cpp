#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "ridethrough/scenario/draw.hpp"
#include "ridethrough/scenario/part.hpp"
#include "support/tool.hpp"

namespace ridethrough::scenario {
namespace {

const std::string kShippedParts = std::string(RIDETHROUGH_SOURCE_DIR) + "/scenarios/parts";

/// A scenario with a part and components of a test.
class Uncertainties {
 public:
  explicit Uncertainties(const std::string& rest, std::vector<std::string> sets = {})
      : model_(load_scenario(
            folder_.write("s.yaml", "schema_version: 1\nname: s\nduration: 10 s\nseed: 7\n" + rest),
            {.sets = std::move(sets), .library = kShippedParts})) {}

  const devices::Value& value(std::uint32_t replica, const std::string& component,
                              const std::string& key) {
    drawn_ = draw(model_, {.uncertainty = true}, replica);
    return devices::get(of(drawn_, component), key);
  }
  double number(std::uint32_t replica, const std::string& component, const std::string& key) {
    return value(replica, component, key).number();
  }
  double nominal(const std::string& component, const std::string& key) const {
    return devices::get(of(model_, component), key).number();
  }
  const Model& model() const { return model_; }

 private:
  static const devices::Parameters& of(const Model& model, const std::string& component) {
    return std::ranges::find(model.components, component, &ComponentSpec::name)->parameters.values;
  }

  test::Folder folder_;
  Model model_;
  Model drawn_;
};

std::string message_of(const std::string& rest) {
  try {
    const Uncertainties plant(rest);
  } catch (const ScenarioError& error) {
    const Diagnostic& first = error.diagnostics().all().front();
    return first.rule + " " + first.message + " @" + std::to_string(first.place.line) + ":" +
           std::to_string(first.place.column);
  }
  return "accepted";
}

const std::string kSlowBreaker =
    "parts:\n"
    "  slow: {type: breaker, values: {opens_in: 50 ms, closes_in: 70 ms},\n"
    "         uncertainty: {opens_in: 30 %, closes_in: {lognormal: 100 %, sigma: 0.2}}}\n"
    "components:\n"
    "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n";

/// Line 8 of a file whose first four are written by the class above.
std::string with_uncertainty(const std::string& uncertainty) {
  return "components:\n  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n  b:\n"
         "    {type: breaker, from: grid, uncertainty: {" +
         uncertainty + "}}\n";
}

}  // namespace

TEST_CASE("an uncertain value is even within its share, or as its factor says", "[uncertainty]") {
  Uncertainties plant(kSlowBreaker + "  b: {type: breaker, from: grid, part: slow}\n");
  constexpr int kReplicas = 3000;
  double sum = 0.0, squares = 0.0, logs = 0.0, log_squares = 0.0;
  for (std::uint32_t replica = 1; replica <= kReplicas; ++replica) {
    const double even = plant.number(replica, "b", "opens_in") / 0.050 - 1.0;
    CHECK(std::abs(even) <= 0.3);
    sum += even;
    squares += even * even;
    const double log = std::log(plant.number(replica, "b", "closes_in") / 0.070);
    logs += log;
    log_squares += log * log;
  }
  // Of an even one: mean 0, variance u^2 / 3. Four standard deviations of each estimate.
  const double sigma = 0.3 / std::sqrt(3.0);
  CHECK(std::abs(sum / kReplicas) < 4 * sigma / std::sqrt(kReplicas));
  CHECK(squares / kReplicas == Approx(sigma * sigma).epsilon(4 * std::sqrt(0.8 / kReplicas)));
  CHECK(std::abs(logs / kReplicas) < 4 * 0.2 / std::sqrt(kReplicas));
  CHECK(log_squares / kReplicas == Approx(0.04).epsilon(4 * std::sqrt(2.0 / kReplicas)));
}

TEST_CASE("a part is as far off wherever it stands, a component by itself", "[uncertainty]") {
  Uncertainties two(kSlowBreaker +
                    "  a: {type: breaker, from: grid, part: slow}\n"
                    "  b: {type: breaker, from: grid, part: slow, uncertainty: {closes_in: 5 %}}\n"
                    "  c: {type: breaker, from: grid, uncertainty: {opens_in: 30 %}}\n");
  CHECK(two.number(3, "a", "opens_in") == two.number(3, "b", "opens_in"));
  CHECK(two.number(3, "a", "opens_in") != two.number(4, "a", "opens_in"));
  CHECK(two.number(3, "a", "opens_in") != two.number(3, "c", "opens_in"));
  CHECK(std::abs(two.number(3, "b", "closes_in") / 0.070 - 1.0) <= 0.05);
  CHECK(two.number(3, "a", "closes_in") != two.number(3, "b", "closes_in"));
  // Another architecture with the same part sees the same value.
  Uncertainties other(kSlowBreaker + "  z: {type: breaker, from: grid, part: slow}\n");
  CHECK(other.number(3, "z", "opens_in") == two.number(3, "a", "opens_in"));
}

TEST_CASE("who replaces a value answers for it", "[uncertainty]") {
  const std::string file =
      kSlowBreaker + "  b: {type: breaker, from: grid, part: slow, opens_in: 40 ms}\n";
  Uncertainties plant(file, {"b.closes_in=90 ms"});
  CHECK(plant.number(5, "b", "opens_in") == 0.040);
  CHECK(plant.number(5, "b", "closes_in") == 0.090);
  Uncertainties again(file + "    \n", {"b.uncertainty={opens_in: 10 %}"});
  CHECK(again.number(5, "b", "opens_in") != 0.040);
}

TEST_CASE("a part that builds on another keeps what it does not replace", "[uncertainty]") {
  Uncertainties plant(
      "parts:\n"
      "  slow: {type: breaker, values: {opens_in: 50 ms, closes_in: 70 ms}, uncertainty: "
      "{opens_in: "
      "30 %, closes_in: 30 %}}\n"
      "  own: {type: breaker, part: slow, values: {opens_in: 60 ms}}\n"
      "components:\n  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
      "  b: {type: breaker, from: grid, part: own}\n"
      "  c: {type: breaker, from: grid, part: slow}\n");
  CHECK(plant.number(2, "b", "opens_in") == 0.060);
  CHECK(plant.number(2, "b", "closes_in") == plant.number(2, "c", "closes_in"));
  CHECK(plant.number(2, "b", "closes_in") != 0.070);
}

TEST_CASE("values inside of maps, curves and inner parts are drawn", "[uncertainty]") {
  Uncertainties plant(
      "components:\n  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
      "  ups: {type: ups, from: grid, part: ups-400kw, uncertainty: {efficiency: 20 %}}\n"
      "  cells: {type: battery, from: ups, part: vrla-12v150ah, series: 40}\n"
      "  store: {type: bess, from: grid, part: lfp-cabinet-200kwh}\n");
  const auto& model = plant.value(6, "cells", "model").map();
  CHECK(model.at("charge").number() != Approx(228.962 * 3600.0).epsilon(1e-6));
  CHECK(model.at("charge").number() == Approx(228.962 * 3600.0).epsilon(0.03));
  CHECK(model.at("cell_resistance").number() != Approx(0.464001e-3).epsilon(1e-6));
  const double inner = plant.value(6, "store", "cells").map().at("capacity").number();
  CHECK(inner != Approx(280.0 * 3600.0).epsilon(1e-9));
  CHECK(inner == Approx(280.0 * 3600.0).epsilon(0.02));
  double most = 0.0;
  for (std::uint32_t replica = 1; replica < 40; ++replica) {
    const auto& points = plant.value(replica, "ups", "efficiency").list();
    for (const auto& point : points) most = std::max(most, point.map().at("value").number());
    CHECK(points.front().map().at("power").number() == 0.25);
  }
  CHECK(most == 1.0);  // no value leaves the limits of its parameter
}

TEST_CASE("nothing is uncertain unless the study draws it", "[uncertainty]") {
  Uncertainties plant(kSlowBreaker + "  b: {type: breaker, from: grid, part: slow}\n");
  const Model other = draw(plant.model(), {.failures = true, .spread = true}, 3);
  CHECK(other.components.front().parameters.values ==
        plant.model().components.front().parameters.values);
}

TEST_CASE("an uncertainty of nothing is told at its place", "[uncertainty]") {
  CHECK(message_of(with_uncertainty("opens_in: 10 %")) == "accepted");
  CHECK(message_of(with_uncertainty("opns_in: 10 %")) ==
        "RT1050 a breaker has no 'opns_in' to be uncertain of @8:47");
  CHECK(message_of(with_uncertainty("state: 10 %")) ==
        "RT1050 'state' is no number that can be uncertain @8:47");
  CHECK(message_of(with_uncertainty("rating: 10 %")) ==
        "RT1050 'rating' is no number that can be uncertain @8:47");
  const std::string amount =
      "RT1050 an uncertainty is a share of the value, above 0 and below 100 % @8:57";
  for (const char* wrong : {"100 %", "0 %", "-3 %", "0.1", "5 ms", "[1 %, 2 %]"}) {
    CHECK(message_of(with_uncertainty(std::string("opens_in: ") + wrong)) == amount);
  }
  CHECK(message_of(with_uncertainty("opens_in: {normal: 100 %, sigma: 30 %}")) ==
        "RT1050 a factor on a value can not come to nothing or less @8:57");
  CHECK(message_of(with_uncertainty("opens_in: {uniform: [40 ms, 60 ms]}")) ==
        "RT1050 an uncertainty is drawn as a factor on the value @8:57");
  CHECK(message_of(with_uncertainty("fail_to_operate: 5 %, reliability.fail_to_operate: 9 %")) ==
        "RT1050 'reliability.fail_to_operate' is uncertain twice @8:69");
  CHECK(message_of("parts:\n  p: {type: group, components: {b: {type: bus, from: inlet}}, "
                   "uncertainty: {x: 1 %}}\ncomponents:\n"
                   "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
                   "  g: {type: group, from: grid, part: p}\n") ==
        "RT1050 a group has no values to be uncertain of @6:76");
}

TEST_CASE("temperatures in degC are no shares of anything", "[uncertainty]") {
  CHECK(message_of("components:\n  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
                   "  ups: {type: ups, from: grid, part: ups-400kw}\n  cells:\n"
                   "    {type: battery, from: ups, part: vrla-12v150ah, series: 40, uncertainty: "
                   "{temperature: 5 %}}\n") ==
        "RT1050 'temperature' is no number that can be uncertain @9:79");
}

TEST_CASE("what the parts of the library are not sure of can be drawn", "[uncertainty]") {
  int checked = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kShippedParts)) {
    if (entry.path().extension() != ".yaml") continue;
    INFO(entry.path().string());
    CHECK_NOTHROW(check_part(entry.path().string(), {{}, kShippedParts}));
    ++checked;
  }
  CHECK(checked > 50);
}

}  // namespace ridethrough::scenario
