#include "devices/load/training_account.hpp"

#include <algorithm>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

TrainingAccount::TrainingAccount(const Parameters& checkpoint)
    : every_(std::max<core::Tick>(span_ticks(checkpoint, "every"), 1)),
      block_(span_ticks(checkpoint, "block")) {}

void TrainingAccount::begin_run(core::Tick now) {
  if (interrupted_at_ != core::kNever) lost_before_ += now - interrupted_at_;
  interrupted_at_ = core::kNever;
  if (active_since_ == core::kNever) active_since_ = now;
  run_since_ = now;
}

void TrainingAccount::interrupt(core::Tick now) {
  const Progress done = progress(now);
  useful_before_ += done.saved;
  lost_before_ += done.at_risk;
  run_since_ = core::kNever;
  interrupted_at_ = now;
  ++interruptions_;
}

void TrainingAccount::stop(core::Tick now) {
  const Progress done = progress(now);
  useful_before_ += done.saved + done.at_risk;
  if (interrupted_at_ != core::kNever) lost_before_ += now - interrupted_at_;
  if (active_since_ != core::kNever) active_before_ += now - active_since_;
  run_since_ = interrupted_at_ = active_since_ = core::kNever;
}

/// A run is `every` of work, `block` without, and so on; only a completed block saves.
TrainingAccount::Progress TrainingAccount::progress(core::Tick now) const {
  if (run_since_ == core::kNever) return {};
  const core::Tick ran = now - run_since_;
  const core::Tick cycle = every_ + block_;
  return {ran / cycle * every_, std::min(ran % cycle, every_)};
}

double TrainingAccount::lost_s(core::Tick now) const {
  const core::Tick open = interrupted_at_ == core::kNever ? 0 : now - interrupted_at_;
  return core::seconds(lost_before_ + open);
}

double TrainingAccount::goodput_frac(core::Tick now) const {
  const core::Tick open = active_since_ == core::kNever ? 0 : now - active_since_;
  const core::Tick active = active_before_ + open;
  if (active == 0) return 1.0;
  const Progress done = progress(now);
  return core::seconds(useful_before_ + done.saved + done.at_risk) / core::seconds(active);
}

}  // namespace ridethrough::devices
