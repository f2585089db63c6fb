#include "devices/load/supply_loss.hpp"

#include <algorithm>
#include <stdexcept>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

namespace {

/// Points of efficiency over the input whose LossCurve is x (1 - efficiency): that asks for loss
/// over output, 1 / e - 1.
std::vector<EfficiencyPoint> points_at_input(const Value& curve) {
  std::vector<EfficiencyPoint> points;
  for (const Value& row : curve.list()) {
    const double load_frac = get(row.map(), "power").number();
    if (!points.empty() && load_frac <= points.back().load_frac) {
      throw std::invalid_argument("'efficiency_curve': each row has a higher 'power'");
    }
    points.push_back({load_frac, 1.0 / (2.0 - get(row.map(), "value").number())});
  }
  return points;
}

}  // namespace

SupplyLoss::SupplyLoss(const Parameters& supplies, double rating_w)
    : rating_w_(rating_w), efficiency_(get(supplies, "efficiency").number()) {
  const Value& curve = get(supplies, "efficiency_curve");
  if (!curve.present()) return;
  has_curve_ = true;
  curve_ = LossCurve(points_at_input(curve));
  efficiency_ = 1.0 - curve_.loss_frac(0.5) / 0.5;
}

void SupplyLoss::carry(core::Tick now, const std::vector<core::Line>& through) {
  core::Line sum;
  for (const core::Line& each : through) sum += each;
  through_.carry(now, sum);
  if (!has_curve_) return;
  before_j_ += piece_j(now);
  since_ = now;
  powers_.clear();
  for (const core::Line& each : through) {
    if (each != core::Line{}) powers_.push_back(ramp_of(each, now));
  }
}

double SupplyLoss::piece_j(core::Tick now) const {
  const double span_s = core::seconds(now - since_);
  double sum_j = 0.0;
  for (const Ramp& power : powers_) sum_j += curve_.loss_j(power, rating_w_, span_s);
  return sum_j;
}

/// A first trickle is less than what a supply without load loses.
double SupplyLoss::lost_w(core::Tick now) const {
  double sum_w = 0.0;
  for (const Ramp& power : powers_) {
    sum_w += rating_w_ * curve_.loss_frac(power.at(core::seconds(now - since_)) / rating_w_);
  }
  return std::min(sum_w, through_.line().watts(now));
}

double SupplyLoss::given_w(core::Tick now) const {
  const double through_w = through_.line().watts(now);
  return has_curve_ ? through_w - lost_w(now) : efficiency_ * through_w;
}

double SupplyLoss::given_j(core::Tick now) const {
  const double through_j = through_.total(now).joules();
  return has_curve_ ? through_j - lost_j(now) : efficiency_ * through_j;
}

double SupplyLoss::lost_j(core::Tick now) const {
  return has_curve_ ? before_j_ + piece_j(now) : (1.0 - efficiency_) * through_.total(now).joules();
}

}  // namespace ridethrough::devices
