#pragma once

#include <algorithm>

#include "ridethrough/core/time.hpp"

namespace ridethrough::devices {

/// Levels nearer than this are one, 1 uW of a GPU of 1 kW: a meeting is known to a nanosecond only.
inline constexpr double kSameLevel = 1e-9;

/// When a gap that closes at this speed is closed.
inline core::Tick closed_at(core::Tick now, double gap, double per_s) {
  if (per_s <= 0.0 || gap < 0.0) return core::kNever;
  return core::later(now, std::max<core::Tick>(core::ticks_up(gap / per_s), 1));
}

/// Power of a GPU as a share of its TDP: straight from `from` on.
struct GpuLevel {
  core::Tick from = 0;
  double value = 0.0;
  double slope_per_s = 0.0;

  double at(core::Tick time) const { return value + slope_per_s * core::seconds(time - from); }
  bool operator==(const GpuLevel&) const = default;
};

}  // namespace ridethrough::devices
