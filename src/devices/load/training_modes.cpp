#include "devices/load/training_device.hpp"

namespace ridethrough::devices {

void TrainingJob::go_on(Ports& ports, Seen seen) {
  const core::Tick now = ports.now();
  is_cold_ |= is_interrupted() && racks_.down() > spares_;
  switch (state()) {
    case kRunning:
      if (seen.has_lost_rack) {
        lose(ports, "rack_down");
      } else if (seen.has_lost_need) {
        lose(ports, "need_down");
      } else {
        step(ports);
      }
      break;
    case kStalled:
      if (stalled_until_ <= now) crash(ports, "collective_timeout");
      break;
    case kPaused:
      if (is_told_to_move()) {
        if (!is_falling()) enter(ports, kRestarting, "move");
      } else if (reaction_.may_resume()) {
        enter(ports, kRestarting, "signal_gone");
      }
      break;
    default:
      break;
  }
  if (state() == kRestarting) restart(ports, seen.has_lost_rack || seen.has_lost_need);
}

void TrainingJob::close() {
  end_profile();
  stalled_until_ = restart_at_ = core::kNever;
  has_moved_ = false;
  forget_move();
}

void TrainingJob::crash_by_order(Ports& ports) {
  if (state() == kRunning) {
    interrupt(ports, "crash_order");
    is_cold_ = false;
  }
  if (state() == kRunning || state() == kStalled) crash(ports, "crash_order");
}

void TrainingJob::begin_run(Ports& ports, std::string_view reason) {
  work().begin_run(ports.now());
  restart_at_ = core::kNever;
  spoilt_ = 0;
  is_cold_ = has_moved_ = false;
  enter(ports, kRunning, reason);
  begin_profile(ports);
}

bool TrainingJob::change_place(Ports& ports) {
  if (!ProfileJob::change_place(ports)) return false;
  has_moved_ = true;
  is_cold_ = racks_.down() > spares_;
  unused_.expect(ports.now(), racks_.demand().at(mean_level(0, profile().peak_level())));
  return true;
}

/// Once its racks idle: it was told to, or they are not there and others are.
void TrainingJob::leave_if_better(Ports& ports) {
  if (is_falling() || restart_at_ != core::kNever) return;
  if (is_told_to_move() || racks_.down() > spares_) change_place(ports);
}

void TrainingJob::pause(Ports& ports) {
  work().pause(ports.now());
  enter(ports, kPaused, pause_reason());
  fall_idle(ports);
}

void TrainingJob::interrupt(Ports& ports, std::string_view reason) {
  const std::int64_t before = shares_.interruptions();
  work().interrupt(ports.now());
  log_interruptions(ports, before, reason);
  end_profile();
}

void TrainingJob::lose(Ports& ports, std::string_view reason) {
  interrupt(ports, reason);
  is_cold_ = racks_.down() > spares_;
  if (!stalls_) return crash(ports, reason);
  stalled_until_ = core::later(ports.now(), collective_timeout_);
  enter(ports, kStalled, reason);
  drive(ports, {ports.now(), stall_level_, 0.0});
}

void TrainingJob::crash(Ports& ports, std::string_view reason) {
  stalled_until_ = restart_at_ = core::kNever;
  enter(ports, kRestarting, reason);
  fall_idle(ports);
}

/// The clock of the restart runs while no more racks are down than spares stand by, all that they
/// need is there, and no pause is due; what goes down spoils the try.
void TrainingJob::restart(Ports& ports, bool has_lost) {
  const core::Tick now = ports.now();
  const auto can_restart = [&] { return has_all() && !reaction_.is_pause_due(now); };
  if (restart_at_ != core::kNever && (has_lost || !can_restart())) {
    restart_at_ = core::kNever;
    work().spoil_restart(now);
    if (!reaction_.is_pause_due(now) && ++spoilt_ >= tries_) {
      return give_up(ports, "restart_failed");
    }
  }
  leave_if_better(ports);
  if (!can_restart()) return;
  if (restart_at_ == core::kNever) {
    restart_at_ = core::later(now, restart_takes());
    work().begin_restart(now);
  }
  if (restart_at_ > now) return;
  begin_run(ports, is_cold_ ? "cold_restart" : has_moved_ ? "moved" : "warm_restart");
}

}  // namespace ridethrough::devices
