#include "devices/switchgear/relay_stage.hpp"

#include <algorithm>
#include <cmath>

namespace ridethrough::devices {

RelayStage::RelayStage(const Settings& settings) : settings_(settings) {
  constexpr double kTickS = 1e-9;  // what lasts for no time is nothing
  settings_.delay_s = std::max(settings_.delay_s, kTickS);
}

void RelayStage::carry(core::Tick now, double value) {
  if (!is_beyond(value)) {
    if (runs_) {
      left_s_ = left_s(now);
      good_at_ = anchor_ = now;
    }
    is_armed_ = true;
    value_ = value;
    return pause();
  }
  if (!is_armed_) return;
  const bool goes_on = runs_ && (settings_.curve == Curve::definite || value == value_);
  if (goes_on) {
    value_ = value;
    return;
  }
  // What only a round inside an instant shows has lasted for no time.
  left_s_ = runs_ || good_at_ == now ? left_s(now) : settings_.delay_s;
  anchor_ = now;
  runs_ = true;
  value_ = value;
  due_ = core::later(now, std::max<core::Tick>(core::ticks_up(left_s_ / pace()), 1));
}

void RelayStage::note(double value) {
  if (runs_ && settings_.curve == Curve::definite && is_beyond(value)) value_ = value;
}

void RelayStage::pause() {
  runs_ = false;
  due_ = core::kNever;
}

void RelayStage::clear() {
  pause();
  is_armed_ = false;
  good_at_ = -1;
}

/// Of the delay that goes by in a second.
double RelayStage::pace() const {
  return settings_.curve == Curve::definite ? 1.0 : std::abs(1.0 - multiple());
}

double RelayStage::left_s(core::Tick now) const {
  return runs_ ? std::max(0.0, left_s_ - core::seconds(now - anchor_) * pace()) : left_s_;
}

double RelayStage::used_frac(core::Tick now) const {
  return runs_ ? 1.0 - left_s(now) / settings_.delay_s : 0.0;
}

}  // namespace ridethrough::devices
