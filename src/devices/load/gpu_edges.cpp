#include "devices/load/gpu_edges.hpp"

#include <cmath>
#include <limits>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

GpuEdges::GpuEdges(const Parameters& gpu) {
  up_per_s_ = down_per_s_ = std::numeric_limits<double>::infinity();
  const Parameters* edges = optional_map(gpu, "edges");
  if (edges == nullptr) return;
  // A division by zero is what is meant: at once.
  up_per_s_ = 1.0 / number_of(*edges, "rise");
  down_per_s_ = 1.0 / number_of(*edges, "fall");
  overshoot_ = number_of(*edges, "overshoot");
  settles_in_s_ = number_of(*edges, "settle");
}

void GpuEdges::want(const GpuLevel& level) {
  is_new_ = is_new_ || level != asked_;
  asked_ = level;
}

void GpuEdges::reset(core::Tick now) {
  is_new_ = false;
  follow(now);
}

bool GpuEdges::settle(core::Tick now) {
  if (!is_new_ && now < next_) return false;
  const GpuLevel before = drawn_;
  is_new_ ? begin(now) : go_on(now);
  is_new_ = false;
  return drawn_ != before;
}

/// The work changed.
void GpuEdges::begin(core::Tick now) {
  const double gap = asked_.at(now) - drawn_.at(now);
  if (std::abs(gap) <= kSameLevel) return follow(now);
  if (gap > 0.0) return rise(now, gap);
  edge_ = Edge::down;
  if (!std::isfinite(down_per_s_)) return follow(now);
  drawn_ = {now, drawn_.at(now), -down_per_s_};
  next_ = closed_at(now, -gap, down_per_s_ + asked_.slope_per_s);
}

/// What was under way is over.
void GpuEdges::go_on(core::Tick now) {
  if (edge_ == Edge::up && beyond_ > kSameLevel) return settle_down(now);
  follow(now);
}

void GpuEdges::rise(core::Tick now, double height) {
  edge_ = Edge::up;
  beyond_ = settles_in_s_ > 0.0 ? overshoot_ * height : 0.0;
  if (!std::isfinite(up_per_s_)) return go_on(now);
  drawn_ = {now, drawn_.at(now), up_per_s_};
  next_ = closed_at(now, height + beyond_, up_per_s_ - asked_.slope_per_s);
}

void GpuEdges::settle_down(core::Tick now) {
  edge_ = Edge::settling;
  drawn_ = {now, asked_.at(now) + beyond_, asked_.slope_per_s - beyond_ / settles_in_s_};
  next_ = core::later(now, core::ticks_up(settles_in_s_));
}

/// Along what is wanted, where that moves no faster than an edge.
void GpuEdges::follow(core::Tick now) {
  edge_ = Edge::none;
  drawn_ = asked_;
  next_ = core::kNever;
  if (asked_.slope_per_s > up_per_s_) drawn_ = {now, asked_.at(now), up_per_s_};
  if (-asked_.slope_per_s > down_per_s_) drawn_ = {now, asked_.at(now), -down_per_s_};
}

}  // namespace ridethrough::devices
