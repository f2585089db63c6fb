#pragma once

#include "devices/trip_clock.hpp"
#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices {

/// A conductor that keeps all heat of a short circuit: the integral of I^2 must stay below k^2 S^2
/// (IEC 60364-4-43). What flows for more than five seconds is no short circuit but a load, so it
/// counts from that current on which would take five seconds.
class ShortCircuitHeat {
 public:
  ShortCircuitHeat(const Parameters& withstand, bool is_copper);

  void wire(network::Network& network, network::LinkId link, core::ProcessId owner);
  /// True once, when k^2 S^2 is passed.
  bool follow(const network::Network& network, core::Tick now);
  core::Tick next() const { return is_over_ ? core::kNever : clock_.expires(); }
  /// Of k^2 S^2, in the worst short circuit so far.
  double worst_frac(core::Tick now) const;

 private:
  TripClock clock_;
  LinkCurrent current_;
  bool is_over_ = false;
  double worst_frac_ = 0.0;
};

}  // namespace ridethrough::devices
