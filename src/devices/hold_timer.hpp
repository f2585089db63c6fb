#pragma once

#include "ridethrough/core/time.hpp"

namespace ridethrough::devices {

/// Runs out when something has lasted for a time without a break.
class HoldTimer {
 public:
  /// core::kNever: it never does.
  explicit HoldTimer(core::Tick hold) : hold_(hold) {}

  /// Whether it is so from `now` on.
  void watch(core::Tick now, bool is_so) {
    if (!is_so) since_ = core::kNever;
    if (is_so && since_ == core::kNever) since_ = now;
  }
  void clear() { since_ = core::kNever; }
  bool is_so() const { return since_ != core::kNever; }
  bool has_tripped(core::Tick now) const { return next() <= now; }
  core::Tick next() const { return core::later(since_, hold_); }

 private:
  core::Tick hold_;
  core::Tick since_ = core::kNever;
};

}  // namespace ridethrough::devices
