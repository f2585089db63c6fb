#include "devices/load/profile_job.hpp"

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

ProfileJob::ProfileJob(const TypeSchema& schema, const Parameters& parameters, int stopped,
                       int paused)
    : RackJob(schema, parameters, stopped, paused,
              span_ticks(get(parameters, "checkpoint").map(), "block")),
      profile_(Profile::from(get(parameters, "profile"))) {
  set_idle(profile_.idle_level());
}

void ProfileJob::wire(Wiring& wiring) {
  RackJob::wire(wiring);
  const JobDemand all = racks_.demand();
  profile_.spread(all.base_w, all.gpus_w);
  mean_level_ = profile_.mean_level();
  if (!(profile_.jitter_s() > 0.0)) return;
  for (std::size_t i = 0; i < racks_.placed().size(); ++i) {
    paces_.push_back({core::ticks_nearest(profile_.jitter_s() * wiring.stream.normal()), 0});
  }
}

double ProfileJob::mean_level(core::Tick, double most) const {
  return most < profile_.peak_level() ? profile_.mean_below(most) : mean_level_;
}

/// In the mean of the profile: the pace does not change within a step.
double ProfileJob::power_left(core::Tick now, double usual, double most) {
  if (usual == limited_.usual && most == limited_.most) return limited_.left;
  const double idle_level = profile_.idle_level();
  const double above = mean_level(now, usual) - idle_level;
  const double left = mean_level(now, most) - idle_level;
  limited_ = {usual, most, above > 0.0 ? std::clamp(left / above, 0.0, 1.0) : 1.0};
  return limited_.left;
}

void ProfileJob::begin_profile(Ports& ports) {
  run_since_ = ports.now();
  if (reaction_.is_save_due(run_since_)) reaction_.note_saved();  // there is nothing to save yet
  next_piece(ports);
}

void ProfileJob::step(Ports& ports) {
  const core::Tick now = ports.now();
  if (save_ends_ <= now) end_save(ports);
  const bool is_saving = save_ends_ != core::kNever;
  const bool pauses = reaction_.is_pause_due(now);
  if (!is_saving && (reaction_.is_save_due(now) || (pauses && shares_.is_at_risk(now)))) {
    begin_save(ports);
  } else if (!is_saving && pauses) {
    piece_ends_ = core::kNever;
    return pause(ports);
  }
  if (piece_ends_ <= now || reaction_.cap_level(now) != cap_level_) next_piece(ports);
}

/// The work stands still while it is saved; the power goes on as the profile says.
void ProfileJob::begin_save(Ports& ports) {
  const core::Tick now = ports.now();
  for (WorkShare& share : shares_) {
    if (share.account.works()) share.account.begin_save(now);
  }
  save_ends_ = core::later(now, reaction_.save_takes());
  if (save_ends_ <= now) end_save(ports);
}

void ProfileJob::end_save(Ports& ports) {
  save_ends_ = core::kNever;
  for (WorkShare& share : shares_) {
    if (share.account.saves()) share.account.end_save(ports.now());
  }
  reaction_.note_saved();
  if (reaction_.is_pause_due(ports.now())) ports.mark(*this);
}

/// The next piece of the job, and of each rack that steps by itself and is through with its own.
void ProfileJob::next_piece(Ports& ports) {
  const core::Tick now = ports.now();
  const bool all = cap_level_ != reaction_.cap_level(now) || run_since_ == now;
  cap_level_ = reaction_.cap_level(now);
  Pace own;
  const GpuLevel level = piece_of(now, own);
  piece_ends_ = own.piece_ends;
  if (paces_.empty()) return drive(ports, level);
  follow(level);
  for (std::size_t i = 0; i < paces_.size(); ++i) {
    if (all || paces_[i].piece_ends <= now) racks_.run(ports, i, piece_of(now, paces_[i]));
    piece_ends_ = std::min(piece_ends_, paces_[i].piece_ends);
  }
}

/// The piece of the profile that holds now, cut off at the cap.
GpuLevel ProfileJob::piece_of(core::Tick now, Pace& pace) const {
  const core::Tick began = run_since_ - pace.ahead;
  const Profile::Piece piece = profile_.piece_at(now - began);
  // A rack behind the job began before the run: later() knows no such time.
  pace.piece_ends = piece.end == core::kNever ? core::kNever : began + piece.end;
  // Those out of step are spread over the whole cycle and draw its mean.
  const double share = profile_.in_phase_frac();
  GpuLevel level{began + piece.begin, share * piece.level + (1.0 - share) * mean_level_,
                 share * piece.slope_per_s};
  const double room = cap_level_ - level.at(now);
  const double slope = level.slope_per_s;
  const bool is_capped = room < 0.0 || (room == 0.0 && slope > 0.0);
  // Rounded up, so that at the crossing it has been crossed.
  const bool nears = is_capped ? slope < 0.0 : slope > 0.0 && room > 0.0;
  if (nears) {
    pace.piece_ends = std::min(pace.piece_ends, core::later(now, core::ticks_up(room / slope)));
  }
  if (is_capped) level = {now, cap_level_, 0.0};
  return level;
}

double ProfileJob::look(std::size_t quantity, const View& view) const {
  switch (quantity) {
    case 0:
      return static_cast<double>(shares_.interruptions());
    case 1:
      return shares_.lost(view.now).sum;
    case 2:
      return shares_.goodput_frac(view.now);
    case 3:
      return shares_.lost(view.now).sum * price_per_gpu_s();
    default:
      return level().at(view.now);
  }
}

void ProfileJob::report(const View& view, Report& report) const {
  report.findings.push_back({"gpus", static_cast<double>(racks_.gpus()), ""});
  shares_.tell(report, view.now, price_per_gpu_s());
}

}  // namespace ridethrough::devices
