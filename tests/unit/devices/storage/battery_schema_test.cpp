#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <span>
#include <stdexcept>
#include <string>

#include "../../../support/battery_examples.hpp"
#include "ridethrough/devices/storage/battery.hpp"

namespace ridethrough::testing {
namespace {

using Fields = std::span<const devices::ParamSpec>;

void check_fields(Fields fields);

void check_field(const devices::ParamSpec& field) {
  INFO(field.name);
  CHECK_FALSE(field.text.empty());
  CHECK(field.low <= field.high);
  CHECK((field.kind == devices::Kind::word) == !field.words.empty());
  check_fields(field.fields);
}

void check_fields(Fields fields) {
  std::set<std::string_view> names;
  for (const auto& field : fields) {
    check_field(field);
    names.insert(field.name);
  }
  CHECK(names.size() == fields.size());
}

bool has_field(Fields fields, std::string_view name) {
  return std::any_of(fields.begin(), fields.end(),
                     [name](const auto& field) { return field.name == name; });
}

}  // namespace

TEST_CASE("battery_schema: every field has a name of its own and a text", "[devices]") {
  const auto& schema = devices::battery_schema();
  check_fields(schema.parameters);
  CHECK(schema.name == "battery");
  CHECK(schema.terminals.needs_dc_port);
}

TEST_CASE("battery_schema: the test banks use only its parameters", "[devices]") {
  const auto parameters = devices::battery_schema().parameters;
  for (const auto& bank : {vrla_150ah(), lfp_3ah(), two_rc_500v()}) {
    for (const auto& [name, value] : bank) {
      INFO(name);
      CHECK(has_field(parameters, name));
    }
    for (const auto& field : parameters) {
      INFO(field.name);
      const bool optional = field.fallback == "none";
      CHECK((optional || bank.count(field.name) == 1));
    }
  }
}

TEST_CASE("battery_bank: a model without its numbers is refused", "[devices]") {
  Parameters parameters = vrla_150ah();
  Parameters model = parameters["model"].map();
  model.erase("emf");
  parameters["model"] = Value(model);
  CHECK_THROWS_AS(devices::make_bank(parameters), std::invalid_argument);
  parameters = vrla_150ah();
  parameters["ageing"] = word("wishful");
  CHECK_THROWS_AS(devices::make_bank(parameters), std::invalid_argument);
  parameters = vrla_150ah();
  parameters["end_voltage"] = Value(2.3);
  CHECK_THROWS_AS(devices::make_bank(parameters), std::invalid_argument);
}

TEST_CASE("dc_storage: every stop has a word", "[devices]") {
  std::set<std::string_view> words;
  for (int i = 0; i <= static_cast<int>(devices::StorageStop::charge_limit); ++i) {
    CHECK(words.insert(devices::word_of(static_cast<devices::StorageStop>(i))).second);
  }
  CHECK(devices::word_of(devices::StorageStop::end_voltage) == "end_voltage");
}

}  // namespace ridethrough::testing
