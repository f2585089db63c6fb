#pragma once

#include <algorithm>
#include <cmath>

#include "ridethrough/core/time.hpp"

namespace ridethrough::devices {

/// How finely a voltage that runs straight is published as steps, in the middle of each of which
/// the line is met: the error is half a step, and energy is right on average.
struct StepSize {
  double largest_pu = 1e-4;
  /// No shorter than this: a root-mean-square value has no finer time. Half of it is what a steep
  /// ramp may be late or early.
  core::Tick shortest = 100'000;
};

/// A straight line over [begin, end), as equal steps; before and after it, its ends.
class SteppedRamp {
 public:
  SteppedRamp() = default;
  SteppedRamp(core::Tick begin, core::Tick end, double from_pu, double to_pu, const StepSize& size)
      : begin_(begin), end_(end), from_pu_(from_pu), to_pu_(to_pu) {
    if (end_ <= begin_ || end_ == core::kNever || from_pu == to_pu) return;
    const double wanted = std::ceil(std::abs(to_pu - from_pu) / size.largest_pu);
    const core::Tick most = std::max<core::Tick>((end_ - begin_) / size.shortest, 1);
    steps_ = wanted < static_cast<double>(most) ? static_cast<core::Tick>(wanted) : most;
  }

  double at(core::Tick now) const {
    if (now >= end_) return to_pu_;
    if (now < begin_ || steps_ == 0) return from_pu_;
    const double share = (static_cast<double>(step_of(now)) + 0.5) / static_cast<double>(steps_);
    return from_pu_ + (to_pu_ - from_pu_) * share;
  }
  /// When it steps next; kNever after its end.
  core::Tick next(core::Tick now) const {
    if (now >= end_) return core::kNever;
    if (now < begin_) return begin_;
    return steps_ == 0 ? end_ : begin_ + start_of(step_of(now) + 1);
  }
  core::Tick end() const { return end_; }

 private:
  __extension__ using Wide = __int128;  // ticks times steps

  core::Tick step_of(core::Tick now) const {
    return static_cast<core::Tick>(Wide{now - begin_} * steps_ / (end_ - begin_));
  }
  /// The first tick of a step, rounded up.
  core::Tick start_of(core::Tick step) const {
    const Wide span = end_ - begin_;
    return static_cast<core::Tick>((span * step + steps_ - 1) / steps_);
  }

  core::Tick begin_ = 0, end_ = 0;
  double from_pu_ = 1.0, to_pu_ = 1.0;
  core::Tick steps_ = 0;  // 0: one value, `from`, up to the end
};

}  // namespace ridethrough::devices
