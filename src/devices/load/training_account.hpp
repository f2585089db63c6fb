#pragma once

#include <cstdint>

#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices {

/// What a job has done with its time: useful work, work that was lost, interruptions. Whole
/// nanoseconds, so that nothing depends on when somebody looks.
class TrainingAccount {
 public:
  /// `checkpoint`: the parameter of that name.
  explicit TrainingAccount(const Parameters& checkpoint);

  /// The job begins (again) to work; ends an interruption.
  void begin_run(core::Tick now);
  /// The run ends and loses its work since the last checkpoint.
  void interrupt(core::Tick now);
  /// The run, or the interruption, ends by an order; nothing is lost.
  void stop(core::Tick now);

  std::int64_t interruptions() const { return interruptions_; }
  /// Work since the last checkpoint of each interruption, plus the time until the next run.
  double lost_s(core::Tick now) const;
  /// Useful work over the time between start and stop; 1 before the start.
  double goodput_frac(core::Tick now) const;

 private:
  struct Progress {
    core::Tick saved = 0;    ///< by completed checkpoints
    core::Tick at_risk = 0;  ///< since the last one
  };
  Progress progress(core::Tick now) const;

  core::Tick every_;
  core::Tick block_;
  core::Tick run_since_ = core::kNever;
  core::Tick interrupted_at_ = core::kNever;
  core::Tick active_since_ = core::kNever;
  core::Tick active_before_ = 0;
  core::Tick useful_before_ = 0;
  core::Tick lost_before_ = 0;
  std::int64_t interruptions_ = 0;
};

}  // namespace ridethrough::devices
