#include <algorithm>
#include <utility>

#include "devices/load/inference_device.hpp"

namespace ridethrough::devices {

namespace {

constexpr double kSlowestPace = 1e-3;

}  // namespace

void InferenceJob::begin(Ports& ports) {
  const core::Tick now = ports.now();
  if (!std::exchange(has_begun_, true)) {
    queue_.begin(now, static_cast<double>(racks_.gpus()), stream_);
  } else {
    queue_.skip(now);
  }
  for (WorkShare& share : shares_) share.account.begin_run(now);
  queue_.accept(true);
  enter(ports, kRunning, "start");
  follow_racks(ports);
  hand_over_slots(ports);
  plan(ports, true);
}

void InferenceJob::go_on(Ports& ports, Seen) {
  const core::Tick now = ports.now();
  const bool resumes = is_paused() && reaction_.may_resume();
  const bool accepts = !reaction_.is_pause_due(now);
  const bool turns = state() == kRunning && accepts != queue_.accepts();
  bool changes = follow_racks(ports);
  const double pace = mean_pace();
  const bool is_due = planned_until_ <= now || reaction_.cap_level(now) != cap_level_;
  if (!changes && !resumes && !turns && !is_due && pace == queue_.pace()) return;
  catch_up(now);
  if (turns) queue_.accept(accepts);
  if (resumes) resume(ports);
  const bool pauses = state() == kRunning && !queue_.accepts() && queue_.is_empty();
  if (pauses) return pause(ports);
  changes = changes || resumes;
  if (changes) hand_over_slots(ports);
  if (state() == kRunning) plan(ports, changes);
}

bool InferenceJob::follow_racks(Ports& ports) {
  const std::int64_t before = shares_.interruptions();
  bool changes = false;
  for (std::size_t i = 0; i < replicas_.size(); ++i) changes |= follow_rack(i, ports.now());
  log_interruptions(ports, before, needs_.dark() > 0 ? "need_down" : "rack_down");
  return changes;
}

bool InferenceJob::follow_rack(std::size_t rack, core::Tick now) {
  Replica& replica = replicas_[rack];
  WorkShare& share = shares_[rack];
  if (racks_.placed()[rack].is_down || needs_.dark() > 0) {
    if (replica.is_loaded) {
      share.account.fail(now);
    } else if (replica.loaded_at != core::kNever) {
      share.account.spoil_restart(now);
    }
    replica.is_loaded = false;
    replica.loaded_at = core::kNever;
  } else if (!replica.is_loaded) {
    if (replica.loaded_at == core::kNever) {
      replica.loaded_at = core::later(now, reload_);
      share.account.begin_restart(now);
    }
    if (replica.loaded_at <= now) {
      replica = {true, replica.serves, core::kNever};
      state() == kPaused ? share.account.pause(now) : share.account.begin_run(now);
    }
  }
  return state() == kRunning && replica.serves != replica.is_loaded;
}

/// They serve as one. At a pace near zero a request would never end.
double InferenceJob::mean_pace() const {
  double sum = 0.0;
  double gpus = 0.0;
  for (std::size_t i = 0; i < replicas_.size(); ++i) {
    if (!replicas_[i].serves) continue;
    const auto own = static_cast<double>(racks_.placed()[i].gpus());
    sum += own * shares_[i].account.pace();
    gpus += own;
  }
  return gpus > 0.0 ? std::max(sum / gpus, kSlowestPace) : 1.0;
}

void InferenceJob::catch_up(core::Tick now) {
  if (resolution_ > 0 && planned_until_ == now) {
    std::swap(queue_, ahead_);
  } else {
    queue_.advance(now);
  }
}

/// Racks that serve and those that do no longer, in one step each: what is lost is lost at once.
void InferenceJob::hand_over_slots(Ports& ports) {
  std::int64_t gained = 0;
  std::int64_t lost = 0;
  for (std::size_t i = 0; i < replicas_.size(); ++i) {
    const bool serves = replicas_[i].is_loaded;
    const bool served = std::exchange(replicas_[i].serves, serves);
    const std::int64_t slots = racks_.placed()[i].gpus() * slots_each_;
    if (serves && !served) gained += slots;
    if (!serves && served) lost += slots;
    if (serves) racks_.work(i);
    if (!serves && !racks_.placed()[i].rests) racks_.rest(ports, i, idle(ports.now()));
  }
  if (lost > 0) queue_.lose_slots(lost);
  if (gained > 0) queue_.add_slots(gained);
}

/// It has served what it had; what comes meanwhile is refused.
void InferenceJob::pause(Ports& ports) {
  const core::Tick now = ports.now();
  for (std::size_t i = 0; i < replicas_.size(); ++i) {
    if (replicas_[i].is_loaded) shares_[i].account.pause(now);
  }
  planned_until_ = core::kNever;
  enter(ports, kPaused, pause_reason());
  fall_idle(ports);
}

void InferenceJob::resume(Ports& ports) {
  const core::Tick now = ports.now();
  for (std::size_t i = 0; i < replicas_.size(); ++i) {
    if (replicas_[i].is_loaded) shares_[i].account.begin_run(now);
  }
  queue_.accept(!reaction_.is_pause_due(now));
  enter(ports, kRunning, "signal_gone");
}

void InferenceJob::plan(Ports& ports, bool is_forced) {
  const core::Tick now = ports.now();
  cap_level_ = reaction_.cap_level(now);
  set_paces(now);
  queue_.set_pace(mean_pace());
  const double wanted = std::min(level_ahead(now), cap_level_);
  if (is_forced || wanted != level().at(now) || level().slope_per_s != 0.0) {
    drive(ports, {now, wanted, 0.0});
  }
}

double InferenceJob::wanted_level() const {
  const auto slots = static_cast<double>(std::max<std::int64_t>(queue_.slots(), 1));
  return levels_.at(static_cast<double>(queue_.in_prefill()) / slots,
                    static_cast<double>(queue_.in_decode()) / slots);
}

/// By what it works on now, so that a limit on the power is one on the requests.
double InferenceJob::power_left(core::Tick, double usual, double most) {
  const double above = std::min(wanted_level(), usual) - levels_.ready;
  const double left = std::min(wanted_level(), most) - levels_.ready;
  return above > 0.0 ? std::clamp(left / above, 0.0, 1.0) : 1.0;
}

double InferenceJob::level_ahead(core::Tick now) {
  const auto slots = static_cast<double>(std::max<std::int64_t>(queue_.slots(), 1));
  planned_until_ = queue_.next();
  if (resolution_ == 0 || planned_until_ == core::kNever) return wanted_level();
  // Nothing happens in the spans before the next event.
  const core::Tick next_span = now - now % resolution_ + resolution_;
  planned_until_ = std::max(next_span, planned_until_ - planned_until_ % resolution_);
  ahead_ = queue_;
  ahead_.advance(planned_until_);
  const double slot_ticks = slots * static_cast<double>(planned_until_ - now);
  const auto mean = [slot_ticks](core::Int128 before, core::Int128 after) {
    return static_cast<double>(after - before) / slot_ticks;
  };
  return levels_.at(mean(queue_.integrals().prefill, ahead_.integrals().prefill),
                    mean(queue_.integrals().decode, ahead_.integrals().decode));
}

void InferenceJob::settle(core::Tick now) {
  if (state() != kWaiting) catch_up(now);
  for (WorkShare& share : shares_) share.account.stop(now);
}

/// Requests that are here when it stops are let go: nobody has lost them to the power.
void InferenceJob::close() {
  planned_until_ = core::kNever;
  for (Replica& replica : replicas_) replica.loaded_at = core::kNever;
}

core::Tick InferenceJob::next_own(core::Tick now) const {
  core::Tick next = planned_until_;
  if (is_stopped()) return core::kNever;
  for (const Replica& replica : replicas_) {
    if (replica.loaded_at > now) next = std::min(next, replica.loaded_at);
  }
  return next;
}

}  // namespace ridethrough::devices
