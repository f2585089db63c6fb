#pragma once

#include <vector>

#include "ridethrough/core/line.hpp"
#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices {

/// Reactive over active power of a supply, as a function of its load. Between the points of
/// `power_factor_curve` the ratio is straight, beyond them it is that of the nearest.
class PowerFactorCurve {
 public:
  /// Of the rack's `supplies:`. @throws std::invalid_argument for points that do not rise.
  explicit PowerFactorCurve(const Parameters& supplies);

  /// Positive inductive: a lagging current.
  double tan_phi(double load_frac) const;

  struct Step {
    double tan_phi = 0.0;
    core::Tick ends = core::kNever;  ///< when the load has gone on to the next step
  };
  /// Along `load`, of a supply of `rating_w`: a load that rests has its own ratio, one that moves
  /// that of the middle of its twentieth of the rating.
  Step step(const core::Line& load, double rating_w, core::Tick now) const;

 private:
  struct Point {
    double load_frac = 0.0;
    double tan_phi = 0.0;
  };

  std::vector<Point> points_;  ///< at least one
};

}  // namespace ridethrough::devices
