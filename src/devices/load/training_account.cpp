#include "devices/load/training_account.hpp"

#include <algorithm>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

TrainingAccount::TrainingAccount(const Parameters& checkpoint)
    : every_(std::max<core::Tick>(span_ticks(checkpoint, "every"), 1)),
      block_(span_ticks(checkpoint, "block")) {}

/// What it does now ends and is counted, but for work: how that ends, its callers know.
void TrainingAccount::turn_to(Doing next, core::Tick now) {
  lost_before_ = lost(now);
  doing_ = next;
  since_ = now;
}

void TrainingAccount::begin_run(core::Tick now) {
  turn_to(Doing::work, now);
  if (active_since_ == core::kNever) active_since_ = now;
}

void TrainingAccount::interrupt(core::Tick now) {
  const Progress done = progress(now);
  useful_before_ += done.saved;
  lost_before_.work += done.at_risk;
  turn_to(Doing::outage, now);
  ++interruptions_;
}

void TrainingAccount::begin_restart(core::Tick now) { turn_to(Doing::restart, now); }

void TrainingAccount::spoil_restart(core::Tick now) { turn_to(Doing::outage, now); }

void TrainingAccount::begin_save(core::Tick now) {
  frozen_ = progress(now);
  turn_to(Doing::save, now);
}

void TrainingAccount::end_save(core::Tick now) {
  useful_before_ += frozen_.saved + frozen_.at_risk;
  turn_to(Doing::work, now);
}

void TrainingAccount::pause(core::Tick now) {
  const Progress done = progress(now);
  useful_before_ += done.saved + done.at_risk;
  turn_to(Doing::outage, now);
}

void TrainingAccount::stop(core::Tick now) {
  const Progress done = progress(now);
  useful_before_ += done.saved + done.at_risk;
  if (active_since_ != core::kNever) active_before_ += now - active_since_;
  active_since_ = core::kNever;
  turn_to(Doing::nothing, now);
}

/// A run is `every` of work, `block` without, and so on; only a completed block saves.
TrainingAccount::Progress TrainingAccount::progress(core::Tick now) const {
  if (doing_ == Doing::save) return frozen_;
  if (doing_ != Doing::work) return {};
  const core::Tick ran = now - since_;
  const core::Tick cycle = every_ + block_;
  return {ran / cycle * every_, std::min(ran % cycle, every_)};
}

TrainingAccount::Lost TrainingAccount::lost(core::Tick now) const {
  Lost lost = lost_before_;
  if (doing_ == Doing::outage) lost.outage += now - since_;
  if (doing_ == Doing::restart) lost.restart += now - since_;
  return lost;
}

double TrainingAccount::goodput_frac(core::Tick now) const {
  const core::Tick open = active_since_ == core::kNever ? 0 : now - active_since_;
  const core::Tick active = active_before_ + open;
  if (active == 0) return 1.0;
  const Progress done = progress(now);
  return core::seconds(useful_before_ + done.saved + done.at_risk) / core::seconds(active);
}

}  // namespace ridethrough::devices
