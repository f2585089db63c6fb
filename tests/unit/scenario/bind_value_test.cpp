#include <catch2/catch.hpp>

#include "bind_support.hpp"
#include "ridethrough/scenario/units.hpp"

using namespace ridethrough::scenario;
using namespace ridethrough::scenario::testing;
using ridethrough::devices::Value;

namespace {

struct Outcome {
  std::optional<Value> value;
  std::string findings;  // rule and label of each
};

/// Binds `text` as the value of the row `name` of `rows`.
Outcome bind_row(std::span<const ParamSpec> rows, std::string_view name, const std::string& text,
                 const std::string& owner) {
  Diagnostics diagnostics;
  const Tree root = tree_of("key: " + text + "\n", diagnostics);
  PartLibrary parts(catalog_of_tests(), library_of_tests(), nullptr);
  ValueContext context{.diagnostics = diagnostics, .owner = owner, .parts = &parts};
  Outcome outcome;
  outcome.value = bind_value(*root.find("key"), *find_spec(rows, name), context);
  for (const Diagnostic& finding : diagnostics.all()) {
    outcome.findings += finding.rule + ": " + finding.message + " | " + finding.label + "\n";
  }
  return outcome;
}

Outcome ups(std::string_view name, const std::string& text) {
  return bind_row(kUpsRows, name, text, "ups");
}

}  // namespace

TEST_CASE("a quantity becomes SI", "[scenario][bind]") {
  CHECK(ups("rating", "600 kW").value->number() == 600e3);
  CHECK(ups("rating", "0.6MW").value->number() == 0.6e6);
  CHECK(bind_row(kBatteryRows, "temperature", "25 degC", "battery").value->number() == 298.15);
  CHECK(bind_row(kRackRows, "load", "130 %", "rack").value->number() == 1.3);
  CHECK(bind_row(kRackRows, "load", "1.3 pu", "rack").value->number() == 1.3);
  CHECK(bind_row(kUtilityRows, "x_over_r", "20", "utility").value->number() == 20.0);
}

TEST_CASE("a quantity that is wrong says what to write", "[scenario][bind]") {
  CHECK(ups("rating", "600").findings ==
        "RT0301: bare number for a dimensioned value | an active power needs a unit: 600 kW\n");
  CHECK(bind_row(kUtilityRows, "short_circuit", "20 MW", "utility").findings ==
        "RT0302: wrong dimension for 'short_circuit' | active power; 'short_circuit' of utility is "
        "apparent power: 20 MVA\n");
  CHECK(bind_row(kUtilityRows, "x_over_r", "20 ohm", "utility")
            .findings.find("'x_over_r' of utility is a plain number: 20") != std::string::npos);
  CHECK(bind_row(kRackRows, "load", "130", "rack").findings ==
        "RT0301: bare number for a dimensioned value | a ratio needs its unit: 130 %\n");
  CHECK(bind_row(kRackRows, "load", "0.5", "rack").findings ==
        "RT0301: bare number for a dimensioned value | a share needs its unit: 50 %\n");
  CHECK(bind_row(kRackRows, "load", "301 %", "rack").findings ==
        "RT0304: 'load' of rack can not be 301 % | allowed is 0 % to 300 %\n");
  CHECK(ups("rating", "0 kW").findings ==
        "RT0310: 'rating' of ups can not be zero | write a value above zero: 1 kW\n");
  CHECK(ups("rating", "-1 kW").findings ==
        "RT0304: 'rating' of ups can not be -1 kW | write a value above zero\n");
  CHECK(ups("rating", "much").findings ==
        "RT0305: 'much' is no value for 'rating' of ups | write a quantity: 1 kW\n");
  CHECK(ups("rating", "{a: 1}").findings ==
        "RT0309: 'rating' of ups is one value, here is a map | write one value here\n");
}

TEST_CASE("the ends of an interval belong to it", "[scenario][bind]") {
  CHECK(bind_row(kRackRows, "load", "300 %", "rack").value.has_value());
  CHECK(bind_row(kRackRows, "load", "0 %", "rack").value.has_value());
  CHECK(bind_row(kBatteryRows, "temperature", "80 degC", "battery").value.has_value());
  CHECK_FALSE(bind_row(kBatteryRows, "temperature", "80.1 degC", "battery").value.has_value());
}

TEST_CASE("counts, flags and words", "[scenario][bind]") {
  CHECK(ups("modules", "3").value->count() == 3);
  CHECK(ups("modules", "0").findings ==
        "RT0304: 'modules' of ups can not be 0 | allowed is 1 to 32\n");
  CHECK(ups("modules", "040")
            .findings.find("RT0305: not a number in this language | a leading "
                           "zero would be octal in YAML; write 40") == 0);
  CHECK(ups("eco", "true").value->flag());
  CHECK(ups("eco", "yes").findings ==
        "RT0308: 'eco' of ups is true or false, nothing else | write true\n");
  CHECK(ups("mode", "form").value->word() == "form");
  CHECK(ups("mode", "folow").findings ==
        "RT0308: 'mode' of ups can not be 'folow' | did you mean 'follow'?\n");
}

