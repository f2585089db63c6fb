#include <algorithm>
#include <deque>

#include "study/robustness.hpp"
#include "study/signal.hpp"

// The greatest value of a signal over a window that slides with time.
namespace ridethrough::study {
namespace {

/// A corner counts from `begin` on, for as long as it is in the window.
struct WindowCorner {
  core::Tick begin = 0;
  double value = 0.0;
};

std::vector<WindowCorner> corners_of(const Signal& a) {
  std::vector<WindowCorner> corners;
  for (std::size_t i = 0; i < a.pieces.size(); ++i) {
    const double before = i > 0 ? a.pieces[i - 1].last : kFalse;
    corners.push_back({a.pieces[i].begin, std::max(before, a.pieces[i].first)});
  }
  return corners;
}

/// Instants at which a corner enters or leaves, up to the end.
std::vector<core::Tick> moves_of(const std::vector<WindowCorner>& corners, core::Tick span,
                                 core::Tick end) {
  std::vector<core::Tick> moves = {end};
  for (const WindowCorner& corner : corners) {
    for (const core::Tick time : {corner.begin, core::later(corner.begin, span)}) {
      if (time < end) moves.push_back(time);
    }
  }
  std::sort(moves.begin(), moves.end());
  moves.erase(std::unique(moves.begin(), moves.end()), moves.end());
  return moves;
}

/// The greatest corner within (t - span, t]: a queue of those that no later one exceeds.
Signal highest_corner(const Signal& a, core::Tick span) {
  const std::vector<WindowCorner> corners = corners_of(a);
  Signal result;
  result.end = a.end;
  std::deque<WindowCorner> inside;
  std::size_t next = 0;
  for (const core::Tick time : moves_of(corners, span, a.end)) {
    for (; next < corners.size() && corners[next].begin <= time; ++next) {
      while (!inside.empty() && inside.back().value <= corners[next].value) inside.pop_back();
      inside.push_back(corners[next]);
    }
    while (!inside.empty() && core::later(inside.front().begin, span) <= time) inside.pop_front();
    const double value = inside.empty() ? kFalse : inside.front().value;
    result.append({time, value, value});
  }
  return result;
}

}  // namespace

Signal highest_within(const Signal& a, core::Tick span, double before) {
  return upper_of(upper_of(a, delayed(a, span, before)), highest_corner(a, span));
}

}  // namespace ridethrough::study
