#pragma once

#include <cstddef>

#include "devices/load/supply_curve.hpp"
#include "ridethrough/core/line.hpp"
#include "ridethrough/core/time.hpp"

namespace ridethrough::devices {

/// What a rack draws while not all of its cords take part.
///
/// Its demand is stated at the AC input with all cords equally loaded. What its servers get of that
/// they get over fewer cords too, at another point of the efficiency curve: the inlets draw more,
/// or less. Without a curve nothing changes.
/// Accuracy  straight between the corners of both curves, each to the next nanosecond
class SupplyDraw {
 public:
  /// `supplies` of a rack; `rating_w`: of those behind one cord.
  SupplyDraw(const Parameters& supplies, double rating_w) : curve_(supplies), rating_w_(rating_w) {}

  /// At the inputs of `parts` of `cords` cords, W.
  double watts(double demand_w, std::size_t parts, std::size_t cords) const;
  /// The same along `demand`, until next().
  core::Line along(const core::Line& demand, std::size_t parts, std::size_t cords, core::Tick now);
  core::Tick next() const { return next_; }

 private:
  SupplyCurve curve_;
  double rating_w_;
  core::Tick next_ = core::kNever;
};

}  // namespace ridethrough::devices
