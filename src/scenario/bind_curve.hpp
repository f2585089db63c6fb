#pragma once

#include "scenario/binder.hpp"

/// Curves in the conditions of checks.
namespace ridethrough::scenario {

/// A condition of a check, with the curves that it names; null after a finding.
ConditionPtr read_check_condition(const Tree& value, std::string_view key, Binding& binding);

}  // namespace ridethrough::scenario
