#pragma once

#include "ridethrough/core/time.hpp"

namespace ridethrough::devices {

/// Power of a GPU as a share of its TDP: straight from `from` on.
struct GpuLevel {
  core::Tick from = 0;
  double value = 0.0;
  double slope_per_s = 0.0;

  double at(core::Tick time) const { return value + slope_per_s * core::seconds(time - from); }
  bool operator==(const GpuLevel&) const = default;
};

}  // namespace ridethrough::devices
