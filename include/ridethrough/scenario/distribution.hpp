#pragma once

#include <string>

namespace ridethrough::scenario {

/// How a value of an axis, a duration or the like is drawn.
struct Distribution {
  enum class Shape { uniform, normal, lognormal, weibull };

  Shape shape = Shape::uniform;
  double first = 0.0;     ///< SI: lower end, mean, median, scale
  double second = 0.0;    ///< upper end (SI), sigma (SI), sigma of the logarithm, shape
  std::string unit = {};  ///< as written, of printing

  /// The value, in SI, below which `share` of (0, 1) lies.
  double quantile(double share) const;
  /// The share below `value`, of a lognormal.
  double share_below(double value) const;
};

/// The value of a standard normal below which `share` of (0, 1) lies: algorithm AS 241 of Wichura,
/// Applied Statistics 37 (1988) 477, PPND16, exact to 1e-16.
double normal_quantile(double share);

}  // namespace ridethrough::scenario
