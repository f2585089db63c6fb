#pragma once

#include "devices/conversion/ramp.hpp"

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
  /// First tick after `start` at which the energy has come to `level_j` or passed it; kNever if it
  /// does not. The root is exact, rounded up to the next tick.
  core::Tick reaches(double level_j) const;
};

/// Seconds until `a` and `b` meet, counted only forwards; infinite when they do not.
double meeting_s(const Ramp& a, const Ramp& b);

}  // namespace ridethrough::devices::conversion
