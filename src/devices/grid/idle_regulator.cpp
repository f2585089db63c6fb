#include "devices/grid/idle_regulator.hpp"

#include <algorithm>
#include <cmath>

namespace ridethrough::devices {
namespace {

/// As near to nominal as this is near enough: well above the accuracy of a solved voltage.
constexpr double kNearPu = 2e-3;
/// Of the stiff answer, for the first step: right for a feed as weak as the choke.
constexpr double kFirstStep = 0.5;
/// Of the stiff answer, for the others: a feed nine times as weak as the choke, and a stiff one.
constexpr double kLeastStep = 0.1;
constexpr double kMostStep = 1.2;
constexpr int kMostSteps = 8;

}  // namespace

void IdleRegulator::follow(core::Tick now, double voltage_pu) {
  const double off_pu = 1.0 - voltage_pu;
  const bool waits = voltage_pu == seen_pu_;  // what it did is not yet seen
  if (std::abs(off_pu) <= kNearPu || waits) return;
  if (acted_at_ != now) steps_ = 0;
  acted_at_ = now;
  if (++steps_ > kMostSteps) return;
  double gain = kFirstStep * per_pu_w_;
  if (steps_ > 1) {
    gain = std::clamp((reactive_w_ - before_w_) / (voltage_pu - seen_pu_), kLeastStep * per_pu_w_,
                      kMostStep * per_pu_w_);
  }
  before_w_ = reactive_w_;
  seen_pu_ = voltage_pu;
  reactive_w_ = std::clamp(reactive_w_ + gain * off_pu, -most_w_, most_w_);
}

}  // namespace ridethrough::devices
