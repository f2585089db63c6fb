#include "devices/conversion/input_window.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace ridethrough::devices::conversion {
namespace {

// All of them assumed.
/// In the derated zone the capability follows the voltage in steps of this size.
constexpr double kDeratedStepPu = 0.005;
/// After its capability fell, a rectifier believes in a better voltage only this much later, and
/// twice as late whenever such a belief soon proved wrong: it may have pulled the voltage down
/// itself.
constexpr core::Tick kRiseDwell = 1'000'000;
constexpr core::Tick kRiseDwellMax = 10 * core::kTicksPerSecond;
constexpr core::Tick kSoonAfterRise = 100'000'000;
/// Switching upstream may show a dead input inside an instant; so often it may come back at once.
constexpr int kRisesInInstant = 2;

}  // namespace

WindowLimits window_limits(const Parameters& parameters) {
  const Parameters& window = get(parameters, "input_window").map();
  const Value::List& full = get(window, "full_power").list();
  WindowLimits limits;
  limits.full_low_pu = full.at(0).number();
  limits.full_high_pu = full.at(1).number();
  limits.derated_low_pu = get(window, "derated_to").number();
  limits.qualify_pu = get(parameters, "qualify").number();
  if (limits.derated_low_pu > limits.full_low_pu) {
    throw std::invalid_argument("'derated_to' must not lie above 'full_power'");
  }
  if (limits.full_low_pu + limits.qualify_pu >= limits.full_high_pu) {
    throw std::invalid_argument("'qualify' must be smaller than the width of 'full_power'");
  }
  return limits;
}

InputZone InputWindow::zone_of(double voltage_pu, bool is_start) const {
  const double q = is_start ? 0.0 : limits_.qualify_pu;
  const bool was_full = zone_ == InputZone::full;
  const double high = limits_.full_high_pu - (zone_ == InputZone::high ? q : 0.0);
  if (voltage_pu > high) return InputZone::high;
  if (voltage_pu >= limits_.full_low_pu + (was_full ? 0.0 : q)) return InputZone::full;
  const bool was_usable = was_full || zone_ == InputZone::derated;
  if (voltage_pu >= limits_.derated_low_pu + (was_usable ? 0.0 : q)) return InputZone::derated;
  return InputZone::low;
}

network::Band InputWindow::band() const {
  switch (zone_) {
    case InputZone::full:
      return {limits_.full_low_pu, limits_.full_high_pu};
    case InputZone::derated:
      return {std::max(limits_.derated_low_pu, voltage_pu_ - kDeratedStepPu),
              std::min(limits_.full_low_pu + limits_.qualify_pu, voltage_pu_ + kDeratedStepPu)};
    case InputZone::low:
      return {0.0, limits_.derated_low_pu + limits_.qualify_pu};
    case InputZone::high:
      return {limits_.full_high_pu - limits_.qualify_pu, std::numeric_limits<double>::infinity()};
    case InputZone::dead:
      break;
  }
  return {};
}

bool InputWindow::is_inside_band(double voltage_pu) const {
  const network::Band inside = band();
  return voltage_pu >= inside.low_pu && voltage_pu <= inside.high_pu;
}

double InputWindow::capability_frac() const {
  if (zone_ == InputZone::full) return 1.0;
  if (zone_ == InputZone::derated) return std::min(1.0, voltage_pu_ / limits_.full_low_pu);
  return 0.0;
}

bool InputWindow::read(core::Tick now, const network::Supply& supply) {
  retry_at_ = core::kNever;
  if (!supply.is_energised && zone_ == InputZone::dead) return false;
  const double voltage_pu = judged_pu(supply);
  if (supply.is_energised && zone_ != InputZone::dead && is_inside_band(voltage_pu)) {
    return false;
  }
  const InputWindow before = *this;
  zone_ = supply.is_energised ? zone_of(voltage_pu, now == 0) : InputZone::dead;
  voltage_pu_ = voltage_pu;
  if (capability_frac() < before.capability_frac()) {
    note_fall(now);
    return true;
  }
  const bool rises = capability_frac() > before.capability_frac();
  if (!rises || lowered_at_ < 0) return zone_ != before.zone_ || rises;
  const bool is_switching =
      before.zone_ == InputZone::dead && now == lowered_at_ && rises_in_instant_ < kRisesInInstant;
  if (!is_switching && now < lowered_at_ + rise_dwell_) {
    *this = before;
    retry_at_ = lowered_at_ + rise_dwell_;
    return false;
  }
  rises_in_instant_ = now == lowered_at_ ? rises_in_instant_ + 1 : 0;
  risen_at_ = now;
  return true;
}

void InputWindow::note_fall(core::Tick now) {
  if (now != lowered_at_) rises_in_instant_ = 0;
  lowered_at_ = now;
  const bool is_soon =
      risen_at_ >= 0 && now - risen_at_ <= std::max(kSoonAfterRise, 2 * rise_dwell_);
  rise_dwell_ = is_soon ? std::min(2 * rise_dwell_, kRiseDwellMax) : kRiseDwell;
}

}  // namespace ridethrough::devices::conversion
