#include <algorithm>
#include <cmath>

#include "devices/grid/grid_area.hpp"

// How the smooth frequency of an area is published: chords within a tolerance, each a function of
// the anchor and of the chord before it, never of who looks.
namespace ridethrough::devices {

namespace {

/// A swing that is slept through although it may cross a corner of the response must be this small
/// a part of the tolerance.
constexpr double kUnseen = 1e-3;
constexpr core::Tick kShortestAreaChord = 1000;
constexpr int kProbes = 8;

}  // namespace

void GridArea::draw(core::Tick now) {
  is_drawn_ = true;
  const AreaState from = state(now);
  if (rest(now, from)) return;
  core::Tick end = turn(now, chord_end(now));
  const Levels level = levels();
  const double last_hz = state(end).off_hz;
  Ends ends = Ends::plain;
  if (last_hz < level.low_hz) ends = Ends::below;
  if (last_hz > level.high_hz) ends = Ends::above;
  if (ends != Ends::plain) {
    const bool upward = ends == Ends::above;
    end = first_beyond(now, end, upward ? level.high_hz : level.low_hz, upward);
  }
  const double rise_hz = state(end).off_hz - from.off_hz;
  chord_ = {
      {now, settings_.nominal_hz + from.off_hz, rise_hz / core::seconds(end - now)}, end, ends};
}

/// Where the area swings no more than half the tolerance about its course, the course itself is
/// published, up to where something happens; for ever if it is flat.
bool GridArea::rest(core::Tick now, const AreaState& from) {
  SwingLaw::Course course;
  if (!law_.course(from, anchored_push(now), course)) return false;
  const double reach_hz = 2.0 * course.swing_hz;
  if (reach_hz > settings_.tolerance_hz) return false;
  const Levels level = levels();
  const bool is_near =
      course.off_hz - reach_hz < level.low_hz || course.off_hz + reach_hz > level.high_hz;
  const bool is_flat = course.slope_hz_per_s == 0.0;
  const bool is_inside = course.off_hz >= level.low_hz && course.off_hz <= level.high_hz;
  const bool is_still = is_flat && is_inside && reach_hz <= kUnseen * settings_.tolerance_hz;
  if (is_near && !is_still) return false;
  chord_ = {{now, settings_.nominal_hz + course.off_hz, course.slope_hz_per_s},
            core::kNever,
            Ends::plain};
  if (is_flat) return true;
  const double room_hz = course.slope_hz_per_s > 0.0 ? level.high_hz - reach_hz - course.off_hz
                                                     : course.off_hz - level.low_hz - reach_hz;
  const core::Tick span = core::ticks_up(room_hz / std::abs(course.slope_hz_per_s));
  if (span < kShortestAreaChord) return false;
  chord_.end = core::later(now, span);
  return true;
}

/// The longest chord from here that stays within the tolerance; short against every swing, so that
/// a few probes see how far it bends.
core::Tick GridArea::chord_end(core::Tick now) const {
  core::Tick span = core::ticks_up(1.5 / law_.fastest_per_s());
  for (;;) {
    const double bend_hz = bend(now, now + span);
    if (bend_hz <= settings_.tolerance_hz || span <= kShortestAreaChord) return now + span;
    const double shorter = std::clamp(0.9 * std::sqrt(settings_.tolerance_hz / bend_hz), 0.1, 0.9);
    span = std::max(kShortestAreaChord, core::ticks_up(core::seconds(span) * shorter));
  }
}

double GridArea::bend(core::Tick now, core::Tick end) const {
  const double first = state(now).off_hz;
  const double last = state(end).off_hz;
  double most = 0.0;
  for (int i = 1; i < kProbes; ++i) {
    const double share = static_cast<double>(i) / kProbes;
    const core::Tick at = now + static_cast<core::Tick>(static_cast<double>(end - now) * share);
    most = std::max(most, std::abs(state(at).off_hz - (first + share * (last - first))));
  }
  return most;
}

/// The first highest or lowest frequency before `end`, else `end`: so it is met exactly.
core::Tick GridArea::turn(core::Tick now, core::Tick end) const {
  const auto rises = [this](core::Tick at) { return hz_per_s(at) > 0.0; };
  const bool at_first = rises(now + kShortestAreaChord);
  if (end <= now + 2 * kShortestAreaChord || rises(end) == at_first) return end;
  core::Tick before = now + kShortestAreaChord;
  core::Tick after = end;
  while (after - before > 1) {
    const core::Tick middle = before + (after - before) / 2;
    (rises(middle) == at_first ? before : after) = middle;
  }
  return after;
}

/// The first tick beyond a level; the frequency does not turn between `now` and `end`.
core::Tick GridArea::first_beyond(core::Tick now, core::Tick end, double level_hz,
                                  bool upward) const {
  core::Tick before = now;
  core::Tick after = end;
  while (after - before > 1) {
    const core::Tick middle = before + (after - before) / 2;
    const double off_hz = state(middle).off_hz;
    const bool is_beyond = upward ? off_hz > level_hz : off_hz < level_hz;
    (is_beyond ? after : before) = middle;
  }
  return after;
}

}  // namespace ridethrough::devices
