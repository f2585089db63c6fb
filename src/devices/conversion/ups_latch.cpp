#include "devices/conversion/ups_device.hpp"

// Dips that are counted, the latch that they close, and the transfer switch that is called from
// the battery. Source: NERC, incident of 10 July 2024 (power.md I1).
namespace ridethrough::devices::conversion {

/// A dip counts at the instant of its detection, whatever the UPS is doing then.
void UpsDevice::count_dip(Ports& ports) {
  if (settings_.dip_counter.dips == 0 || is_dip_seen_) return;
  if (!is_due(outside_since_, settings_.detect, ports.now())) return;
  is_dip_seen_ = true;
  if (!settings_.dip_counter.counts_transfers) note_dip(ports, "dip");
}

void UpsDevice::note_dip(Ports& ports, std::string_view reason) {
  ports.log_count(*this, "dips", dips_counted_, dips_counted_ + 1, reason);
  ++dips_counted_;
  const bool has_inverter = is_inverter_on_ || state() == kMains;
  if (dips_.note(ports.now()) && has_inverter && state() != kLatched) {
    latch_reason_ = "dip_counter";
  }
}

bool UpsDevice::latch_or_release(Ports& ports) {
  if (state() == kBattery && !latch_reason_.empty()) {
    enter(ports, kLatched, latch_reason_);
    latch_reason_ = {};
    return true;
  }
  const DipCounterSettings& counter = settings_.dip_counter;
  if (state() != kLatched || !counter.returns_by_itself) return false;
  if (!is_due(good_since_, counter.return_after, ports.now())) return false;
  dips_.clear();
  failed_walk_ins_ = 0;
  enter(ports, kBattery, "latch_released");
  return true;
}

/// Empties the count; what was latched returns once its input has been good for the hold-off again.
void UpsDevice::reset(Ports& ports) {
  dips_.clear();
  overloads_.clear();
  transfers_.clear();
  failed_walk_ins_ = 0;
  latch_reason_ = {};
  is_locked_off_ = has_bus_fault_;
  if (state() != kLatched) return;
  if (good_since_ != core::kNever) good_since_ = ports.now();
  enter(ports, kBattery, "reset");
}

void UpsDevice::call(Ports& ports) {
  const core::Tick now = ports.now();
  if (!is_on_battery()) on_battery_since_ = core::kNever;
  if (is_on_battery() && on_battery_since_ == core::kNever) on_battery_since_ = now;
  if (called_ == nullptr) return;
  Command command;
  command.verb = Verb::transfer;
  command.arguments.emplace("to", Value(std::string("2")));
  // Two that call one switch each hold it for themselves.
  command.arguments.emplace("caller", Value("ups " + std::to_string(process())));
  if (!is_called_ && is_due(on_battery_since_, settings_.on_battery_delay, now)) {
    is_called_ = true;
    ports.log_count(*this, "calls", 0, 1, "on_battery");
  } else if (is_called_ && state() == kOnline) {
    is_called_ = false;
    if (!settings_.releases_by_itself) return;
    command.begins = false;
    ports.log_count(*this, "calls", 1, 0, "online");
  } else {
    return;
  }
  called_->order(command);
  ports.mark(*called_);
}

}  // namespace ridethrough::devices::conversion
