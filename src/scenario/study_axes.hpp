#pragma once

#include <cstdint>

#include "ridethrough/scenario/study.hpp"

namespace ridethrough::scenario {

/// `sample: latin N`.
struct Sample {
  std::int64_t count = 0;  ///< 0: a grid
  std::uint64_t seed = 0;
};

/// The axes of `vary:`; what is wrong is left out after a finding.
std::vector<Axis> read_axes(const Tree& vary, const Sample& sample, Diagnostics& diagnostics);

/// `si` as a user would write it in `unit`, to twelve digits: what is lost is rounding, and "3"
/// stays a whole number.
Tree scalar_of(double si, const std::string& unit, const Place& place);

}  // namespace ridethrough::scenario
