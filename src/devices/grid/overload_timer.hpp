#pragma once

#include <algorithm>

#include "devices/hold_timer.hpp"
#include "ridethrough/core/line.hpp"
#include "ridethrough/core/time.hpp"

namespace ridethrough::devices {

/// Trips when a line stays above a limit for a time. Crossings of a ramp are found to the tick.
/// What lasts counts here and not how far it is beyond, as in the inverse curves of a TripClock.
class OverloadTimer {
 public:
  OverloadTimer(double limit_w, core::Tick hold) : limit_w_(limit_w), over_(hold) {}

  /// Looks at what is carried from `now` on. Wake again at next().
  void watch(core::Tick now, const core::Line& line) {
    const bool is_over = line.watts(now) > limit_w_;
    over_.watch(now, is_over);
    crossing_ = next_crossing(now, line, is_over);
  }
  void clear() {
    over_.clear();
    crossing_ = core::kNever;
  }

  bool has_tripped(core::Tick now) const { return over_.has_tripped(now); }
  core::Tick next() const { return std::min(over_.next(), crossing_); }
  /// When the line next changes sides; what is left to wait for once it has tripped.
  core::Tick crossing() const { return crossing_; }

 private:
  core::Tick next_crossing(core::Tick now, const core::Line& line, bool is_over) const {
    if (line.slope == 0 || (line.slope > 0) == is_over) return core::kNever;
    const double wait_s = (limit_w_ - line.watts(now)) / line.watts_per_s();
    core::Tick at = core::later(now, core::ticks_up(wait_s));
    // The limit itself is no overload, and rounding may end one tick short of the change.
    while (at != core::kNever && (line.watts(at) > limit_w_) == is_over) ++at;
    return at;
  }

  double limit_w_;
  HoldTimer over_;
  core::Tick crossing_ = core::kNever;
};

}  // namespace ridethrough::devices
