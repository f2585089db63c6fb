#include "devices/synchronism.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "devices/parameter_access.hpp"
#include "devices/positive_roots.hpp"

namespace ridethrough::devices {

namespace {

constexpr double kNoEnd = std::numeric_limits<double>::infinity();
/// Angles are sums of many turns, and differences of decimal numbers are not exact (50.2 Hz less
/// 50 Hz is above 0.2 Hz): what is beyond a limit by less than this, in rad, Hz or pu, is inside.
constexpr double kSyncRounding = 1e-9;
/// An angle smaller than this is none to steer for.
constexpr double kNoAngleRad = 1e-6;
/// How often a feed whose frequency wanders is aimed at anew.
constexpr core::Tick kAimAgain = core::kTicksPerSecond;
/// Windows of a gap whose slip changes are looked through so far ahead; the line of a frequency
/// that moves is replaced long before.
constexpr int kMostWindows = 64;

/// When a slip has turned the angle by so many turns.
double turned_s(double turns, double hz, double hz_per_s) {
  return positive_roots(-turns, hz, 0.5 * hz_per_s)[0];
}

struct Span {
  double from_s = 0.0;
  double to_s = kNoEnd;
};

/// While |slip| <= most, from now on; empty if from_s > to_s.
Span slow_enough(double hz, double hz_per_s, double most_hz) {
  if (hz_per_s == 0.0) return {std::abs(hz) <= most_hz + kSyncRounding ? 0.0 : kNoEnd, kNoEnd};
  if (std::isinf(most_hz)) return {};
  const double one_s = (most_hz - hz) / hz_per_s;
  const double other_s = (-most_hz - hz) / hz_per_s;
  return {std::max(std::min(one_s, other_s), 0.0), std::max(one_s, other_s)};
}

}  // namespace

double wrapped_rad(double rad) { return std::remainder(rad, kTurn); }

std::string SyncGap::text() const {
  return fmt::format("{:.3g} deg, {:.3g} Hz and {:.3g} % apart", std::abs(angle_rad) / kDegree,
                     std::abs(frequency_hz), 100.0 * std::abs(voltage_pu));
}

bool is_out_of_phase(const SyncGap& gap) {
  constexpr double kMostRad = 10.0 * kDegree;  // as the default of `sync_check`
  return std::abs(gap.angle_rad) > kMostRad;
}

SyncGap gap_between(const network::Network& network, network::NodeId one, network::NodeId other,
                    core::Tick at) {
  return {.angle_rad = wrapped_rad(network.phase_rad(one, at) - network.phase_rad(other, at)),
          .frequency_hz = network.frequency(one).hz_at(at) - network.frequency(other).hz_at(at),
          .voltage_pu = network.voltage_pu(one) - network.voltage_pu(other)};
}

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

PhaseGap PhaseGap::ahead(core::Tick span) const {
  return {.at = at, .rad = rad_at(at + span), .hz = hz_at(at + span), .hz_per_s = hz_per_s};
}

bool PhaseGap::continues_as(const PhaseGap& other) const {
  constexpr double kSameRad = 1e-6;
  return hz_at(other.at) == other.hz && hz_per_s == other.hz_per_s &&
         std::abs(wrapped_rad(rad_at(other.at) - other.rad)) < kSameRad;
}

bool SyncLimits::allow(const SyncGap& gap) const {
  return std::abs(gap.angle_rad) <= angle_rad + kSyncRounding &&
         std::abs(gap.frequency_hz) <= frequency_hz + kSyncRounding &&
         std::abs(gap.voltage_pu) <= voltage_pu + kSyncRounding;
}

core::Tick SyncLimits::opens(const PhaseGap& gap, core::Tick from) const {
  const Span slow = slow_enough(gap.hz_at(from), gap.hz_per_s, frequency_hz);
  const core::Tick start = core::later(from, core::ticks_up(slow.from_s));
  if (slow.from_s > slow.to_s || start == core::kNever) return core::kNever;
  const double ahead_rad = gap.reduced_rad(start);
  const double beyond_rad = std::abs(ahead_rad) - angle_rad;
  const bool is_leaving = ahead_rad * gap.hz_at(start) > 0.0;
  if (beyond_rad <= (is_leaving ? 0.0 : kSyncRounding)) return start;
  // On to the near edge, or round to the other one.
  const double near_rad = std::copysign(angle_rad, ahead_rad) - ahead_rad;
  const double round_rad =
      std::copysign(kTurn, ahead_rad) - ahead_rad - std::copysign(angle_rad, ahead_rad);
  const double slip_hz = gap.hz_at(start);
  const double wait_s = std::min(turned_s(near_rad / kTurn, slip_hz, gap.hz_per_s),
                                 turned_s(round_rad / kTurn, slip_hz, gap.hz_per_s));
  const core::Tick opening = core::later(start, core::ticks_up(wait_s));
  const bool is_in_time = core::seconds(opening - from) <= slow.to_s;
  return is_in_time ? opening : core::kNever;
}

core::Tick SyncLimits::closes(const PhaseGap& gap, core::Tick from) const {
  const double ahead_rad = std::clamp(gap.reduced_rad(from), -angle_rad, angle_rad);
  const double slip_hz = gap.hz_at(from);
  const bool is_at_edge = angle_rad - std::abs(ahead_rad) <= kSyncRounding;
  if (is_at_edge && ahead_rad * slip_hz > 0.0) return core::later(from, 1);
  const double turn_s = std::min(turned_s((angle_rad - ahead_rad) / kTurn, slip_hz, gap.hz_per_s),
                                 turned_s((-angle_rad - ahead_rad) / kTurn, slip_hz, gap.hz_per_s));
  const double stay_s = std::min(turn_s, slow_enough(slip_hz, gap.hz_per_s, frequency_hz).to_s);
  // The edge itself is inside.
  return core::later(core::later(from, core::ticks_up(stay_s)), 1);
}

core::Tick SyncLimits::held_for(const PhaseGap& gap, core::Tick from, core::Tick span) const {
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

SyncLimits sync_limits(const Parameters& map, const SyncLimits& usual) {
  return {.angle_rad = number_or(map, "angle", usual.angle_rad),
          .frequency_hz = number_or(map, "frequency", usual.frequency_hz),
          .voltage_pu = number_or(map, "voltage", usual.voltage_pu)};
}

Aim aim_at(const network::Network& network, network::NodeId node, network::NodeId feed,
           core::Tick now, double slew_hz) {
  const double off_rad = gap_between(network, node, feed, now).angle_rad;
  Aim aim{network.frequency(feed), now + kAimAgain};
  aim.frequency.hz = aim.frequency.hz_at(now);
  aim.frequency.at = now;
  if (std::abs(off_rad) > kNoAngleRad) {
    aim.frequency.hz -= std::copysign(slew_hz, off_rad);
    const double span_s = std::abs(off_rad) / (kTurn * slew_hz);
    aim.until = now + std::max<core::Tick>(core::ticks_up(span_s), 1);
  }
  return aim;
}

}  // namespace ridethrough::devices
