#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <span>
#include <string>

#include "../../../support/battery_examples.hpp"
#include "ridethrough/devices/storage/battery.hpp"

namespace ridethrough::testing {
namespace {

void check_fields(std::span<const devices::ParamSpec> fields) {
  std::set<std::string_view> seen;
  for (const auto& field : fields) {
    INFO(field.name);
    CHECK(seen.insert(field.name).second);
    CHECK_FALSE(field.text.empty());
    CHECK(field.low <= field.high);
    CHECK((field.kind == devices::Kind::word) == !field.words.empty());
    check_fields(field.fields);
  }
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
      CHECK(std::any_of(parameters.begin(), parameters.end(),
                        [&key = name](const auto& field) { return field.name == key; }));
    }
    for (const auto& field : parameters) {
      INFO(field.name);
      const bool optional = field.fallback == "none";
      CHECK((optional || bank.count(field.name) == 1));
    }
  }
}

TEST_CASE("dc_storage: every stop has a word", "[devices]") {
  std::set<std::string_view> words;
  for (int i = 0; i <= static_cast<int>(devices::StorageStop::charge_limit); ++i) {
    CHECK(words.insert(devices::word_of(static_cast<devices::StorageStop>(i))).second);
  }
  CHECK(devices::word_of(devices::StorageStop::end_voltage) == "end_voltage");
}

}  // namespace ridethrough::testing
