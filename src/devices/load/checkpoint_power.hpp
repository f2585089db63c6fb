#pragma once

#include "devices/load/gpu_level.hpp"
#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices {

/// When a checkpoint stops the GPUs of a job, and at which level: they fall to it, hold it and rise
/// again before the work goes on. The profile stands still meanwhile. Where no level is stated the
/// power goes on as the profile says.
class CheckpointPower {
 public:
  /// Of the job, at one time.
  struct Standing {
    core::Tick played = 0;  ///< time of the profile
    bool stands = false;
    core::Tick from = 0;              ///< since when it stands
    core::Tick until = core::kNever;  ///< it stands, or goes on
    double level = 0.0;
  };

  /// `checkpoint` of the job and, where it has one, of its `on_battery`.
  CheckpointPower(const Parameters& checkpoint, const Value& on_battery);

  void begin_run(core::Tick now);
  /// An extra one, until `ends`.
  void begin_save(core::Tick now, core::Tick ends);
  void end_save(core::Tick now);
  Standing at(core::Tick now) const;
  /// The piece of a fall from `top` and the rise back to it that holds now, and its end.
  GpuLevel piece(const Standing& standing, double top, core::Tick now, core::Tick& ends) const;

 private:
  core::Tick every_;
  core::Tick block_;
  core::Tick fall_;
  core::Tick rise_;
  double level_ = -1.0;  ///< below zero: none
  double save_level_ = -1.0;
  core::Tick since_ = 0;   ///< run, or goes on after an extra one
  core::Tick played_ = 0;  ///< until then
  bool saves_ = false;
  core::Tick save_ends_ = 0;
};

}  // namespace ridethrough::devices
