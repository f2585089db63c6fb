#pragma once

#include <optional>

#include "devices/conversion/energy_manager.hpp"
#include "devices/conversion/phase_locked_loop.hpp"
#include "devices/conversion/ride_through.hpp"
#include "devices/frequency_limits.hpp"
#include "devices/synchronism.hpp"
#include "ridethrough/devices/forming_group.hpp"
#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices::conversion {

/// What the parameters of a bess say about its control.
struct BessControl {
  FormingLaw law;
  FrequencyLimits frequency;  ///< of a feed that it does not cut its bus from
  SyncLimits sync;
  double slew_hz = 0.1;      ///< how far beside the feed's frequency it waits for the angle
  core::Tick limit_for = 0;  ///< at its current limit, until it stops
  bool black_start = false;
  core::Tick black_start_after = core::kNever;  ///< kNever: by order only
  std::optional<RideThroughSettings> ride_through;
  /// `power_w` is still a part of the rating, and the nominal frequency is that of the bus.
  std::optional<ResponseSettings> response;
  std::optional<SmoothingSettings> smoothing;
  std::optional<PhaseLockedLoop> loop;
  std::optional<double> rest_frac;
  double reserve_frac = 0.0;
  double reserve_w = 0.0;
  double room_frac = 0.0;
  double room_w = 0.0;

  bool is_managed() const { return response || smoothing || rest_frac; }
  ManagerSettings manager(double rating_w, double recharge_frac) const;
  /// @throws std::invalid_argument for what a bus of direct current can not have.
  void check_direct_current() const;
};

/// From what it measures to what it gives: `latency` and `response`, or what `ramp` takes to the
/// rating if that is longer.
core::Tick answer_time(const Parameters& parameters);

/// @throws std::invalid_argument for values that do not fit each other.
BessControl bess_control(const Parameters& parameters);

}  // namespace ridethrough::devices::conversion
