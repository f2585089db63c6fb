#pragma once

#include <span>
#include <string>

#include "ridethrough/devices/schema.hpp"
#include "scenario/json_text.hpp"

/// Values of parameters as JSON Schema.
namespace ridethrough::scenario {

/// `{"$ref": "#/definitions/<name>"}`
std::string editor_ref(std::string_view name);
std::string editor_words(std::span<const std::string_view> words);
std::string editor_described(std::string_view text, JsonMembers members);

/// The schema of one parameter with its meaning, unit, range and default as description.
std::string editor_value(const devices::ParamSpec& spec);

/// name -> schema, for every row of a table.
JsonMembers editor_properties(std::span<const devices::ParamSpec> specs);

/// `quantity`, `number`, `path` ... to which the values refer.
JsonMembers editor_value_definitions();

}  // namespace ridethrough::scenario
