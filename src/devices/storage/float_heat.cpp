#include "devices/storage/float_heat.hpp"

#include <cmath>

#include "devices/quadrature.hpp"

namespace ridethrough::devices::storage {
namespace {

/// From far below the root the first steps are short; then the digits double.
constexpr int kFloatHeatSteps = 100;
constexpr double kFloatHeatTolerance = 1e-14;

}  // namespace

std::optional<double> FloatHeat::stable_k() const {
  // a e^(b y) = y has a root while a <= 1 / (b e), the lower one at b y <= 1.
  const double per_k = std::log(2.0) / doubling_k;
  if (rise_k * per_k * std::exp(1.0) > 1.0) return std::nullopt;
  // The heat in excess is convex and falls towards the root, so that tangents stay below it.
  double y_k = 0.0;
  for (int step = 0; step < kFloatHeatSteps; ++step) {
    const double heated_k = rise_k * std::exp(per_k * y_k);
    const double fall = 1.0 - per_k * heated_k;
    if (fall <= 0.0) break;
    const double missing_k = (heated_k - y_k) / fall;
    y_k += missing_k;
    if (missing_k <= kFloatHeatTolerance * y_k) break;
  }
  return y_k;
}

std::optional<double> FloatHeat::time_to_s(double limit_k) const {
  if (limit_k <= 0.0) return 0.0;
  const std::optional<double> stable = stable_k();
  if (stable && *stable <= limit_k) return std::nullopt;
  const double per_k = std::log(2.0) / doubling_k;
  return cooling_s * integral_over(0.0, limit_k, [&](double y_k) {
           return 1.0 / (rise_k * std::exp(per_k * y_k) - y_k);
         });
}

}  // namespace ridethrough::devices::storage
