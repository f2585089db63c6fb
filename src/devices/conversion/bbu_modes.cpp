#include <algorithm>
#include <string>
#include <utility>

#include "devices/conversion/bbu_device.hpp"
#include "devices/incidents.hpp"
#include "devices/parameter_access.hpp"

// When a battery shelf changes its mode.
namespace ridethrough::devices::conversion {
namespace {

/// A rating written in kW and a demand added up from watts differ by rounding.
constexpr double kShelfMargin = 1.0 + 1e-9;

bool is_over(const core::Line& line, double limit_w, core::Tick now) {
  return line.watts(now) > limit_w * kShelfMargin || (line.watts(now) >= limit_w && line.slope > 0);
}

}  // namespace

bool BbuDevice::obey(Ports& ports) {
  if (commands_.empty()) return false;
  for (const Command& command : std::exchange(commands_, {})) {
    if (command.verb == Verb::fail && command.begins) {
      lose(ports, command);
    } else {
      mend(ports, command);
    }
  }
  return true;
}

/// Modules that are in order.
int BbuDevice::modules_due() const {
  if (failures_.has("breakdown")) return 0;
  const std::int64_t lost =
      failures_.number_of("module_lost") + per_shelf_ * failures_.number_of("shelf_lost");
  return static_cast<int>(std::max<std::int64_t>(0, modules_ - lost));
}

/// A module leaves with its strings of cells; without any module left the shelf has failed.
void BbuDevice::lose(Ports& ports, const Command& command) {
  failures_.begin(command);
  work_with(ports.now(), modules_due());
  if (working_ > 0) return lose_cells(ports);
  if (state() != kFailed) change(ports, kFailed, get(command.arguments, "as").word());
}

void BbuDevice::mend(Ports& ports, const Command& command) {
  if (command.verb != Verb::repair && command.verb != Verb::fail) return;
  failures_.end(command);
  work_with(ports.now(), modules_due());
  if (working_ == 0) return;
  lose_cells(ports);
  if (state() == kFailed) change(ports, kStandby, "repaired");
}

/// What it carries goes on in a new piece.
void BbuDevice::work_with(core::Tick now, int modules) {
  loss_j_ = loss_j(now);
  piece_.start = now;
  piece_.bus = {};
  working_ = modules;
  recharge_.ask_again(now);
}

/// The strings of the modules that work are those that are left; without modules nobody asks.
void BbuDevice::lose_cells(Ports& ports) {
  const int lost = modules_ - working_;
  if (lost == modules_without_cells_) return;
  if (lost < modules_without_cells_) {
    bank_.pass(ports, {.verb = Verb::repair, .begins = true, .arguments = {}, .parameter = {}});
    modules_without_cells_ = 0;
  }
  if (lost > modules_without_cells_) {
    Command cells{.verb = Verb::fail, .begins = true, .arguments = {}, .parameter = {}};
    cells.arguments["as"] = Value(std::string("open_cell"));
    cells.arguments["number"] = Value(strings_ * (lost - modules_without_cells_));
    bank_.pass(ports, cells);
  }
  modules_without_cells_ = lost;
}

/// One transition at a time; react() repeats until none is left.
bool BbuDevice::advance(Ports& ports) {
  return answer_bus(ports) || stop_if_due(ports) || rest_if_idle(ports) || recharge_if_due(ports);
}

/// When the bus has been low for long enough, from its crossing on.
core::Tick BbuDevice::trigger_at() const {
  return is_waiting() ? core::later(bus_.falls_to(below_v_), for_) : core::kNever;
}

bool BbuDevice::answer_bus(Ports& ports) {
  const core::Tick now = ports.now();
  if (trigger_at() <= now) {
    starts_at_ = core::later(now, start_);
    change(ports, kStarting, "under_voltage");
    return true;
  }
  if (state() != kStarting || starts_at_ > now) return false;
  starts_at_ = core::kNever;
  holds_until_ = core::later(now, hold_);
  idle_since_ = core::kNever;
  bank_stop_ = StorageStop::none;
  ++discharges_;
  change(ports, kDischarging, "started");
  return true;
}

bool BbuDevice::stop_if_due(Ports& ports) {
  if (state() != kDischarging) return false;
  const core::Tick now = ports.now();
  std::string_view reason;
  if (bank_stop_ != StorageStop::none) reason = word_of(bank_stop_);
  if (holds_until_ <= now) reason = "hold";
  if (is_over(bus_.gives, rating_w(), now)) reason = "overload";
  if (reason.empty()) return false;
  begin_incident(incidents_, now, false, reason);
  change(ports, kEmpty, reason);
  return true;
}

/// Back to waiting: from a discharge when the supplies have carried all for `return_after`, from a
/// stop as soon as they hold the bus.
bool BbuDevice::rest_if_idle(Ports& ports) {
  const core::Tick now = ports.now();
  if (state() == kEmpty && bus_.is_held) {
    end_incident(incidents_, now);
    change(ports, kStandby, "supplies_back");
    return true;
  }
  if (state() != kDischarging) return false;
  const bool is_idle = bus_.is_held && bus_.gives == core::Line{};
  if (is_idle != (idle_since_ != core::kNever)) idle_since_ = is_idle ? now : core::kNever;
  if (core::later(idle_since_, return_after_) > now) return false;
  change(ports, kStandby, "supplies_back");
  return true;
}

bool BbuDevice::recharge_if_due(Ports& ports) {
  const core::Tick now = ports.now();
  const double before_w = recharge_.power_w();
  recharge_.allow(now, is_waiting() && bank_.is_present() && recharge_at() <= now);
  if (recharge_.is_due(now)) {
    recharge_.decide(now, bank_.charge_limit_w(now), recharge_frac_ * rating_w(),
                     kLeastChargeFrac * rating_w());
  }
  if (recharge_.power_w() != before_w && rack_ != nullptr) ports.mark(*rack_);
  if (!is_waiting()) return false;
  const bool is_charging = bus_.takes != core::Line{};
  if (is_charging == (state() == kCharging)) return false;
  enter(ports, is_charging ? kCharging : kStandby, is_charging ? "recharge" : "charged");
  return true;
}

void BbuDevice::change(Ports& ports, int state, std::string_view reason) {
  enter(ports, state, reason);
  if (rack_ != nullptr) ports.mark(*rack_);
}

bool BbuDevice::note_bank_stop(Ports& ports) {
  const core::Tick now = ports.now();
  const StorageStop stop = bank_.stop_by(now);
  if (stop == StorageStop::none) return false;
  if (bank_.is_discharging()) {
    if (bank_stop_ == stop) return false;
    bank_stop_ = stop;
    return true;
  }
  recharge_.stopped(now, stop != StorageStop::charge_limit);
  if (rack_ != nullptr) ports.mark(*rack_);
  return true;
}

void BbuDevice::plan(Ports& ports) {
  const core::Tick now = ports.now();
  core::Tick next = std::min({piece_.end, trigger_at(), starts_at_, recharge_.next()});
  if (state() == kDischarging) {
    next = std::min({next, holds_until_, core::later(idle_since_, return_after_)});
  }
  if (is_waiting() && recharge_at() > now) next = std::min(next, recharge_at());
  ports.wake(*this, bank_.next_wake(now, std::max(next, now)));
}

}  // namespace ridethrough::devices::conversion
