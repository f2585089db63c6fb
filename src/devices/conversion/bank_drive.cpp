#include "devices/conversion/bank_drive.hpp"

#include <algorithm>

#include "devices/growing_search.hpp"

namespace ridethrough::devices::conversion {
namespace {

/// Index of a state; of none where the battery has no such state.
int state_named(const Device& battery, std::string_view name) {
  const auto& states = battery.schema().states;
  const auto found = std::find_if(states.begin(), states.end(),
                                  [name](const WordSpec& state) { return state.name == name; });
  return static_cast<int>(found - states.begin());
}

}  // namespace

void BankDrive::attach(const Wiring& wiring) {
  for (Device* hanger : wiring.hangers) {
    if (hanger->storage() == nullptr) continue;
    device_ = hanger;
    bank_ = hanger->storage();
    failed_state_ = state_named(*hanger, "failed");
    growing_state_ = state_named(*hanger, "growing");
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
  const core::Tick first = power_.w < 0.0 ? kFirstSearchOfCharge : kFirstSearchOfDischarge;
  const core::Tick horizon = std::min(plan, search_end(anchor_, now, first));
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
  const bool is_off = device_->state() == failed_state_ || device_->state() == growing_state_;
  const bool repaired = was_off_ && !is_off;
  was_off_ = is_off;
  return repaired;
}

}  // namespace ridethrough::devices::conversion
