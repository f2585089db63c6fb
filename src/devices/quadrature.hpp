#pragma once

#include <algorithm>
#include <cmath>

namespace ridethrough::devices {

/// Gauss-Legendre with five points.
template <class Function>
double smooth_integral(double from, double to, const Function& value) {
  constexpr double kNear = 0.5384693101056831, kNearWeight = 0.4786286704993665;
  constexpr double kFar = 0.9061798459386640, kFarWeight = 0.2369268850561891;
  constexpr double kMiddleWeight = 0.5688888888888889;
  const double middle = 0.5 * (from + to);
  const double half = 0.5 * (to - from);
  return half * (kMiddleWeight * value(middle) +
                 kNearWeight * (value(middle - half * kNear) + value(middle + half * kNear)) +
                 kFarWeight * (value(middle - half * kFar) + value(middle + half * kFar)));
}

/// Halves a span until both halves together tell what the whole told, to a relative 1e-10 or to
/// `nothing`: a curve through the points of a table has kinks of higher order, and one that is a
/// small difference has noise.
template <class Function>
double integral_over(double from, double to, const Function& value, double nothing = 0.0,
                     int halvings_left = 12) {
  const double middle = 0.5 * (from + to);
  const double whole = smooth_integral(from, to, value);
  const double halves = smooth_integral(from, middle, value) + smooth_integral(middle, to, value);
  constexpr double kTolerance = 1e-10;
  const double same = std::max(nothing, kTolerance * std::abs(halves));
  if (halvings_left == 0 || std::abs(halves - whole) <= same) {
    return halves;
  }
  return integral_over(from, middle, value, nothing, halvings_left - 1) +
         integral_over(middle, to, value, nothing, halvings_left - 1);
}

}  // namespace ridethrough::devices
