#pragma once

#include <string>

#include "ridethrough/scenario/diagnostic.hpp"

namespace ridethrough::scenario {

/// What a YAML file says of itself at its root, before anything is resolved.
struct FileRole {
  enum class Kind { scenario, abstract_scenario, study, part };

  Kind kind = Kind::scenario;
  Place place;            ///< of the root key that says so; of the first line of a scenario
};

/// Reads the root keys of `file`. `abstract:` is never inherited, so bases need not be read.
/// @throws ScenarioError if it can not be read as YAML.
FileRole role_of(const std::string& file);

}  // namespace ridethrough::scenario
