#include <algorithm>

#include "devices/grid/genset_device.hpp"

// Orders, starting sequence, protection and tank.
namespace ridethrough::devices {

namespace {

/// Who wants it to run besides the transfer switches that name themselves.
constexpr std::string_view kGensetOperator = "operator";

}  // namespace

/// The engine turns, though it carries nothing.
bool Genset::idles() const {
  return state() == kSetCoolingDown || state() == kSetWarmingUp || state() == kSetSynchronising;
}

void Genset::obey(const Command& command, Ports& ports) {
  const Value& caller = get(command.arguments, "caller");
  const std::string who(caller.present() ? caller.word() : kGensetOperator);
  switch (command.verb) {
    case Verb::start:
      command.begins ? call(who, ports.now()) : release(who, ports);
      break;
    case Verb::stop:
      command.begins ? stop(command, who, ports) : call(who, ports.now());
      break;
    case Verb::fail:
      command.begins ? break_down(command, ports) : mend(ports);
      break;
    case Verb::repair:
      repair(ports);
      break;
    case Verb::reset:
      if (!is_broken_ && !life_.is_down()) recover(ports, "reset");
      break;
    default:
      break;
  }
}

void Genset::call(const std::string& who, core::Tick now) {
  callers_.insert(who);
  const bool is_wanted = state() == kSetStopped || state() == kSetCoolingDown;
  if (is_wanted && arrival_ == core::kNever) arrival_ = now;
}

void Genset::stop(const Command& command, const std::string& who, Ports& ports) {
  // An operator's stop overrules the transfer switches, which name themselves.
  if (!get(command.arguments, "caller").present()) callers_.clear();
  release(who, ports);
}

void Genset::release(const std::string& who, Ports& ports) {
  callers_.erase(who);
  if (!callers_.empty()) return;
  if (state() == kSetStarting && sequence_.finishes_withdrawn) return;
  arrival_ = core::kNever;
  if (state() == kSetStarting) change(ports, kSetStopped, "stop_order");
  if (state() == kSetRunning || state() == kSetWarmingUp || state() == kSetSynchronising) {
    cool_down(ports, "stop_order");
  }
}

void Genset::cool_down(Ports& ports, std::string_view reason) {
  cool_until_ = core::later(ports.now(), cooldown_);
  change(ports, kSetCoolingDown, reason);
}

void Genset::break_down(const Command& command, Ports& ports) {
  const std::string& mode = get(command.arguments, "as").word();
  (mode == "breakdown" ? is_broken_ : cannot_start_) = true;
  if (is_broken_) fail(ports, "breakdown");
}

void Genset::mend(Ports& ports) {
  is_broken_ = cannot_start_ = false;
  if (is_dry(ports.now())) fuel_.fill();
  if (!life_.is_down()) recover(ports, "repaired");
}

/// Of all that has failed, whatever planned it.
void Genset::repair(Ports& ports) {
  life_.mend();
  mend(ports);
}

void Genset::recover(Ports& ports, std::string_view reason) {
  if (state() != kSetFailed) return;
  incidents_.back().lasted = ports.now() - incidents_.back().at;
  change(ports, kSetStopped, reason);
  if (!callers_.empty()) arrival_ = ports.now();
}

void Genset::fail(Ports& ports, std::string_view reason) {
  if (state() == kSetFailed) return;
  incidents_.push_back({"failed", ports.now(), core::kNever, std::string(reason)});
  arrival_ = core::kNever;
  change(ports, kSetFailed, reason);
}

/// Every change of state goes through here: what leaves the line is judged, what turns burns.
void Genset::change(Ports& ports, int state, std::string_view reason) {
  if (this->state() == kSetRunning) {
    on_line_.stop(ports.now(), state == kSetFailed ? reason : std::string_view{});
  }
  synchroniser_.end();
  if (state == kSetRunning) on_line_.start(ports.now());
  enter(ports, state, reason);
  for (const Device* watcher : watchers_) ports.mark(*watcher);
  burn(ports.now());
  life_.turn(ports.now(), turns());
}

void Genset::burn(core::Tick now) {
  using Use = GensetFuel::Use;
  GensetDrive& drive = on_line_.drive();
  const Use use = state() == kSetRunning ? Use::load : idles() ? Use::idle : Use::none;
  fuel_.use(use, now, drive.work(now));
  if (fuel_.has_tank()) {
    drive.watch_fuel(now, fuel_.left_s(now, drive.work(now)), fuel_.idle_share());
  }
}

/// Does what is due by now; several steps may fall on one instant.
void Genset::advance(Ports& ports) {
  const core::Tick now = ports.now();
  if (life_.is_due(now)) {
    life_.mend();
    if (!is_broken_) recover(ports, "repaired");
  }
  if (state() == kSetCoolingDown && arrival_ == core::kNever && now >= cool_until_) {
    change(ports, kSetStopped, "cooled");
  }
  if (state() == kSetWarmingUp && now >= warm_at_) join(ports, "on_line");
  if (state() == kSetSynchronising) synchronise(ports);
  if (arrival_ == core::kNever) return;
  if (now >= sequence_.first_crank(arrival_)) begin_start(ports);
  if (state() == kSetStarting) crank(ports);
}

void Genset::crank(Ports& ports) {
  const core::Tick now = ports.now();
  while (!has_fired_ && now >= sequence_.end_of_try(arrival_, try_)) {
    if (!cannot_start_ && !is_dud_) {
      has_fired_ = true;
    } else if (++try_ == sequence_.tries) {
      if (is_dud_) life_.fail_start(now, starts_);
      return fail(ports, "fail_to_start");
    }
  }
  if (has_fired_ && now >= sequence_.at_speed(arrival_, try_)) come_to_speed(ports);
}

void Genset::begin_start(Ports& ports) {
  if (state() == kSetCoolingDown) join(ports, "recalled");
  if (state() != kSetStopped) return;
  ports.log_count(*this, "starts", starts_, starts_ + 1, "start_order");
  ++starts_;
  try_ = 0;
  has_fired_ = false;
  // What keeps a set from starting outlasts all tries of one demand.
  is_dud_ = life_.fails_start(starts_);
  if (is_dry(ports.now())) {
    return fail(ports, "out_of_fuel");
  }
  change(ports, kSetStarting, "start_order");
}

void Genset::come_to_speed(Ports& ports) {
  arrival_ = core::kNever;
  if (callers_.empty()) return cool_down(ports, "withdrawn");
  if (sequence_.warm_up == 0) return join(ports, "on_line");
  warm_at_ = core::later(ports.now(), sequence_.warm_up);
  change(ports, kSetWarmingUp, "warm_up");
}

LiveBus Genset::bus(const Ports& ports) const {
  const network::Network& network = ports.network();
  return {network.frequency(node_), network.phase_rad(node_, ports.now()),
          network.voltage_pu(node_)};
}

/// Onto a dead bus at once, onto a live one when its angle is right.
void Genset::join(Ports& ports, std::string_view reason) {
  arrival_ = core::kNever;
  if (!ports.network().is_energised(node_)) return change(ports, kSetRunning, reason);
  change(ports, kSetSynchronising, "live_bus");
  synchroniser_.begin(ports.now(), bus(ports));
  synchronise(ports);
}

void Genset::synchronise(Ports& ports) {
  const bool is_dead = !ports.network().is_energised(node_);
  if (!is_dead && !synchroniser_.closes(ports.now(), bus(ports))) return;
  change(ports, kSetRunning, is_dead ? "dead_bus" : "synchronised");
  if (!is_dead) {
    on_line_.come_in(ports.now(), synchroniser_.engine(), ports.network());
  }
}

/// On line: follows what the network takes; protection. Off line: the tank.
void Genset::carry(Ports& ports) {
  const core::Tick now = ports.now();
  peak_.carry(now, ports.network().source_flow(source_).power);
  if (state() == kSetRunning) {
    on_line_.react(ports);
    warn_of_leading(ports);
    if (const std::string_view reason = on_line_.trip(now); !reason.empty()) fail(ports, reason);
  }
  if (life_.breaks_down(now)) {
    life_.break_down(now);
    fail(ports, "breakdown");
  }
  if (turns() && is_dry(now)) fail(ports, "out_of_fuel");
}

void Genset::warn_of_leading(Ports& ports) {
  const bool is_leading = on_line_.has_leading_alarm(ports.now());
  if (is_leading && !has_alarm_) {
    ports.log_count(*this, "alarms", alarms_, alarms_ + 1, "leading_power_factor");
    ++alarms_;
  }
  has_alarm_ = is_leading;
}

core::Tick Genset::next_time(core::Tick now) const {
  switch (state()) {
    case kSetRunning:
      return std::min(on_line_.next(now), dry_at(now));
    case kSetStarting:
      return has_fired_ ? sequence_.at_speed(arrival_, try_) : sequence_.end_of_try(arrival_, try_);
    case kSetWarmingUp:
      return std::min(warm_at_, dry_at(now));
    case kSetSynchronising:
      return std::min(synchroniser_.next(), dry_at(now));
    case kSetCoolingDown: {
      const core::Tick recall = sequence_.first_crank(arrival_);
      return std::min(arrival_ != core::kNever ? recall : cool_until_, dry_at(now));
    }
    default:
      return sequence_.first_crank(arrival_);
  }
}

/// Of a course that a chord does not watch.
core::Tick Genset::dry_at(core::Tick now) const {
  const GensetDrive& drive = on_line_.drive();
  if (drive.next() != core::kNever) return core::kNever;
  const core::Line power = drive.line();
  return fuel_.dry_at(now, drive.work(now), drive.mechanical_power(now),
                      power.watts_per_s() / rating_w_);
}

}  // namespace ridethrough::devices
