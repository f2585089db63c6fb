#pragma once

#include "devices/frequency_limits.hpp"
#include "devices/grid/genset_start.hpp"
#include "devices/synchronism.hpp"
#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices {

/// What the parameters of a rotary_ups say, in SI and ticks.
struct RotarySettings {
  /// @throws std::invalid_argument for values that do not fit each other.
  explicit RotarySettings(const Parameters& parameters);

  double rating_w;
  double base_va;
  double choke_pu;
  double full_j;
  double lowest_j;
  double drag_w;  ///< at full speed
  double standing_w;
  double recharge_w;
  double engine_w;
  double short_circuit_va;
  double low_pu = 0.0, high_pu = 0.0;
  FrequencyLimits frequency;
  core::Tick detect, opens_in, return_after;
  StartSequence start;
  SyncLimits sync;
  double slip_hz;  ///< beside the feed, on the way into step

  double most_reactive_w() const;
};

}  // namespace ridethrough::devices
