#pragma once

#include "ridethrough/core/ledger.hpp"
#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices {

/// What becomes of the demand of a rack, counted at its AC input: fed or not, lost in the supplies,
/// burnt by GPUs that smooth their power.
class RackMeters {
 public:
  explicit RackMeters(const Parameters& supplies);

  /// From `now` on `fed` passes through the supplies, and `burnt` of it is for nothing.
  void feed(core::Tick now, const core::Line& fed, const core::Line& burnt);
  /// From `now` on `demand` is wanted in vain.
  void miss(core::Tick now, const core::Line& demand);

  /// Behind the supplies.
  double given_w(core::Tick now) const { return efficiency_ * fed_.line().watts(now); }
  double burnt_at_input_j(core::Tick now) const { return burnt_.total(now).joules(); }
  double unserved_j(core::Tick now) const { return unserved_.total(now).joules(); }
  /// Used by the servers, lost and unserved; what comes and is stored is the caller's.
  core::Books books(core::Tick now) const;

 private:
  double efficiency_;
  core::Meter fed_;
  core::Meter unserved_;
  core::Meter burnt_;
};

}  // namespace ridethrough::devices
