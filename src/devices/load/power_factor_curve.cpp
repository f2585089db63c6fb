#include "devices/load/power_factor_curve.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "devices/power_factor.hpp"

namespace ridethrough::devices {

namespace {

constexpr double kStepFrac = 0.05;
/// A load is this near to a step when it is known to a nanosecond and to the grid of powers.
constexpr double kSameStep = 1e-6;

}  // namespace

PowerFactorCurve::PowerFactorCurve(const Parameters& supplies) {
  const Value& curve = get(supplies, "power_factor_curve");
  if (!curve.present()) {
    points_.push_back({0.0, tan_phi_of(supplies)});
    return;
  }
  for (const Value& row : curve.list()) {
    const double load_frac = get(row.map(), "power").number();
    const double size = tan_of_power_factor(get(row.map(), "value").number());
    const Value& leads = get(row.map(), "leading");
    if (!points_.empty() && load_frac <= points_.back().load_frac) {
      throw std::invalid_argument("'power_factor_curve': each row has a higher 'power'");
    }
    points_.push_back({load_frac, leads.present() && leads.flag() ? -size : size});
  }
  if (points_.empty()) throw std::invalid_argument("'power_factor_curve' has no row");
}

double PowerFactorCurve::tan_phi(double load_frac) const {
  const auto above = std::find_if(points_.begin(), points_.end(), [load_frac](const Point& point) {
    return point.load_frac >= load_frac;
  });
  if (above == points_.end()) return points_.back().tan_phi;
  if (above == points_.begin()) return above->tan_phi;
  const Point& below = *(above - 1);
  const double part = (load_frac - below.load_frac) / (above->load_frac - below.load_frac);
  return below.tan_phi + part * (above->tan_phi - below.tan_phi);
}

PowerFactorCurve::Step PowerFactorCurve::step(const core::Line& load, double rating_w,
                                              core::Tick now) const {
  if (points_.size() == 1) return {points_.front().tan_phi, core::kNever};
  const double steps = load.watts(now) / (rating_w * kStepFrac);
  const double steps_per_s = load.watts_per_s() / (rating_w * kStepFrac);
  if (steps_per_s == 0.0) return {tan_phi(steps * kStepFrac), core::kNever};
  const bool rises = steps_per_s > 0.0;
  const double lower = rises ? std::floor(steps + kSameStep) : std::ceil(steps - kSameStep) - 1.0;
  const double left = rises ? lower + 1.0 - steps : lower - steps;
  const core::Tick span = std::max<core::Tick>(core::ticks_up(left / steps_per_s), 1);
  return {tan_phi((lower + 0.5) * kStepFrac), core::later(now, span)};
}

}  // namespace ridethrough::devices
