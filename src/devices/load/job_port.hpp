#pragma once

#include "ridethrough/core/time.hpp"

namespace ridethrough::devices {

/// Of all racks of a job that are up, W at the AC input.
struct JobPower {
  double running_w = 0.0;  ///< as it runs, in the mean
  double held_w = 0.0;     ///< while it is held
};

/// What a scheduler sees of a job.
class JobPort {
 public:
  virtual ~JobPort() = default;
  /// Both the same for a job that does not run, or not on its own racks.
  virtual JobPower power(core::Tick now) const = 0;
  /// It saves what it has to save and pauses, until it is let go. The caller marks the job.
  virtual void hold(bool is_held) = 0;
  /// It runs, and all racks to which it could go are up and free.
  virtual bool may_move() const { return false; }
  /// It saves what it has to save and goes there. The caller marks the job.
  virtual void move() {}
  /// It is not on its own racks.
  virtual bool is_away() const { return false; }
};

}  // namespace ridethrough::devices
