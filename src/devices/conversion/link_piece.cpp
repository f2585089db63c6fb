#include "devices/conversion/link_piece.hpp"

#include <algorithm>
#include <limits>

#include "devices/positive_roots.hpp"

namespace ridethrough::devices::conversion {
namespace {

constexpr double kNoMeeting = std::numeric_limits<double>::infinity();

/// Link energy this near to full is full: a crossing is rounded up by at most one tick.
constexpr double kFullRounding = 1e-6;

}  // namespace

LinkPiece LinkPiece::anew(core::Tick now, double full_j) const {
  const double left_j = at(now);
  const bool is_full = std::abs(left_j - full_j) <= kFullRounding * full_j;
  return {now, is_full ? full_j : left_j, {}};
}

core::Tick LinkPiece::reaches(double level_j) const {
  const double gap_j = energy_j - level_j;
  if (gap_j == 0.0) return core::kNever;
  const core::Tick span =
      core::ticks_up(positive_roots(gap_j, surplus.w, 0.5 * surplus.w_per_s)[0]);
  if (span == core::kNever) return core::kNever;
  core::Tick found = start + std::max<core::Tick>(span, 1);
  const auto is_past = [&](core::Tick tick) { return (at(tick) - level_j) * gap_j <= 0.0; };
  if (found - 1 > start && is_past(found - 1)) return found - 1;
  return is_past(found) ? found : found + 1;
}

double meeting_s(const Ramp& a, const Ramp& b) {
  const double closing = b.w_per_s - a.w_per_s;
  const double gap = a.w - b.w;
  if (closing == 0.0) return kNoMeeting;
  const double s = gap / closing;
  return s > 0.0 ? s : kNoMeeting;
}

core::Tick meeting_at(const Ramp& a, const Ramp& b, core::Tick now) {
  return core::later(now, core::ticks_up(meeting_s(a, b)));
}

}  // namespace ridethrough::devices::conversion
