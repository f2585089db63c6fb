#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include "devices/conversion/ups_device.hpp"
#include "devices/incidents.hpp"
#include "devices/parameter_access.hpp"

// What events order, and what breaks.
namespace ridethrough::devices::conversion {

bool UpsDevice::obey(Ports& ports) {
  if (commands_.empty()) return false;
  for (const Command& command : std::exchange(commands_, {})) {
    if (command.verb == Verb::transfer && command.begins) {
      const Value& to = get(command.arguments, "to");
      if (std::holds_alternative<std::string>(to.data())) transfer(ports, to.word());
    } else if (command.verb == Verb::fail && command.begins) {
      break_down(ports, command);
    } else if (command.verb == Verb::repair || command.verb == Verb::fail) {
      repair(ports);
    } else if (command.verb == Verb::reset) {
      reset(ports);
    }
  }
  return true;
}

void UpsDevice::transfer(Ports& ports, std::string_view to) {
  if (to == "bypass") transfer_to_bypass(ports);
  if (to == "maintenance") transfer_to_maintenance(ports);
  if (to == "online") transfer_online(ports);
}

void UpsDevice::refuse(Ports& ports, std::string_view reason) {
  ports.log_count(*this, "refused", refused_, refused_ + 1, reason);
  ++refused_;
}

void UpsDevice::transfer_to_bypass(Ports& ports) {
  if (state() == kBypass) return;
  if (!bypass_is_good(ports) || is_broken_) return refuse(ports, "bypass_unavailable");
  if (state() == kMaintenance) return enter(ports, kBypass, "order");
  // From off the bypass alone carries: it needs nothing of the inverter.
  end_incident(incidents_, ports.now());
  go_to_feed(ports, kBypass, "order");
}

/// Make before break: two paths are closed for a moment, so the inverter must be in phase.
void UpsDevice::transfer_to_maintenance(Ports& ports) {
  if (state() == kMaintenance) return;
  if (!feed_is_good(ports)) return refuse(ports, "bypass_unavailable");
  if (is_inverter_on_ && !is_in_phase(ports)) return refuse(ports, "out_of_synchronism");
  end_incident(incidents_, ports.now());
  go_to_feed(ports, kMaintenance, "order");
}

/// Somebody stands there: that releases the latch too, but not from the battery.
void UpsDevice::transfer_online(Ports& ports) {
  if (state() == kLatched) return refuse(ports, "latched");
  is_locked_off_ = has_bus_fault_;
  const bool is_on_maintenance = state() == kMaintenance;
  if (state() != kBypass && !is_on_maintenance) return open_latch(ports, "order");
  if (is_broken_ || has_bus_fault_) return refuse(ports, "failed");
  if (!is_input_full()) return refuse(ports, "input_unavailable");
  if (!is_link_full()) return refuse(ports, "dc_link");
  if (is_on_maintenance && !is_in_phase(ports)) return refuse(ports, "out_of_synchronism");
  open_latch(ports, "order");
  start_inverter(ports, kOnline, "order");
}

void UpsDevice::break_down(Ports& ports, const Command& command) {
  const std::string& mode = get(command.arguments, "as").word();
  if (mode == "parallel_bus_lost") {
    has_bus_fault_ = true;
    is_locked_off_ = true;
    if (is_inverter_on_) give_up(ports, mode);
    return;
  }
  const bool is_whole = mode == "breakdown";
  const int lost = is_whole ? modules_ : static_cast<int>(count_or(command.arguments, "number", 1));
  if (lost < modules_) {
    set_modules(ports, modules_ - lost, mode);
    const bool is_joined = is_inverter_on_ || state() == kMains;
    if (mode == "module_output_short" && is_joined) {
      open_gap(ports, settings_.module_isolation, mode);
    }
    return;
  }
  is_broken_ = true;
  if (state() == kFailed || state() == kMaintenance) return;
  stop_inverter(ports, kFailed, mode);
}

/// While the inverter is on, modules that are put back join one after the other.
void UpsDevice::repair(Ports& ports) {
  is_broken_ = false;
  // Whoever repaired it switches it on again.
  if (has_bus_fault_ || state() == kFailed) is_locked_off_ = false;
  if (state() == kFailed) open_latch(ports, "repaired");
  has_bus_fault_ = false;
  if (state() == kFailed) enter(ports, kOff, "repaired");
  if (modules_ == settings_.modules) return;
  const bool joins_at_once = !is_inverter_on_ || settings_.stagger == 0;
  set_modules(ports, joins_at_once ? settings_.modules : modules_ + 1, "repaired");
  if (modules_ < settings_.modules) next_join_ = core::later(ports.now(), settings_.stagger);
}

bool UpsDevice::join_module(Ports& ports) {
  const core::Tick now = ports.now();
  if (next_join_ > now) return false;
  next_join_ = core::kNever;
  set_modules(ports, modules_ + 1, "repaired");
  if (modules_ < settings_.modules) next_join_ = core::later(now, settings_.stagger);
  return true;
}

/// A module leaves with its part of the dc link and comes back with it charged.
void UpsDevice::set_modules(Ports& ports, int modules, std::string_view reason) {
  if (modules == modules_) return;
  const core::Tick now = ports.now();
  ports.log_count(*this, "modules", modules_, modules, reason);
  if (modules < modules_) next_join_ = core::kNever;
  loss_j_ = loss_j(now);
  const double energy_j = piece_.link.at(now);
  const double full_before_j = full_j();
  modules_ = modules;
  walk_.modules = modules;
  const double change_j = (full_before_j - full_j()) * std::min(1.0, energy_j / full_before_j);
  link_change_j_ += change_j;
  piece_.flows.rectifier.w = piece_.flows.rectifier.at(core::seconds(now - piece_.link.start));
  piece_.link = {now, energy_j - change_j, {}};
  piece_.output = ramp_of(output_, now);
  recharge_.ask_again(now);  // the recharge limit is of the rating
  carry_overload(now, piece_.output);
}

}  // namespace ridethrough::devices::conversion
