#pragma once

#include <algorithm>

#include "ridethrough/core/line.hpp"
#include "ridethrough/core/time.hpp"

namespace ridethrough::devices {

struct Extreme {
  double value = 0.0;
  core::Tick time = -1;  ///< -1: nothing seen yet
};

inline void lower(Extreme& low, double value, core::Tick at) {
  if (low.time < 0 || value < low.value) low = {value, at};
}
inline void raise(Extreme& high, double value, core::Tick at) {
  if (high.time < 0 || value > high.value) high = {value, at};
}

/// Highest power of a published line. What lasted for no time (a round inside an instant) does not
/// count, so being woken more often can not change it.
class PeakPower {
 public:
  void carry(core::Tick now, const core::Line& line) {
    if (line == line_) return;
    peak_ = at(now);
    line_ = line;
    since_ = now;
  }
  Extreme at(core::Tick now) const {
    Extreme peak = peak_;
    if (now > since_) {
      raise(peak, line_.watts(since_), since_);
      raise(peak, line_.watts(now), now);
    }
    return peak;
  }

 private:
  core::Line line_;
  core::Tick since_ = 0;
  Extreme peak_;
};

/// Lowest of a value that steps; the same rule.
class LowestLevel {
 public:
  void hold(core::Tick now, double value, bool counts) {
    if (value == value_ && counts == counts_) return;
    lowest_ = at(now);
    value_ = value;
    counts_ = counts;
    since_ = now;
  }
  Extreme at(core::Tick now) const {
    Extreme lowest = lowest_;
    if (counts_ && now > since_) lower(lowest, value_, since_);
    return lowest;
  }

 private:
  double value_ = 0.0;
  bool counts_ = false;
  core::Tick since_ = 0;
  Extreme lowest_;
};

}  // namespace ridethrough::devices
