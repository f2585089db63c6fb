#include "devices/conversion/ride_through.hpp"

#include <algorithm>
#include <cmath>

namespace ridethrough::devices::conversion {
namespace {

// Both assumed.
/// A voltage that moved less is the same: what the converter gives lifts it, and that is not news.
constexpr double kSamePu = 0.01;
/// After so many answers to one dip it stays with what it gives: in a weak feed its own support
/// moves the voltage as much as the dip does.
constexpr int kCorrectionsMost = 8;

}  // namespace

RideThrough::Currents RideThrough::currents(double voltage_pu, double active_frac) const {
  if (voltage_pu < settings_.cease_below_pu || voltage_pu <= 0.0) return {};
  const double limit = settings_.current_limit_frac;
  const double wanted_reactive = settings_.support * std::max(0.0, 1.0 - voltage_pu);
  const double wanted_active = active_frac / voltage_pu;
  const auto left = [limit](double used) {
    return std::sqrt(std::max(0.0, limit * limit - used * used));
  };
  Currents given;
  if (settings_.priority == CurrentPriority::reactive) {
    given.reactive = std::min(wanted_reactive, limit);
    given.active = std::clamp(wanted_active, -left(given.reactive), left(given.reactive));
  } else {
    given.active = std::clamp(wanted_active, -limit, limit);
    given.reactive = std::min(wanted_reactive, left(given.active));
  }
  return given;
}

bool RideThrough::follow(core::Tick now, double voltage_pu, bool is_energised) {
  const double seen_pu = is_energised ? voltage_pu : 0.0;
  const bool is_news = is_low(seen_pu) != is_low(seen_pu_) ||
                       (is_low(seen_pu) && std::abs(seen_pu - seen_pu_) > kSamePu);
  if (is_news) {
    if (is_low(seen_pu) && !is_low(seen_pu_)) corrections_ = 0;
    seen_pu_ = seen_pu;
    const bool waits = acts_at_ != core::kNever;
    if (!waits && corrections_ < kCorrectionsMost) acts_at_ = core::later(now, settings_.delay);
    if (!is_low(seen_pu)) acts_at_ = core::later(now, settings_.delay);
  }
  if (acts_at_ > now) return false;
  acts_at_ = core::kNever;
  ++corrections_;
  voltage_pu_ = seen_pu_;
  is_acting_ = is_low(seen_pu_);
  return true;
}

network::Band RideThrough::band() const {
  if (!is_low(seen_pu_)) return {.low_pu = settings_.low_pu};
  return {std::max(0.0, seen_pu_ - kSamePu), std::min(settings_.low_pu, seen_pu_ + kSamePu)};
}

void RideThrough::rest() {
  is_acting_ = false;
  voltage_pu_ = seen_pu_ = 1.0;
  acts_at_ = core::kNever;
  corrections_ = 0;
}

}  // namespace ridethrough::devices::conversion
