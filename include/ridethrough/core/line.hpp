#pragma once

#include <cmath>
#include <cstdint>

#include "ridethrough/core/time.hpp"

namespace ridethrough::core {

__extension__ using Int128 = __int128;

/// Power is counted in units of 2^-10 W, its slope in 2^-10 W/s. Integers make addition
/// associative: the order of components and the size of cohorts can not change a sum.
inline constexpr double kUnitsPerWatt = 1024.0;

/// Rounds a power (or slope) to the integer grid, halves to even. |watts| must stay below 8 PW.
inline std::int64_t to_units(double watts) { return std::llrint(watts * kUnitsPerWatt); }

/// A power that runs straight through time until it is replaced: (offset + slope * t) * 1e-9 units
/// at tick t. Exact, so lines can be added, negated and multiplied by a count without rounding.
struct Line {
  Int128 offset = 0;       ///< 1e-9 units at t = 0
  std::int64_t slope = 0;  ///< units per second

  /// The line through (`at`, `power`) with `slope`, both in units.
  static constexpr Line through(Tick at, std::int64_t power, std::int64_t slope) {
    return {Int128{power} * kTicksPerSecond - Int128{slope} * at, slope};
  }
  /// The line through (`at`, `power_w`) with `slope_w_per_s`, rounded to the grid.
  static Line of_watts(Tick at, double power_w, double slope_w_per_s = 0.0) {
    return through(at, to_units(power_w), to_units(slope_w_per_s));
  }

  /// Value at `at` in W, correctly rounded: what was published in whole units is read back exactly.
  double watts(Tick at) const {
    const Int128 value = offset + Int128{slope} * at;
    // The processor itself converts 64 bits, 128 are a call; both round correctly.
    const auto narrow = static_cast<std::int64_t>(value);
    const double units = narrow == value ? static_cast<double>(narrow) : static_cast<double>(value);
    return units / (1e9 * kUnitsPerWatt);
  }
  double watts_per_s() const { return static_cast<double>(slope) / kUnitsPerWatt; }
  bool is_flat() const { return slope == 0; }

  Line& operator+=(const Line& other) {
    offset += other.offset;
    slope += other.slope;
    return *this;
  }
  Line& operator-=(const Line& other) {
    offset -= other.offset;
    slope -= other.slope;
    return *this;
  }
  friend Line operator+(Line left, const Line& right) { return left += right; }
  friend Line operator-(Line left, const Line& right) { return left -= right; }
  friend Line operator*(Line line, std::int64_t count) {
    return {line.offset * count, line.slope * count};
  }
  bool operator==(const Line&) const = default;
};

}  // namespace ridethrough::core
