#pragma once

#include "devices/trip_clock.hpp"

namespace ridethrough::devices {

/// What flows for more than five seconds is no short circuit but a load (IEC 60364-4-43).
inline constexpr double kLongestShortCircuitS = 5.0;

/// What keeps all heat of a short circuit, a conductor or the contacts of a switch: the integral of
/// I^2 must stay below what it withstands.
class ShortCircuitHeat {
 public:
  /// The integral runs while the current is above `from_a`, which takes five seconds at the most.
  ShortCircuitHeat(double square_a2s, double from_a);

  void wire(network::Network& network, network::LinkId link, core::ProcessId owner);
  /// True once, when it is passed.
  bool follow(const network::Network& network, core::Tick now);
  /// It has been replaced by a new one.
  void renew(core::Tick now);
  core::Tick next() const { return is_over_ ? core::kNever : clock_.expires(); }
  /// Of what it withstands, in the worst short circuit so far.
  double worst_frac(core::Tick now) const;

 private:
  TripClock clock_;
  LinkCurrent current_;
  bool is_over_ = false;
  double worst_frac_ = 0.0;
};

}  // namespace ridethrough::devices
