#include "devices/load/power_spread.hpp"

#include <algorithm>
#include <cmath>

namespace ridethrough::devices {

std::size_t PowerSpread::step_of(double watts) const {
  if (!(highest_w_ > 0.0)) return 0;
  const double steps = std::ceil(watts / highest_w_ * static_cast<double>(kSteps));
  return static_cast<std::size_t>(std::clamp(steps, 0.0, static_cast<double>(kSteps)));
}

void PowerSpread::carry(core::Tick now, bool counts, double watts) {
  if (counts == counts_ && (!counts || watts == watts_)) return;
  if (counts_) {
    total_ += now - since_;
    joules_ += watts_ * core::seconds(now - since_);
    spent_[step_of(watts_)] += now - since_;
  }
  counts_ = counts;
  watts_ = watts;
  since_ = now;
}

double PowerSpread::mean_w(core::Tick now) const {
  PowerSpread closed = *this;
  closed.carry(now, false, 0.0);
  return closed.total_ > 0 ? closed.joules_ / core::seconds(closed.total_) : 0.0;
}

double PowerSpread::quantile_w(core::Tick now, double share) const {
  PowerSpread closed = *this;
  closed.carry(now, false, 0.0);
  core::Tick below = 0;
  for (std::size_t step = 0; step <= kSteps; ++step) {
    below += closed.spent_[step];
    if (static_cast<double>(below) >= share * static_cast<double>(closed.total_)) {
      return closed.highest_w_ * static_cast<double>(step) / static_cast<double>(kSteps);
    }
  }
  return closed.highest_w_;
}

}  // namespace ridethrough::devices
