#pragma once

#include "devices/ramp.hpp"

namespace ridethrough::devices::conversion {

/// Energy of a dc link while its surplus runs straight: E(t) = E0 + d t + s t^2 / 2.
struct LinkPiece {
  core::Tick start = 0;
  double energy_j = 0.0;
  Ramp surplus;

  double at(core::Tick now) const {
    const double s = core::seconds(now - start);
    return energy_j + s * (surplus.w + 0.5 * surplus.w_per_s * s);
  }
  /// The link from `now` on, without surplus. So near to `full_j` that rounding may be the rest, it
  /// is full.
  LinkPiece anew(core::Tick now, double full_j) const;
  /// First tick after `start` at which the energy has come to `level_j` or passed it; kNever if it
  /// does not. The root is exact, rounded up to the next tick.
  core::Tick reaches(double level_j) const;
};

/// Seconds until `a` and `b` meet, counted only forwards; infinite when they do not.
double meeting_s(const Ramp& a, const Ramp& b);
/// The tick of it, after `now`, for ramps that run from `now` on; kNever when they do not meet.
core::Tick meeting_at(const Ramp& a, const Ramp& b, core::Tick now);

}  // namespace ridethrough::devices::conversion
