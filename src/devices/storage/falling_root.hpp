#pragma once

#include <algorithm>
#include <cmath>

namespace ridethrough::devices::storage {

/// Value and slope of a function at a point.
struct Tangent {
  double value = 0.0;
  double slope = 0.0;
};

/// Root of a falling function between `low` and `high`, where it has either sign; either end may be
/// infinite if the slope never vanishes there. Newton, and halves where that leaves the bracket.
/// `close`: a step this short is the last one.
template <class Function>
double falling_root(double low, double high, double start, double close, const Function& function) {
  constexpr int kSteps = 200;
  double x = start;
  for (int step = 0; step < kSteps; ++step) {
    const Tangent now = function(x);
    if (now.value == 0.0) return x;
    (now.value > 0.0 ? low : high) = x;
    double next = x - now.value / now.slope;
    const double moved = std::abs(next - x);
    if (moved <= close) return next;
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    x = next;
  }
  return x;
}

}  // namespace ridethrough::devices::storage
