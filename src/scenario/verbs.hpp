#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ridethrough/devices/schema.hpp"

/// The verbs of events and their keys (section 10 of the language), as a table.
namespace ridethrough::scenario {

enum class Use { refused, allowed, required };

struct VerbSpec {
  devices::Verb verb;
  std::string_view name;
  Use lasting = Use::refused;  ///< `for:`
  Use over = Use::refused;     ///< `over:`
  std::span<const devices::ParamSpec> keys = {};
  std::string_view text = {};
};

std::span<const VerbSpec> verbs();
const VerbSpec* find_verb(std::string_view name);
std::string_view name_of_verb(devices::Verb verb);

/// Whether an event of this verb may aim at a component of `type`.
bool knows(const devices::TypeSchema& type, devices::Verb verb);

/// What may stand behind `as:` of a `fail`.
std::vector<std::string> failure_names(const devices::TypeSchema& type);

}  // namespace ridethrough::scenario
