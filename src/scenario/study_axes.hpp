#pragma once

#include <cstdint>

#include "ridethrough/scenario/study.hpp"

namespace ridethrough::scenario {

/// How ranges and distributions become values.
struct Sample {
  std::int64_t count = 0;  ///< of `sample: latin N`; 0: a grid
  std::uint64_t seed = 0;
  bool is_search = false;  ///< `worst:`: a range needs no steps
  std::string sized = {};  ///< the axis of `smallest:` or `largest:`: nor does its range
};

/// The axes of `vary:`; what is wrong is left out after a finding.
std::vector<Axis> read_axes(const Tree& vary, const Sample& sample, Diagnostics& diagnostics);

/// `si` as a user would write it in `unit`. To twelve digits only rounding is lost, and "3" stays a
/// whole number.
Tree scalar_of(double si, const std::string& unit, const Place& place, int digits = 12);

}  // namespace ridethrough::scenario
