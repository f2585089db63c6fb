#include "devices/load/supply_loss.hpp"

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

SupplyLoss::SupplyLoss(const Parameters& supplies, double rating_w)
    : rating_w_(rating_w), efficiency_(get(supplies, "efficiency").number()), curve_(supplies) {
  if (curve_.exists()) efficiency_ = curve_.given_frac(0.5) / 0.5;
}

void SupplyLoss::carry(core::Tick now, const std::vector<core::Line>& through) {
  core::Line sum;
  for (const core::Line& each : through) sum += each;
  through_.carry(now, sum);
  if (!curve_.exists()) return;
  before_j_ += piece_j(now);
  since_ = now;
  loads_.clear();
  for (const core::Line& each : through) {
    if (each == core::Line{}) continue;
    const Ramp power = ramp_of(each, now);
    loads_.push_back({power.w / rating_w_, power.w_per_s / rating_w_});
  }
}

double SupplyLoss::piece_j(core::Tick now) const {
  const double span_s = core::seconds(now - since_);
  double sum_s = 0.0;
  for (const Ramp& load : loads_) sum_s += curve_.loss_s(load, span_s);
  return rating_w_ * sum_s;
}

double SupplyLoss::lost_w(core::Tick now) const {
  double sum_frac = 0.0;
  for (const Ramp& load : loads_)
    sum_frac += curve_.loss_frac(load.at(core::seconds(now - since_)));
  return rating_w_ * sum_frac;
}

double SupplyLoss::given_w(core::Tick now) const {
  const double through_w = through_.line().watts(now);
  return curve_.exists() ? through_w - lost_w(now) : efficiency_ * through_w;
}

double SupplyLoss::given_j(core::Tick now) const {
  const double through_j = through_.total(now).joules();
  return curve_.exists() ? through_j - lost_j(now) : efficiency_ * through_j;
}

double SupplyLoss::lost_j(core::Tick now) const {
  return curve_.exists() ? before_j_ + piece_j(now)
                         : (1.0 - efficiency_) * through_.total(now).joules();
}

}  // namespace ridethrough::devices
