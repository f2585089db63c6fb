#pragma once

#include "ridethrough/core/line.hpp"
#include "ridethrough/devices/lagging_line.hpp"

namespace ridethrough::devices {

/// Energy of a rotating mass whose drag is a torque in proportion to its speed:
///
///   E = J w^2 / 2,   E' = P - D E / E0
///
/// with P the power at its shaft and D the drag at full speed, E0. For P on a straight line that is
/// a first-order lag of P E0 / D with the time constant E0 / D, in closed form. Energy, not speed,
/// is the state: J is never needed, w / w0 = sqrt(E / E0).
class Flywheel {
 public:
  /// Starts at full speed with as much power as its drag takes.
  Flywheel(double full_j, double drag_w);

  /// From `now` on `power` drives the shaft; negative: it is braked.
  void drive(core::Tick now, const core::Line& power);
  /// From `now` on it is kept at full speed.
  void hold(core::Tick now) { energy_j_.rest(now, full_j_); }

  double full_j() const { return full_j_; }
  double energy_j(core::Tick now) const { return energy_j_.at(now); }
  double drag_w(core::Tick now) const { return energy_j_.at(now) / energy_j_.lag_s(); }
  /// Part of full speed.
  double speed_frac(core::Tick now) const;

  /// First tick from `now` on at which it has no more than `energy_j`; kNever.
  core::Tick falls_to(core::Tick now, double energy_j) const { return reaches(now, energy_j, -1); }
  /// The same for no less.
  core::Tick rises_to(core::Tick now, double energy_j) const { return reaches(now, energy_j, 1); }

 private:
  core::Tick reaches(core::Tick now, double energy_j, int direction) const;

  double full_j_;
  LaggingLine energy_j_;
};

}  // namespace ridethrough::devices
