#pragma once

#include <cmath>
#include <cstdint>

/// Sums at joins are sums of integers: they do not depend on order, and n equal terms are n times
/// one.
namespace ridethrough::network {

/// Grid steps per W (or per W/pu): 2^20, so one step is about 1 uW.
inline constexpr double kGridPerWatt = 1048576.0;

/// No zone carries more than this (100 GW); an iteration that does has collapsed.
inline constexpr double kGridLimitW = 1e11;

/// True for finite values that a zone can carry. False for NaN.
inline bool fits_grid(double watts) { return std::abs(watts) < kGridLimitW; }

/// Rounds half away from zero, so that a demand and its negative cancel. The value must fit the
/// grid.
inline std::int64_t to_grid(double watts) {
  return static_cast<std::int64_t>(watts * kGridPerWatt + std::copysign(0.5, watts));
}

inline double from_grid(std::int64_t steps) {
  return static_cast<double>(steps) * (1.0 / kGridPerWatt);
}

/// Adds `term` `copies` times, modulo 2^64: a collapsing iteration may overflow before its voltages
/// give it away. That must neither be undefined behaviour nor depend on how the copies are listed.
inline void add_to_grid(std::int64_t& sum, std::int64_t term, std::int64_t copies) {
  sum = static_cast<std::int64_t>(static_cast<std::uint64_t>(sum) +
                                  static_cast<std::uint64_t>(term) *
                                      static_cast<std::uint64_t>(copies));
}

}  // namespace ridethrough::network
