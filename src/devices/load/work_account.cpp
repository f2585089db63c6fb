#include "devices/load/work_account.hpp"

#include <algorithm>
#include <cmath>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

WorkAccount::WorkAccount(const Parameters& checkpoint)
    : every_(std::max<core::Tick>(span_ticks(checkpoint, "every"), 1)),
      block_(span_ticks(checkpoint, "block")) {}

/// What it does now ends and is counted, but for work: how that ends, its callers know.
void WorkAccount::turn_to(Doing next, core::Tick now) {
  lost_before_ = lost(now);
  doing_ = next;
  since_ = now;
  phase_ = 0;
  before_ = {};
}

void WorkAccount::set_pace(core::Tick now, double pace) {
  if (pace == pace_) return;
  if (doing_ == Doing::work) {
    const Progress done = progress(now);
    lost_before_ = lost(now);
    phase_ = (phase_ + now - since_) % (every_ + block_);
    before_ = done;
    since_ = now;
  }
  pace_ = pace;
}

void WorkAccount::begin_run(core::Tick now) {
  turn_to(Doing::work, now);
  if (active_since_ == core::kNever) active_since_ = now;
}

void WorkAccount::interrupt(core::Tick now) {
  const Progress done = progress(now);
  useful_before_ += done.saved;
  lost_before_.work += done.at_risk;
  turn_to(Doing::outage, now);
  ++interruptions_;
}

void WorkAccount::begin_restart(core::Tick now) { turn_to(Doing::restart, now); }

void WorkAccount::spoil_restart(core::Tick now) { turn_to(Doing::outage, now); }

void WorkAccount::begin_save(core::Tick now) {
  frozen_ = progress(now);
  turn_to(Doing::save, now);
}

void WorkAccount::end_save(core::Tick now) {
  useful_before_ += frozen_.saved + frozen_.at_risk;
  turn_to(Doing::work, now);
}

void WorkAccount::pause(core::Tick now) {
  const Progress done = progress(now);
  useful_before_ += done.saved + done.at_risk;
  turn_to(Doing::outage, now);
}

void WorkAccount::fail(core::Tick now) {
  pause(now);
  ++interruptions_;
}

void WorkAccount::stop(core::Tick now) {
  const Progress done = progress(now);
  useful_before_ += done.saved + done.at_risk;
  active_before_ = active(now);
  active_since_ = core::kNever;
  turn_to(Doing::nothing, now);
}

/// A run is `every` of work, `block` without, and so on; only a completed block saves.
WorkAccount::Progress WorkAccount::progress(core::Tick now) const {
  if (doing_ == Doing::save) return frozen_;
  if (doing_ != Doing::work) return {};
  const core::Tick ran = phase_ + now - since_;
  const core::Tick cycle = every_ + block_;
  const core::Tick done = std::min(phase_, every_);  // before `since_`, of this checkpoint
  const core::Tick at_risk = std::min(ran % cycle, every_);
  if (ran < cycle) return {before_.saved, before_.at_risk + paced(at_risk - done)};
  const core::Tick saved = before_.saved + before_.at_risk + paced(ran / cycle * every_ - done);
  return {saved, paced(at_risk)};
}

core::Tick WorkAccount::worked(core::Tick now) const {
  const core::Tick ran = phase_ + now - since_;
  const core::Tick cycle = every_ + block_;
  return ran / cycle * every_ + std::min(ran % cycle, every_) - std::min(phase_, every_);
}

core::Tick WorkAccount::paced(core::Tick span) const {
  if (pace_ == 1.0) return span;
  return static_cast<core::Tick>(std::llround(pace_ * static_cast<double>(span)));
}

WorkAccount::Lost WorkAccount::lost(core::Tick now) const {
  Lost lost = lost_before_;
  if (doing_ == Doing::outage) lost.outage += now - since_;
  if (doing_ == Doing::restart) lost.restart += now - since_;
  if (doing_ == Doing::work && pace_ != 1.0) {
    const Progress done = progress(now);
    const core::Tick made = done.saved + done.at_risk - before_.saved - before_.at_risk;
    lost.slowed += worked(now) - made;
  }
  return lost;
}

core::Tick WorkAccount::useful(core::Tick now) const {
  const Progress done = progress(now);
  return useful_before_ + done.saved + done.at_risk;
}

core::Tick WorkAccount::active(core::Tick now) const {
  return active_before_ + (active_since_ == core::kNever ? 0 : now - active_since_);
}

}  // namespace ridethrough::devices
