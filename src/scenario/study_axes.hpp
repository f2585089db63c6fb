#pragma once

#include "ridethrough/scenario/study.hpp"

namespace ridethrough::scenario {

/// The axes of `vary:`; what is wrong is left out after a finding.
std::vector<Axis> read_axes(const Tree& vary, Diagnostics& diagnostics);

}  // namespace ridethrough::scenario
