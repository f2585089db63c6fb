#include "devices/grid/flywheel.hpp"

#include <algorithm>
#include <cmath>

#include "devices/first_tick.hpp"

namespace ridethrough::devices {
namespace {

/// The search for a crossing begins with this span and doubles it.
constexpr core::Tick kFirstSpan = 1'000'000;

}  // namespace

Flywheel::Flywheel(double full_j, double drag_w)
    : full_j_(full_j), energy_j_(full_j / drag_w, 0.0) {
  hold(0);
}

void Flywheel::drive(core::Tick now, const core::Line& power) {
  const double lag_s = energy_j_.lag_s();
  energy_j_.follow(now, lag_s * power.watts(now), lag_s * power.watts_per_s());
}

double Flywheel::speed_frac(core::Tick now) const {
  return std::sqrt(std::max(0.0, energy_j(now)) / full_j_);
}

/// Its slope is an exponential and a constant: it turns once at the most, so that a span begins and
/// ends on one side of the turn or is cut there.
core::Tick Flywheel::reaches(core::Tick now, double energy_j, int direction) const {
  const auto is_there = [&](core::Tick at) {
    return direction * (energy_j_.at(at) - energy_j) >= 0;
  };
  const auto departs = [&](core::Tick at) { return direction * energy_j_.slope_at(at) < 0.0; };
  if (is_there(now)) return now;
  core::Tick before = now;
  for (core::Tick span = kFirstSpan; before != core::kNever; span *= 2) {
    core::Tick after = core::later(before, span);
    if (after == core::kNever) return core::kNever;
    const bool turns = !departs(before) && departs(after);
    if (turns) after = first_tick(before, after, departs);
    if (is_there(after)) return first_tick(before, after, is_there);
    if (turns) return core::kNever;
    before = after;
  }
  return core::kNever;
}

}  // namespace ridethrough::devices
