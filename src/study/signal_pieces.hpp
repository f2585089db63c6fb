#pragma once

#include <algorithm>
#include <cmath>

#include "study/signal.hpp"

/// Walking over the common pieces of two signals.
namespace ridethrough::study {

/// Value of a piece that reaches to `stop`, at `time` within [begin, stop).
inline double value_within(const Piece& piece, core::Tick stop, core::Tick time) {
  if (piece.first == piece.last || time <= piece.begin) return piece.first;
  const double share_frac =
      static_cast<double>(time - piece.begin) / static_cast<double>(stop - piece.begin);
  return piece.first + (piece.last - piece.first) * share_frac;
}

/// The same just before `time` within (begin, stop]: the last value at the end of the piece.
inline double left_value(const Piece& piece, core::Tick stop, core::Tick time) {
  return time >= stop ? piece.last : value_within(piece, stop, time);
}

/// The tick at `share_frac` of [begin, end], rounded up.
inline core::Tick tick_within(core::Tick begin, core::Tick end, double share_frac) {
  const double offset = std::ceil(share_frac * static_cast<double>(end - begin));
  return begin + std::clamp(static_cast<core::Tick>(offset), core::Tick{0}, end - begin);
}

/// Two lines on a common span; begin == end is the point at the end of closed signals.
struct PiecePair {
  core::Tick begin = 0, end = 0;
  double a_first = 0.0, a_last = 0.0, b_first = 0.0, b_last = 0.0;
  bool a_zero = true, b_zero = true;

  double a_at(core::Tick time) const { return line(a_first, a_last, time); }
  double b_at(core::Tick time) const { return line(b_first, b_last, time); }

 private:
  double line(double first, double last, core::Tick time) const {
    if (first == last) return first;
    return first +
           (last - first) * static_cast<double>(time - begin) / static_cast<double>(end - begin);
  }
};

/// Calls `visit` for each common piece. Both signals begin and end at the same ticks.
template <typename Visitor>
void for_each_pair(const Signal& a, const Signal& b, Visitor visit) {
  std::size_t i = 0, j = 0;
  core::Tick time = std::max(a.begin(), b.begin());
  while (i < a.pieces.size() && j < b.pieces.size()) {
    const Piece& left = a.pieces[i];
    const Piece& right = b.pieces[j];
    const core::Tick left_stop = a.end_of(i), right_stop = b.end_of(j);
    const core::Tick stop = std::min(left_stop, right_stop);
    PiecePair pair;
    pair.begin = time;
    pair.end = stop;
    pair.a_first = value_within(left, left_stop, time);
    pair.a_last = left_value(left, left_stop, stop);
    pair.b_first = value_within(right, right_stop, time);
    pair.b_last = left_value(right, right_stop, stop);
    pair.a_zero = left.zero_is_true;
    pair.b_zero = right.zero_is_true;
    visit(pair);
    if (left_stop == stop) ++i;
    if (right_stop == stop) ++j;
    time = stop;
  }
}

}  // namespace ridethrough::study
