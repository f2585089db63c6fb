#pragma once

#include <array>

#include "ridethrough/core/time.hpp"

namespace ridethrough::devices {

/// How long a power has been how high: its mean, and what it exceeds for a given share of the time.
/// Steps of a thousandth of `highest_w`, so a quantile is right to that.
class PowerSpread {
 public:
  void expect(double highest_w) { highest_w_ = highest_w; }
  /// From `now` on, until it is told again; nothing is counted while `counts` is false. The same
  /// again changes nothing.
  void carry(core::Tick now, bool counts, double watts);
  double mean_w(core::Tick now) const;
  /// Exceeded for (1 - `share`) of the time; the upper edge of its step.
  double quantile_w(core::Tick now, double share) const;

 private:
  static constexpr std::size_t kSteps = 1000;
  std::size_t step_of(double watts) const;

  double highest_w_ = 0.0;
  bool counts_ = false;
  double watts_ = 0.0;
  core::Tick since_ = 0;
  core::Tick total_ = 0;
  double joules_ = 0.0;
  std::array<core::Tick, kSteps + 1> spent_{};
};

}  // namespace ridethrough::devices
