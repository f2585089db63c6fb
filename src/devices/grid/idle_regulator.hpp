#pragma once

#include "ridethrough/core/time.hpp"

namespace ridethrough::devices {

/// The voltage regulator of a machine that idles: the reactive power with which its bus, behind a
/// choke, is at 1 pu. What lies before the choke it learns from its first step at an instant; the
/// next ones are of the secant method. It acts at once, and leaves alone what is near enough.
class IdleRegulator {
 public:
  /// `per_pu_w`: reactive power over voltage behind a stiff feed, base over reactance of the choke.
  IdleRegulator(double per_pu_w, double most_w) : per_pu_w_(per_pu_w), most_w_(most_w) {}

  /// Reads the voltage of its bus.
  void follow(core::Tick now, double voltage_pu);
  /// That it gives.
  double reactive_w() const { return reactive_w_; }

 private:
  double per_pu_w_;
  double most_w_;
  double reactive_w_ = 0.0;
  double before_w_ = 0.0;  ///< the last step
  double seen_pu_ = 0.0;   ///< the voltage that led to it
  core::Tick acted_at_ = -1;
  int steps_ = 0;  ///< at that instant
};

}  // namespace ridethrough::devices
