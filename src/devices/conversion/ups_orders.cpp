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
      repair(ports, command);
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
  is_locked_off_ = !has_inverter();
  const bool is_on_maintenance = state() == kMaintenance;
  if (state() != kBypass && !is_on_maintenance) return open_latch(ports, "order");
  if (!has_inverter()) return refuse(ports, "failed");
  if (!is_input_full()) return refuse(ports, "input_unavailable");
  if (!is_link_full()) return refuse(ports, "dc_link");
  if (is_on_maintenance && !is_in_phase(ports)) return refuse(ports, "out_of_synchronism");
  open_latch(ports, "order");
  start_inverter(ports, kOnline, "order");
}

void UpsDevice::break_down(Ports& ports, const Command& command) {
  failures_.begin(command);
  const std::string& mode = get(command.arguments, "as").word();
  if (mode == "breakdown") {
    is_broken_ = true;
    if (state() != kFailed && state() != kMaintenance) stop_inverter(ports, kFailed, mode);
  } else if (mode == "parallel_bus_lost") {
    has_bus_fault_ = true;
    is_locked_off_ = true;
    if (is_inverter_on_) give_up(ports, mode);
  } else {
    lose_modules(ports, mode);
  }
}

/// Modules that are in order.
int UpsDevice::modules_due() const {
  std::int64_t lost = 0;
  for (const char* mode : {"module_isolated", "module_lost", "module_output_short"}) {
    lost += failures_.number_of(mode);
  }
  return static_cast<int>(std::max<std::int64_t>(0, settings_.modules - lost));
}

void UpsDevice::lose_modules(Ports& ports, std::string_view mode) {
  const int due = modules_due();
  const bool is_joined = is_inverter_on_ || state() == kMains;
  if (due == 0) {
    lose_last_module(ports, mode);
  } else if (due < modules_) {
    set_modules(ports, due, mode);
  }
  if (mode == "module_output_short" && is_joined && state() != kFailed) {
    open_gap(ports, settings_.module_isolation, mode);
  }
}

/// Without an inverter there is the bypass, as after a loss of the parallel bus.
void UpsDevice::lose_last_module(Ports& ports, std::string_view mode) {
  if (!has_modules_) return;
  has_modules_ = false;
  ports.log_count(*this, "modules", modules_, 0, mode);
  is_locked_off_ = true;
  next_join_ = core::kNever;
  if (state() == kFailed || state() == kMaintenance || state() == kBypass) return;
  const bool has_load = is_inverter_on_ || state() == kMains;
  if (has_load && bypass_is_good(ports)) {
    go_to_feed(ports, kBypass, mode);
  } else {
    stop_inverter(ports, kFailed, mode);
  }
}

/// One failure is over, or all are. While the inverter is on, modules that are put back join one
/// after the other.
void UpsDevice::repair(Ports& ports, const Command& command) {
  failures_.end(command);
  is_broken_ = failures_.has("breakdown");
  const bool had_bus_fault = std::exchange(has_bus_fault_, failures_.has("parallel_bus_lost"));
  const int due = modules_due();
  const bool had_modules = std::exchange(has_modules_, due > 0);
  if (!had_modules && has_modules_) {
    ports.log_count(*this, "modules", 0, due, "repaired");
    resize(ports, due);
  }
  if (is_broken_ || !has_modules_) return;
  const bool has_failed = state() == kFailed;
  // Whoever repaired it switches it on again.
  if (had_bus_fault || !had_modules || has_failed) is_locked_off_ = has_bus_fault_;
  if (has_failed) {
    open_latch(ports, "repaired");
    enter(ports, kOff, "repaired");
  } else if (state() == kBypass && !had_modules && settings_.bypass.returns_by_itself) {
    return_try_at_ = core::later(ports.now(), settings_.bypass.return_after);
  }
  const bool joins_at_once = !is_inverter_on_ || settings_.stagger == 0;
  join_modules(ports, joins_at_once ? due : std::min(modules_ + 1, due));
}

bool UpsDevice::join_module(Ports& ports) {
  if (next_join_ > ports.now()) return false;
  join_modules(ports, std::min(modules_ + 1, modules_due()));
  return true;
}

/// Up to `modules` of them now, the next one `stagger` later.
void UpsDevice::join_modules(Ports& ports, int modules) {
  next_join_ = core::kNever;
  if (modules > modules_) set_modules(ports, modules, "repaired");
  if (modules_ < modules_due()) next_join_ = core::later(ports.now(), settings_.stagger);
}

void UpsDevice::set_modules(Ports& ports, int modules, std::string_view reason) {
  ports.log_count(*this, "modules", modules_, modules, reason);
  resize(ports, modules);
}

/// A module leaves with its part of the dc link and comes back with it charged.
void UpsDevice::resize(const Ports& ports, int modules) {
  if (modules == modules_) return;
  const core::Tick now = ports.now();
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
