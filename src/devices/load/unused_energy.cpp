#include "devices/load/unused_energy.hpp"

namespace ridethrough::devices {

void UnusedEnergy::expect(core::Tick now, double mean_w) {
  before_j_ = joules(now);
  since_ = now;
  mean_w_ = mean_w;
}

void UnusedEnergy::follow(core::Tick now, bool is_interrupted, const JobDemand& live,
                          const GpuLevel& level) {
  const bool is_same =
      is_interrupted == is_interrupted_ && (!is_interrupted || (live == live_ && level == level_));
  if (is_same) return;
  before_j_ = joules(now);
  since_ = now;
  is_interrupted_ = is_interrupted;
  live_ = live;
  level_ = level;
}

double UnusedEnergy::joules(core::Tick now) const {
  if (!is_interrupted_) return before_j_;
  const double span_s = core::seconds(now - since_);
  const double middle = level_.at(since_) + 0.5 * level_.slope_per_s * span_s;
  return before_j_ + (mean_w_ - live_.at(middle)) * span_s;
}

}  // namespace ridethrough::devices
