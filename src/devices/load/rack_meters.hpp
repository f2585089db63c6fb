#pragma once

#include <vector>

#include "devices/load/rack_demand.hpp"
#include "devices/load/supply_loss.hpp"
#include "ridethrough/core/ledger.hpp"
#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices {

/// What becomes of the demand of a rack, counted at its AC input: fed or not, lost in the supplies,
/// burnt by GPUs that smooth their power, given by their storage.
class RackMeters {
 public:
  /// `rating_w`: of the supplies behind one cord.
  RackMeters(const Parameters& supplies, double rating_w) : loss_(supplies, rating_w) {}

  /// From `now` on `through` passes through the supplies of each cord, and GPUs shape
  /// their power by `flows`.
  void feed(core::Tick now, const std::vector<core::Line>& through, const GpuFlows& flows);
  /// From `now` on `demand` is wanted in vain.
  void miss(core::Tick now, const core::Line& demand);

  double efficiency() const { return loss_.nominal_efficiency(); }
  /// Behind the supplies.
  double given_w(core::Tick now) const {
    return loss_.given_w(now) + efficiency() * given_.line().watts(now);
  }
  double burnt_at_input_j(core::Tick now) const { return burnt_.total(now).joules(); }
  /// Lost by the storage of the GPUs while it takes.
  double storage_loss_j(core::Tick now) const { return storage_loss_.total(now).joules(); }
  double unserved_j(core::Tick now) const { return unserved_.total(now).joules(); }
  /// Used by the servers, lost and unserved; what comes, and the hold-up, are the caller's.
  core::Books books(core::Tick now) const;

 private:
  void shape(core::Tick now, const GpuFlows& flows);

  SupplyLoss loss_;
  core::Meter unserved_;
  core::Meter burnt_;
  core::Meter given_;  ///< by the storage of the GPUs
  core::Meter storage_loss_;
};

}  // namespace ridethrough::devices