TEST_CASE("ranges", "[scenario][bind]") {
  const auto bound = bind_row(kBatteryRows, "voltage_window", "[1.6 V, 2.3 V]", "battery");
  REQUIRE(bound.value.has_value());
  CHECK(bound.value->list().at(0).number() == 1.6);
  CHECK(bound.value->list().at(1).number() == 2.3);
  CHECK(bind_row(kBatteryRows, "voltage_window", "[2.3 V, 1.6 V]", "battery").findings ==
        "RT0311: 'voltage_window' of battery is upside down | the lower value comes first: [1.6 V, "
        "2.3 V]\n");
  CHECK(bind_row(kBatteryRows, "voltage_window", "[1.6 V]", "battery").findings ==
        "RT0309: 'voltage_window' of battery is a range of two values | write [lowest, highest]\n");
}

TEST_CASE("maps take their defaults key by key", "[scenario][bind]") {
  const auto bound = ups("walk_in", "{ramp: 5 s}");
  REQUIRE(bound.value.has_value());
  CHECK(bound.value->map().at("ramp").number() == 5.0);
  CHECK(bound.value->map().at("hold_off").number() == 10.0);
  CHECK(ups("walk_in", "{rmp: 5 s}").findings ==
        "RT0201: 'walk_in' of ups has no 'rmp' | did you mean 'ramp'?\n");
  CHECK(ups("walk_in", "{ramp: 5}").findings ==
        "RT0301: bare number for a dimensioned value | a duration needs a unit: 5 s\n");
  CHECK(ups("walk_in", "10 s").findings ==
        "RT0309: 'walk_in' of ups is a map, here is one value | write a map: {key: value}\n");
}

TEST_CASE("points are lists of maps, of words or of numbers", "[scenario][bind]") {
  const auto points = ups("overload", "[{power: 110 %, for: 60 min}, {power: 150 %}]");
  REQUIRE(points.value.has_value());
  REQUIRE(points.value->list().size() == 2);
  CHECK(points.value->list()[0].map().at("for").number() == 3600.0);
  CHECK(points.value->list()[1].map().at("for").word() == "unlimited");
  CHECK(ups("overload", "[{for: 1 s}]").findings ==
        "RT0206: 'overload' of ups needs 'power' | add 'power: 1 %'  (of rating)\n");
  CHECK(ups("reads", "voltage").value->list().size() == 1);
  CHECK(ups("reads", "[voltage, frequency]").value->list().at(1).word() == "frequency");
  CHECK(ups("reads", "[volts]").findings.find("RT0308") == 0);
}

TEST_CASE("components, texts and what is absent", "[scenario][bind]") {
  CHECK(ups("bypass", "block.3.tx-a").value->word() == "block.3.tx-a");
  CHECK(ups("bypass", "block[3]").findings.find("RT0404") == 0);
  CHECK(ups("table", "./watts.csv").value->word() == "./watts.csv");
  CHECK_FALSE(ups("table", "none").value->present());
  CHECK(ups("rating", "none").findings.find("RT0305") == 0);
}

TEST_CASE("a device inside a device", "[scenario][bind]") {
  const auto cells = [](const std::string& text) {
    return bind_row(kBessRows, "cells", text, "bess");
  };
  CHECK(cells("lfp-280ah-prismatic").value->map().at("capacity").number() == 280.0 * 3600.0);
  const auto over = cells("{part: lfp-280ah-prismatic, series: 224}");
  REQUIRE(over.value.has_value());
  CHECK(over.value->map().at("series").count() == 224);
  CHECK(over.value->map().at("capacity").number() == 280.0 * 3600.0);
  CHECK(cells("{capacity: 1 Ah}").value->map().at("series").count() == 1);
  CHECK(cells("{part: lfp-280ah-prismatic, sries: 2}").findings ==
        "RT0201: 'cells' of bess has no 'sries' | did you mean 'series'?\n");
}

TEST_CASE("defaults pass the code that reads files", "[scenario][bind]") {
  for (const auto& entry : catalog_of_tests()) {
    for (const ParamSpec& spec : entry.schema->parameters) {
      INFO(entry.schema->name << '.' << spec.name);
      CHECK_NOTHROW(bind_default(spec, nullptr));
    }
  }
  static constexpr ParamSpec kBad{.name = "bad", .unit = "s", .fallback = "3 V", .text = ""};
  CHECK_THROWS_AS(bind_default(kBad, nullptr), std::logic_error);
}
