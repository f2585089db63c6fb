#pragma once

#include <vector>

#include "ridethrough/core/time.hpp"

namespace ridethrough::devices {

/// A temperature that takes the course value + rate t + bend t^2 + fading exp(-t / lag) from an
/// anchor on: a lag behind a straight heat, above a coolant on a parabola. Its second derivative
/// has one root at most, so every crossing is found by bisection between the roots of the
/// derivatives: none is missed.
class WarmingBody {
 public:
  struct Course {
    double value_k = 0.0;
    double rate_k_per_s = 0.0;
    double bend_k_per_s2 = 0.0;
    double fading_k = 0.0;
    double lag_s = 1.0;
  };
  struct Peak {
    double temperature_k = 0.0;
    core::Tick at = -1;  ///< -1: no time has passed yet
  };

  void take(core::Tick now, const Course& course);
  double at(core::Tick now) const { return value(core::seconds(now - anchor_)); }
  /// The first time from `now` on at which it stands above `level_k`, or no longer does.
  core::Tick crosses(double level_k, bool rising, core::Tick now) const;
  Peak hottest(core::Tick now) const;

 private:
  double value(double t_s) const;
  double slope(double t_s) const;
  std::vector<double> turns(double from_s, double to_s) const;

  Course course_;
  core::Tick anchor_ = 0;
  Peak peak_;
};

}  // namespace ridethrough::devices
