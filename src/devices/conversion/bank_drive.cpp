#include "devices/conversion/bank_drive.hpp"

#include <algorithm>

namespace ridethrough::devices::conversion {
namespace {

/// First stretch searched for a stop when nothing else is planned.
constexpr core::Tick kFirstSearch = 60 * core::kTicksPerSecond;

bool device_is_off(const Device& battery) {
  const auto& states = battery.schema().states;
  const std::string_view state = states[static_cast<std::size_t>(battery.state())].name;
  return state == "failed" || state == "growing";
}

}  // namespace

void BankDrive::attach(const Wiring& wiring) {
  for (Device* hanger : wiring.hangers) {
    if (hanger->storage() == nullptr) continue;
    device_ = hanger;
    bank_ = hanger->storage();
    return;
  }
}

double BankDrive::charge_limit_w(core::Tick now) const {
  return is_present() ? bank_->charge_limit_w(now) : 0.0;
}

double BankDrive::delivered_j(core::Tick now) const {
  return is_present() ? bank_->energy_delivered_j(now) : 0.0;
}

double BankDrive::power_w(core::Tick now) const {
  return is_driving() ? power_.at(core::seconds(now - anchor_)) : 0.0;
}

void BankDrive::drive(Ports& ports, const Ramp& power) {
  if (!is_present()) return;
  if (power == power_ && power.w_per_s == 0.0 && !has_stopped_) return;
  has_stopped_ = false;
  power_ = power;
  anchor_ = ports.now();
  bank_->set_power(anchor_, power.w, power.w_per_s);
  ports.mark(*device_);
}

core::Tick BankDrive::next_wake(core::Tick now, core::Tick plan) {
  if (!is_driving()) return plan;
  core::Tick searched = kFirstSearch;
  while (core::later(anchor_, searched) <= now) searched *= 2;
  const core::Tick horizon = std::min(plan, core::later(anchor_, searched));
  const core::Tick stop = bank_->next_stop(horizon);
  return std::max(now, std::min(stop, horizon));
}

StorageStop BankDrive::stop_by(core::Tick now) {
  if (!is_driving() || bank_->next_stop(now) > now) return StorageStop::none;
  has_stopped_ = true;
  return bank_->stop_reason();
}

void BankDrive::pass(Ports& ports, const Command& command) {
  if (device_ == nullptr) return;
  device_->order(command);
  ports.mark(*device_);
}

bool BankDrive::was_repaired() {
  if (device_ == nullptr) return false;
  const bool has_failed = device_is_off(*device_);
  const bool repaired = was_failed_ && !has_failed;
  was_failed_ = has_failed;
  return repaired;
}

}  // namespace ridethrough::devices::conversion
