#pragma once

#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace ridethrough::devices {

/// The positive t at which c + b t + a t^2 = 0, ascending; infinity where there is none. The form
/// of the quadratic formula that never subtracts nearly equal numbers.
inline std::array<double, 2> positive_roots(double c, double b, double a) {
  constexpr double kNone = std::numeric_limits<double>::infinity();
  std::array<double, 2> roots{kNone, kNone};
  if (a == 0.0) {
    if (b != 0.0) roots[0] = -c / b;
  } else {
    const double inner = b * b - 4.0 * a * c;
    if (inner < 0.0) return roots;
    const double sum = -0.5 * (b + std::copysign(std::sqrt(inner), b));
    roots = {sum / a, sum != 0.0 ? c / sum : kNone};
  }
  for (double& root : roots) {
    if (!(root > 0.0)) root = kNone;
  }
  if (roots[1] < roots[0]) std::swap(roots[0], roots[1]);
  return roots;
}

}  // namespace ridethrough::devices
