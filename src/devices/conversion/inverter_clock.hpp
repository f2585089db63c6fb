#pragma once

#include <array>
#include <cstddef>

#include "devices/frequency_limits.hpp"
#include "ridethrough/core/time.hpp"
#include "ridethrough/network/network.hpp"

namespace ridethrough::devices::conversion {

/// How an inverter follows its bypass.
struct SynchronismLimits {
  double window_hz = 2.0;       ///< it follows this far from nominal, else it runs at nominal
  double slew_hz_per_s = 1.0;   ///< of its own frequency
  core::Tick within = 500'000;  ///< phase difference, as time, at which a transfer has no gap
  core::Tick gap = 10'000'000;  ///< of a transfer out of phase
};

/// Frequency and angle of an inverter: on the line of its bypass while that may be followed, else
/// on nominal frequency. It comes to a new line as fast as its slope allows: one ramp away, one
/// ramp back (the time-optimal control of a double integrator), so that frequency and phase are
/// both met. All of it is lines with exact corners.
class InverterClock {
 public:
  explicit InverterClock(const SynchronismLimits& limits) : limits_(limits) {}

  /// Runs at the nominal frequency of the plant from the start.
  void start(double nominal_hz);
  /// The bypass has this line from `now` on (0 Hz: none that can be followed); `angle_rad` of its
  /// voltage. In phase at once when `is_first`.
  void follow(core::Tick now, const network::Frequency& bypass, double angle_rad, bool is_first);
  /// Takes the corners that are due; true if there was one.
  bool advance(core::Tick now);
  /// When it has a corner, or must judge its bypass anew; kNever: never.
  core::Tick next(core::Tick now) const;

  const network::Emf& emf() const { return emf_; }
  /// Against a bypass of this line and angle: near enough for a transfer without gap.
  bool is_in_phase(core::Tick now, const network::Frequency& bypass, double angle_rad) const;
  bool follows() const { return follows_; }

 private:
  struct Corner {
    core::Tick at;
    network::Frequency line;
  };
  FrequencyLimits window() const;
  void turn_to(core::Tick now, const network::Frequency& line);
  void plan(core::Tick now, double ahead_cycles);
  core::Tick ramp(core::Tick now, double hz_per_s, double by_hz);
  void catch_up(core::Tick now, double ahead_cycles, double fast_hz);
  void judge(core::Tick now);
  network::Frequency target(core::Tick now) const;

  SynchronismLimits limits_;
  network::Emf emf_;
  network::Frequency bypass_;
  double bypass_angle_rad_ = 0.0;  ///< at bypass_since_
  core::Tick bypass_since_ = 0;
  bool follows_ = false;
  std::array<Corner, 2> corners_ = {};
  std::size_t next_corner_ = 2;
};

}  // namespace ridethrough::devices::conversion
