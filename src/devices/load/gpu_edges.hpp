#pragma once

#include "devices/load/gpu_level.hpp"
#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices {

/// How fast a GPU follows its work: it rises and falls no faster than its edges, and overshoots at
/// the end of a rise by a share of it, which decays along a straight line.
///
/// Source   rise and fall of profile P2 and overshoots of 8 to 10 % of the TDP: loads.md 1.3 and 5;
///          no measurement at milliseconds is public, so one vendor is like another
/// Accuracy exact: every course is straight, its end rounded up to the nanosecond
class GpuEdges {
 public:
  /// Of the rack's `gpu:`; without `edges` it follows at once.
  explicit GpuEdges(const Parameters& gpu);

  void want(const GpuLevel& level);
  /// From `now` on it draws what is wanted: it was without power, or without work.
  void reset(core::Tick now);
  /// Goes on to `now`. @return whether the line that it draws changed.
  bool settle(core::Tick now);
  core::Tick next() const { return next_; }
  const GpuLevel& drawn() const { return drawn_; }

 private:
  enum class Edge { none, up, down, settling };

  void begin(core::Tick now);
  void go_on(core::Tick now);
  void rise(core::Tick now, double height);
  void settle_down(core::Tick now);
  void follow(core::Tick now);

  double up_per_s_ = 0.0;  ///< of the TDP; infinite: at once
  double down_per_s_ = 0.0;
  double overshoot_ = 0.0;
  double settles_in_s_ = 0.0;

  Edge edge_ = Edge::none;
  double beyond_ = 0.0;  ///< overshoot of this edge
  GpuLevel asked_;
  GpuLevel drawn_;
  core::Tick next_ = core::kNever;
  bool is_new_ = false;
};

}  // namespace ridethrough::devices
