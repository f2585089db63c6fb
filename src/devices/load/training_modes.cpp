#include <algorithm>

#include "devices/load/training_device.hpp"

namespace ridethrough::devices {

void TrainingJob::obey(const Command& command, Ports& ports) {
  const core::Tick now = ports.now();
  if (command.verb == Verb::crash) {
    if (!command.begins) return;
    if (state() == kRunning) {
      interrupt(ports, "crash_order");
      is_cold_ = false;
    }
    if (state() == kRunning || state() == kStalled) crash(ports, "crash_order");
    return;
  }
  if (command.verb != Verb::start && command.verb != Verb::stop) return;
  const bool starts = (command.verb == Verb::start) == command.begins;
  if (starts && (state() == kStopped || state() == kWaiting)) {
    start_at_ = std::min(start_at_, now);
    enter(ports, kWaiting, "start_order");
  } else if (!starts && state() != kStopped) {
    account_.stop(now);
    if (state() != kWaiting) fall_idle(ports);
    give_up(ports, "stop_order");
  }
}

void TrainingJob::give_up(Ports& ports, std::string_view reason) {
  start_at_ = piece_ends_ = save_ends_ = stalled_until_ = restart_at_ = core::kNever;
  enter(ports, kStopped, reason);
}

void TrainingJob::begin_run(Ports& ports, std::string_view reason) {
  const core::Tick now = ports.now();
  run_since_ = now;
  account_.begin_run(now);
  restart_at_ = core::kNever;
  spoilt_ = 0;
  is_cold_ = false;
  if (reaction_.is_save_due(now)) reaction_.note_saved();  // there is nothing to save yet
  enter(ports, kRunning, reason);
  next_piece(ports);
}

void TrainingJob::go_on(Ports& ports) {
  const core::Tick now = ports.now();
  if (save_ends_ <= now) end_save(ports);
  const bool is_saving = save_ends_ != core::kNever;
  const bool pauses = reaction_.is_pause_due(now);
  if (!is_saving && (reaction_.is_save_due(now) || (pauses && account_.is_at_risk(now)))) {
    begin_save(ports);
  } else if (!is_saving && pauses) {
    return pause(ports);
  }
  if (piece_ends_ <= now || reaction_.cap_level(now) != cap_level_) next_piece(ports);
}

/// The work stands still while it is saved; the power goes on as the profile says.
void TrainingJob::begin_save(Ports& ports) {
  const core::Tick now = ports.now();
  account_.begin_save(now);
  save_ends_ = core::later(now, reaction_.save_takes());
  if (save_ends_ <= now) end_save(ports);
}

void TrainingJob::end_save(Ports& ports) {
  save_ends_ = core::kNever;
  account_.end_save(ports.now());
  reaction_.note_saved();
  if (reaction_.is_pause_due(ports.now())) ports.mark(*this);
}

void TrainingJob::pause(Ports& ports) {
  account_.pause(ports.now());
  piece_ends_ = core::kNever;
  enter(ports, kPaused, "on_battery");
  fall_idle(ports);
}

/// The piece of the profile that holds now, cut off at the cap.
void TrainingJob::next_piece(Ports& ports) {
  const core::Tick now = ports.now();
  const Profile::Piece piece = profile_.piece_at(now - run_since_);
  piece_ends_ = core::later(run_since_, piece.end);
  // Those out of step are spread over the whole cycle and draw its mean.
  const double share = profile_.in_phase_frac();
  GpuLevel level{run_since_ + piece.begin, share * piece.level + (1.0 - share) * mean_level_,
                 share * piece.slope_per_s};
  cap_level_ = reaction_.cap_level(now);
  const double room = cap_level_ - level.at(now);
  const double slope = level.slope_per_s;
  const bool is_capped = room < 0.0 || (room == 0.0 && slope > 0.0);
  // Rounded up, so that at the crossing it has been crossed.
  const bool nears = is_capped ? slope < 0.0 : slope > 0.0 && room > 0.0;
  if (nears) {
    piece_ends_ = std::min(piece_ends_, core::later(now, core::ticks_up(room / slope)));
  }
  if (is_capped) level = {now, cap_level_, 0.0};
  drive(ports, level);
}

void TrainingJob::drive(Ports& ports, const GpuLevel& level) {
  level_ = level;
  falls_until_ = core::kNever;
  racks_.run(ports, level);
}

void TrainingJob::fall_idle(Ports& ports) {
  const core::Tick now = ports.now();
  const double from = level_.at(now);
  const double idle = profile_.idle_level();
  if (fall_ == 0 || from == idle) return drive(ports, {now, idle, 0.0});
  drive(ports, {now, from, (idle - from) / core::seconds(fall_)});
  falls_until_ = core::later(now, fall_);
}

void TrainingJob::interrupt(Ports& ports, std::string_view reason) {
  const std::int64_t count = account_.interruptions();
  ports.log_count(*this, "interruptions", count, count + 1, reason);
  account_.interrupt(ports.now());
  piece_ends_ = save_ends_ = core::kNever;
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
  const bool can_restart = has_all() && !reaction_.is_pause_due(now);
  if (restart_at_ != core::kNever && (has_lost || !can_restart)) {
    restart_at_ = core::kNever;
    account_.spoil_restart(now);
    if (!reaction_.is_pause_due(now) && ++spoilt_ >= tries_)
      return give_up(ports, "restart_failed");
  }
  if (!can_restart) return;
  if (restart_at_ == core::kNever) {
    restart_at_ = core::later(now, is_cold_ ? cold_ : warm_);
    account_.begin_restart(now);
  }
  if (restart_at_ <= now) begin_run(ports, is_cold_ ? "cold_restart" : "warm_restart");
}

core::Tick TrainingJob::next(core::Tick now) const {
  const core::Tick start = start_at_ > now ? start_at_ : core::kNever;
  return std::min({start, piece_ends_, save_ends_, stalled_until_, restart_at_, falls_until_,
                   reaction_.next(now)});
}

}  // namespace ridethrough::devices
