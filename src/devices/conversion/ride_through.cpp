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
/// A dip that is back so soon after the support was withdrawn had not gone: the support had lifted
/// the voltage over the edge. The next time it stays so long, and twice as long each time again.
constexpr core::Tick kTooSoon = 100'000'000;
constexpr core::Tick kStaysFirst = 10'000'000;

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
  if (is_news) see(now, seen_pu);
  if (acts_at_ > now) return false;
  acts_at_ = core::kNever;
  ++corrections_;
  voltage_pu_ = seen_pu_;
  is_acting_ = is_low(seen_pu_);
  if (!is_acting_) withdrew_at_ = now;
  return true;
}

void RideThrough::see(core::Tick now, double voltage_pu) {
  const bool was_low = is_low(seen_pu_);
  seen_pu_ = voltage_pu;
  if (!is_low(voltage_pu)) {
    acts_at_ = core::later(now, settings_.delay + stays_);
    return;
  }
  if (!was_low) note_begin(now);
  if (corrections_ < kCorrectionsMost) {
    acts_at_ = std::min(acts_at_, core::later(now, settings_.delay));
  }
}

void RideThrough::note_begin(core::Tick now) {
  corrections_ = 0;
  const bool is_back = withdrew_at_ != core::kNever && now - withdrew_at_ < kTooSoon;
  if (is_back) {
    stays_ = std::max(kStaysFirst, 2 * stays_);
  } else if (!is_acting_) {
    stays_ = 0;
  }
}

network::Band RideThrough::band() const {
  if (!is_low(seen_pu_)) return {.low_pu = settings_.low_pu};
  return {std::max(0.0, seen_pu_ - kSamePu), std::min(settings_.low_pu, seen_pu_ + kSamePu)};
}

void RideThrough::rest() {
  is_acting_ = false;
  voltage_pu_ = seen_pu_ = 1.0;
  acts_at_ = withdrew_at_ = core::kNever;
  corrections_ = 0;
  stays_ = 0;
}

}  // namespace ridethrough::devices::conversion
