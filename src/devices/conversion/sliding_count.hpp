#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "ridethrough/core/time.hpp"

namespace ridethrough::devices::conversion {

/// How many events lie inside a window that slides: one at t counts at `now` while now - t is less
/// than the window (half open), to the tick.
class SlidingCount {
 public:
  /// `most` is what the window is asked for; none: it is never reached.
  SlidingCount(std::int64_t most, core::Tick window) : most_(most), window_(window) {}

  /// Notes one; true when it is the most-th inside the window, or a later one.
  bool note(core::Tick now) {
    std::erase_if(times_, [&](core::Tick at) { return now - at >= window_; });
    times_.push_back(now);
    return most_ > 0 && static_cast<std::int64_t>(times_.size()) >= most_;
  }
  std::int64_t within(core::Tick now) const {
    return std::count_if(times_.begin(), times_.end(),
                         [&](core::Tick at) { return now - at < window_; });
  }
  void clear() { times_.clear(); }

 private:
  std::int64_t most_;
  core::Tick window_;
  std::vector<core::Tick> times_;
};

}  // namespace ridethrough::devices::conversion
