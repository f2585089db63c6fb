#include "devices/switchgear/sync_window.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ridethrough::devices::switchgear {

namespace {

constexpr double kTurn = 2.0 * std::numbers::pi;
constexpr double kNoRoot = std::numeric_limits<double>::infinity();
/// Angles are sums of many turns; what is within this of the edge is inside.
constexpr double kAngleRoundingRad = 1e-9;
/// Windows of a gap whose slip changes are looked through so far ahead; the line of a frequency
/// that moves is replaced long before.
constexpr int kMostWindows = 64;

double smallest_positive(double one, double other) {
  if (!(one > 0.0)) one = kNoRoot;
  if (!(other > 0.0)) other = kNoRoot;
  return std::min(one, other);
}

/// Smallest s > 0 with hz s + hz_per_s s^2 / 2 = turns, by the form of the quadratic formula that
/// does not cancel; infinite if there is none.
double first_root_s(double turns, double hz, double hz_per_s) {
  if (hz_per_s == 0.0) return smallest_positive(turns / hz, kNoRoot);
  const double discriminant = hz * hz + 2.0 * hz_per_s * turns;
  if (discriminant < 0.0) return kNoRoot;
  const double q = -(hz + std::copysign(std::sqrt(discriminant), hz));
  return smallest_positive(q / hz_per_s, -2.0 * turns / q);
}

struct Span {
  double from_s = 0.0;
  double to_s = kNoRoot;
};

/// While |slip| <= most, from now on; empty if from_s > to_s.
Span slow_enough(double hz, double hz_per_s, double most_hz) {
  if (hz_per_s == 0.0) return {std::abs(hz) <= most_hz ? 0.0 : kNoRoot, kNoRoot};
  if (std::isinf(most_hz)) return {};
  const double one_s = (most_hz - hz) / hz_per_s;
  const double other_s = (-most_hz - hz) / hz_per_s;
  return {std::max(std::min(one_s, other_s), 0.0), std::max(one_s, other_s)};
}

}  // namespace

PhaseGap PhaseGap::between(const network::Emf& one, const network::Emf& other) {
  const core::Tick at = std::max(one.frequency.at, other.frequency.at);
  return {.at = at,
          .rad = one.angle_at(at) - other.angle_at(at),
          .hz = one.frequency.hz_at(at) - other.frequency.hz_at(at),
          .hz_per_s = one.frequency.hz_per_s - other.frequency.hz_per_s};
}

double PhaseGap::rad_at(core::Tick now) const {
  const double span_s = core::seconds(now - at);
  return rad + kTurn * (hz + 0.5 * hz_per_s * span_s) * span_s;
}

double PhaseGap::reduced_rad(core::Tick now) const { return std::remainder(rad_at(now), kTurn); }

PhaseGap PhaseGap::ahead(core::Tick span) const {
  return {.at = at, .rad = rad_at(at + span), .hz = hz_at(at + span), .hz_per_s = hz_per_s};
}

bool PhaseGap::continues_as(const PhaseGap& other) const {
  constexpr double kSameRad = 1e-6;
  return hz_at(other.at) == other.hz && hz_per_s == other.hz_per_s &&
         std::abs(std::remainder(rad_at(other.at) - other.rad, kTurn)) < kSameRad;
}

bool SyncWindow::holds(const PhaseGap& gap, core::Tick now) const {
  return std::abs(gap.reduced_rad(now)) <= rad + kAngleRoundingRad &&
         std::abs(gap.hz_at(now)) <= hz;
}

core::Tick SyncWindow::opens(const PhaseGap& gap, core::Tick from) const {
  const Span slow = slow_enough(gap.hz_at(from), gap.hz_per_s, hz);
  const core::Tick start = core::later(from, core::ticks_up(slow.from_s));
  if (slow.from_s > slow.to_s || start == core::kNever) return core::kNever;
  const double angle_rad = gap.reduced_rad(start);
  const double beyond_rad = std::abs(angle_rad) - rad;
  const bool is_leaving = angle_rad * gap.hz_at(start) > 0.0;
  if (beyond_rad <= (is_leaving ? 0.0 : kAngleRoundingRad)) return start;
  // On to the near edge, or round to the other one.
  const double near_rad = std::copysign(rad, angle_rad) - angle_rad;
  const double round_rad =
      std::copysign(kTurn, angle_rad) - angle_rad - std::copysign(rad, angle_rad);
  const double slip_hz = gap.hz_at(start);
  const double wait_s = std::min(first_root_s(near_rad / kTurn, slip_hz, gap.hz_per_s),
                                 first_root_s(round_rad / kTurn, slip_hz, gap.hz_per_s));
  const core::Tick opening = core::later(start, core::ticks_up(wait_s));
  const bool is_in_time = core::seconds(opening - from) <= slow.to_s;
  return is_in_time ? opening : core::kNever;
}

core::Tick SyncWindow::closes(const PhaseGap& gap, core::Tick from) const {
  const double angle_rad = std::clamp(gap.reduced_rad(from), -rad, rad);
  const double slip_hz = gap.hz_at(from);
  const bool is_at_edge = rad - std::abs(angle_rad) <= kAngleRoundingRad;
  if (is_at_edge && angle_rad * slip_hz > 0.0) return core::later(from, 1);
  const double turn_s = std::min(first_root_s((rad - angle_rad) / kTurn, slip_hz, gap.hz_per_s),
                                 first_root_s((-rad - angle_rad) / kTurn, slip_hz, gap.hz_per_s));
  const double stay_s = std::min(turn_s, slow_enough(slip_hz, gap.hz_per_s, hz).to_s);
  // The edge itself is inside.
  return core::later(core::later(from, core::ticks_up(stay_s)), 1);
}

core::Tick SyncWindow::held_for(const PhaseGap& gap, core::Tick from, core::Tick span) const {
  // With a steady slip all windows after the first, which may be cut, are alike.
  const int windows = gap.hz_per_s == 0.0 ? 2 : kMostWindows;
  core::Tick start = opens(gap, from);
  for (int i = 0; i < windows && start != core::kNever; ++i) {
    const core::Tick end = closes(gap, start);
    const core::Tick due = core::later(start, span);
    if (due < end) return due;
    start = opens(gap, end);
  }
  return core::kNever;
}

}  // namespace ridethrough::devices::switchgear
