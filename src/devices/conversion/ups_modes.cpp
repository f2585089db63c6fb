#include <algorithm>
#include <utility>
#include <variant>

#include "devices/conversion/ups_device.hpp"

// When a UPS changes its mode. Every transition acts on the piece that runs, and ends it.
namespace ridethrough::devices::conversion {
namespace {

/// Charging with less than this part of the rating is not worth a converter that runs.
constexpr double kLeastUpsChargeFrac = 1e-4;
/// A collapse of what hangs on the outlet is looked for this long after the inverter came on.
constexpr core::Tick kUpsCollapseCheck = 1'000'000;

bool is_due(core::Tick since, core::Tick span, core::Tick now) {
  return since != core::kNever && core::later(since, span) <= now;
}

}  // namespace

bool UpsDevice::obey(Ports& ports) {
  if (commands_.empty()) return false;
  const std::vector<Command> commands = std::move(commands_);
  commands_.clear();
  for (const Command& command : commands) {
    if (command.verb == Verb::transfer && command.begins) {
      transfer(ports, command);
    } else if (command.verb == Verb::fail && command.begins) {
      break_down(ports, command);
    } else if (command.verb == Verb::repair || command.verb == Verb::fail) {
      set_modules(ports.now(), settings_.modules);
      if (state() == kFailed) enter(ports, kOff, "repaired");
    } else if (command.verb == Verb::reset) {
      is_locked_off_ = false;
    }
  }
  return true;
}

bool UpsDevice::bypass_is_good(const Ports& ports) const {
  const network::Supply feed = ports.network().supply(bypass_feed_);
  return feed.is_energised && feed.voltage_pu >= settings_.window.full_low_pu &&
         feed.voltage_pu <= settings_.window.full_high_pu;
}

void UpsDevice::transfer(Ports& ports, const Command& command) {
  const Value& to = get(command.arguments, "to");
  if (!std::holds_alternative<std::string>(to.data())) return;
  if (to.word() == "bypass" && feeds() && bypass_is_good(ports)) {
    stop_inverter(ports, kBypass, "order");
  } else if (to.word() == "online") {
    is_locked_off_ = false;
    if (state() == kBypass && window_.zone() == InputZone::full) {
      start_inverter(ports, kOnline, "order");
    }
  }
}

void UpsDevice::break_down(Ports& ports, const Command& command) {
  const std::string& mode = get(command.arguments, "as").word();
  if (mode == "module_lost") {
    const Value& number = get(command.arguments, "number");
    const auto lost = number.present() ? static_cast<int>(number.count()) : 1;
    if (lost < modules_) {
      set_modules(ports.now(), modules_ - lost);
      return;
    }
  }
  if (state() == kFailed) return;
  stop_inverter(ports, kFailed, mode);
}

/// A module leaves with its part of the dc link and comes back with it charged.
void UpsDevice::set_modules(core::Tick now, int modules) {
  if (modules == modules_) return;
  loss_j_ = loss_j(now);
  const double energy_j = piece_.link.at(now);
  const double full_before_j = full_j();
  modules_ = modules;
  walk_.modules = modules;
  const double change_j = (full_before_j - full_j()) * std::min(1.0, energy_j / full_before_j);
  link_change_j_ += change_j;
  piece_.link = {now, energy_j - change_j, {}};
  piece_.output = ramp_of(output_, now);
  recharge_.ask_again(now);  // the recharge limit is of the rating
  overload_.carry(now, piece_.output.w / rating_w(), piece_.output.w_per_s / rating_w());
}

/// One transition at a time; react() repeats until none is left.
bool UpsDevice::advance(Ports& ports) {
  return leave_if_unable(ports) || follow_input(ports) || finish_walk_in(ports) ||
         recharge_if_due(ports.now());
}

bool UpsDevice::leave_if_unable(Ports& ports) {
  if (!feeds()) return false;
  const core::Tick now = ports.now();
  if (piece_.link.at(now) <= empty_j()) {
    stop_inverter(ports, kOff, bank_stop_ == StorageStop::none ? "dc_link" : word_of(bank_stop_));
    return true;
  }
  if (overload_.expires() <= now) {
    give_up(ports, "overload");
    return true;
  }
  if (now > inverter_on_since_ && ports.network().has_collapsed(source_)) {
    give_up(ports, "voltage_collapse");
    return true;
  }
  return false;
}

bool UpsDevice::follow_input(Ports& ports) {
  const core::Tick now = ports.now();
  const bool is_on_rectifier = state() == kOnline || state() == kWalkIn;
  if (is_on_rectifier && is_due(outside_since_, settings_.detect, now)) {
    go_on_battery(ports);
    return true;
  }
  const bool may_help = has_battery() && !battery_is_up_ && bank_stop_ == StorageStop::none;
  if (may_help && is_due(short_since_, settings_.battery_response, now)) {
    battery_is_up_ = true;
    return true;
  }
  const bool waits = state() == kBattery || (state() == kOff && !is_locked_off_);
  if (waits && is_due(good_since_, settings_.hold_off, now)) {
    walk_start_ = now;
    enter(ports, kWalkIn, "input_good");
    return true;
  }
  return false;
}

bool UpsDevice::finish_walk_in(Ports& ports) {
  const core::Tick now = ports.now();
  const bool has_arrived = is_walking() && now >= walk_start_ + walk_.length();
  if (state() == kWalkIn && is_settled() && piece_.link.start == now) {
    if (feeds()) {
      enter(ports, kOnline, "rectifier_carries");
      return true;
    }
    if (has_arrived) {
      start_inverter(ports, kOnline, "rectifier_carries");
      return true;
    }
  }
  if (!has_arrived || state() == kWalkIn) return false;
  walk_start_ = core::kNever;
  return true;
}

bool UpsDevice::recharge_if_due(core::Tick now) {
  const bool is_right = state() == kOnline && has_battery() && is_settled();
  const double before_w = recharge_.power_w();
  recharge_.allow(now, is_right);
  if (recharge_.is_due(now)) {
    recharge_.decide(now, bank_.charge_limit_w(now), settings_.recharge_frac * rating_w(),
                     kLeastUpsChargeFrac * rating_w());
  }
  return recharge_.power_w() != before_w;
}

bool UpsDevice::note_bank_stop(core::Tick now) {
  const StorageStop stop = bank_.stop_by(now);
  if (stop == StorageStop::none) return false;
  if (bank_.is_discharging()) {
    bank_stop_ = stop;
    return true;
  }
  recharge_.stopped(now, stop != StorageStop::charge_limit);
  return true;
}

void UpsDevice::go_on_battery(Ports& ports) {
  walk_start_ = core::kNever;
  if (!feeds()) {
    enter(ports, kOff, "input_lost");
    return;
  }
  const char* reason = window_.zone() == InputZone::high ? "over_voltage" : "under_voltage";
  enter(ports, kBattery, reason);
  ports.log_count(*this, "on_battery", on_battery_, on_battery_ + 1, reason);
  ++on_battery_;
}

void UpsDevice::stop_inverter(Ports& ports, int state, std::string_view reason) {
  is_inverter_on_ = false;
  walk_start_ = core::kNever;
  short_since_ = core::kNever;
  battery_is_up_ = false;
  output_ = {};
  overload_.carry(ports.now(), 0.0, 0.0);
  enter(ports, state, reason);
  if (state == kBypass) return;
  incidents_.push_back(
      {state == kFailed ? "failed" : "stopped", ports.now(), core::kNever, std::string(reason)});
}

/// The load is too much for the inverter: the bypass takes it if it can.
void UpsDevice::give_up(Ports& ports, std::string_view reason) {
  stop_inverter(ports, bypass_is_good(ports) ? kBypass : kOff, reason);
  is_locked_off_ = true;
}

void UpsDevice::start_inverter(Ports& ports, int state, std::string_view reason) {
  is_inverter_on_ = true;
  inverter_on_since_ = ports.now();
  if (!incidents_.empty() && incidents_.back().lasted == core::kNever) {
    incidents_.back().lasted = ports.now() - incidents_.back().at;
  }
  enter(ports, state, reason);
}

void UpsDevice::plan(Ports& ports) {
  const core::Tick now = ports.now();
  core::Tick next = std::min({piece_.end, window_.retry_at(), recharge_.next()});
  if (feeds()) {
    next = std::min(next, overload_.expires());
    const core::Tick check = inverter_on_since_ + kUpsCollapseCheck;
    if (inverter_on_since_ > 0 && check > now) next = std::min(next, check);
  }
  if (state() == kOnline || state() == kWalkIn) {
    next = std::min(next, core::later(outside_since_, settings_.detect));
  }
  if (has_battery() && !battery_is_up_ && bank_stop_ == StorageStop::none) {
    next = std::min(next, core::later(short_since_, settings_.battery_response));
  }
  if (state() == kBattery || (state() == kOff && !is_locked_off_)) {
    next = std::min(next, core::later(good_since_, settings_.hold_off));
  }
  ports.wake(*this, bank_.next_wake(now, std::max(next, now)));
}

}  // namespace ridethrough::devices::conversion
