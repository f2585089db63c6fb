#pragma once

#include <vector>

#include "devices/load/supply_curve.hpp"
#include "devices/ramp.hpp"
#include "ridethrough/core/ledger.hpp"
#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices {

/// What the supplies of a rack lose of what passes through them, counted at the AC input.
///
/// With `efficiency` a share of it. With `efficiency_curve` each cord's supplies lose by their own
/// load. A cord that feeds nothing loses nothing.
class SupplyLoss {
 public:
  /// `rating_w`: of the supplies behind one cord. @throws std::invalid_argument as SupplyCurve.
  SupplyLoss(const Parameters& supplies, double rating_w);

  /// From `now` on this passes through the supplies of each cord.
  void carry(core::Tick now, const std::vector<core::Line>& through);
  bool is_idle() const { return through_.line() == core::Line{}; }
  /// Behind the supplies.
  double given_w(core::Tick now) const;
  double given_j(core::Tick now) const;
  double lost_j(core::Tick now) const;
  /// DC over AC power, with a curve that at half load.
  double nominal_efficiency() const { return efficiency_; }

 private:
  double lost_w(core::Tick now) const;
  double piece_j(core::Tick now) const;

  double rating_w_;
  double efficiency_;
  SupplyCurve curve_;
  core::Meter through_;      ///< of all cords
  std::vector<Ramp> loads_;  ///< with a curve: of each cord that feeds something, of the rating
  core::Tick since_ = 0;
  double before_j_ = 0.0;
};

}  // namespace ridethrough::devices
