#pragma once

#include <vector>

#include "devices/load/supply_loss.hpp"
#include "ridethrough/core/ledger.hpp"
#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices {

/// What becomes of the demand of a rack, counted at its AC input: fed or not, lost in the supplies,
/// burnt by GPUs that smooth their power.
class RackMeters {
 public:
  /// `rating_w`: of the supplies behind one cord.
  RackMeters(const Parameters& supplies, double rating_w) : loss_(supplies, rating_w) {}

  /// From `now` on `through` passes through the supplies of each cord, and `burnt` of it is for
  /// nothing.
  void feed(core::Tick now, const std::vector<core::Line>& through, const core::Line& burnt);
  /// From `now` on `demand` is wanted in vain.
  void miss(core::Tick now, const core::Line& demand);

  double efficiency() const { return loss_.nominal_efficiency(); }
  /// Behind the supplies.
  double given_w(core::Tick now) const { return loss_.given_w(now); }
  double burnt_at_input_j(core::Tick now) const { return burnt_.total(now).joules(); }
  double unserved_j(core::Tick now) const { return unserved_.total(now).joules(); }
  /// Used by the servers, lost and unserved; what comes and is stored is the caller's.
  core::Books books(core::Tick now) const;

 private:
  SupplyLoss loss_;
  core::Meter unserved_;
  core::Meter burnt_;
};

}  // namespace ridethrough::devices
