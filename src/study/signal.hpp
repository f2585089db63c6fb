#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "ridethrough/core/time.hpp"
#include "ridethrough/study/trace.hpp"

/// Algebra of piecewise-linear signals with jumps, for checks. Infinite values stand for truth (+)
/// and falsehood (-); a piece is finite or infinite as a whole.
namespace ridethrough::study {

/// Straight from `first` at `begin` to `last` just before the next piece.
struct Piece {
  core::Tick begin = 0;
  double first = 0.0;
  double last = 0.0;
  /// As a robustness: exactly zero counts as true (x >= c) or as false (x > c).
  bool zero_is_true = true;
};

/// Pieces in order of time without gaps. A signal that is closed on the right ends with a piece
/// that begins at `end`: the value at that instant.
struct Signal {
  std::vector<Piece> pieces;
  core::Tick end = 0;

  core::Tick begin() const { return pieces.front().begin; }
  core::Tick end_of(std::size_t index) const {
    return index + 1 < pieces.size() ? pieces[index + 1].begin : end;
  }
  bool is_empty() const { return pieces.empty(); }
  /// Appends a piece; joins it with an equal constant before it.
  void append(const Piece& piece);
};

using TickSpan = std::pair<core::Tick, core::Tick>;

/// Constant extension on both sides where the trace is shorter than [0, end].
Signal signal_of(const Trace& trace, core::Tick end);
Signal constant_signal(double value, core::Tick end);
/// `inside` on each [begin, end) of the sorted `spans`, else `outside`.
Signal steps_of(const std::vector<TickSpan>& spans, double inside, double outside, core::Tick end);

Signal weighted_sum(const Signal& a, double weight_a, const Signal& b, double weight_b);
Signal scaled(const Signal& a, double factor);
Signal absolute(const Signal& a);
/// As robustness: the negation, so exactly zero changes its meaning.
Signal negated(const Signal& a);
/// Least and greatest of both, with the crossings as corners (rounded up to the next tick).
Signal lower_of(const Signal& a, const Signal& b);
Signal upper_of(const Signal& a, const Signal& b);

/// Product and quotient. Exact where one factor is constant; else exact at the corners and at the
/// extremum, with chords in between that leave at most 1e-6 of the larger corner value (or 1/40,000
/// of the deviation of one chord). x / 0 is 1e30 with the sign of x, 0 / 0 is 0.
Signal product_of(const Signal& a, const Signal& b);
Signal quotient_of(const Signal& a, const Signal& b);

/// x(t - span), and `before` until then.
Signal delayed(const Signal& a, core::Tick span, double before);

/// The greatest of x over [t - span, t], as both values at a jump count; `before` (at least as
/// great as x) is what x was before its begin. Exact.
Signal highest_within(const Signal& a, core::Tick span, double before);

/// x(t) - x(t - span); before the start the signal rests at its first value. Exact.
Signal change_of(const Signal& a, core::Tick span);
/// Sliding mean over [t - span, t]: piecewise quadratic, exact at its corners and extrema, chords
/// as in product_of.
Signal average_of(const Signal& a, core::Tick span);

/// Part of the signal on [from, to] or [from, to): the value after a jump at `from`, the value
/// before one at `to`, and with `closed` also the value after it. Empty if nothing is left.
Signal part_of(const Signal& a, core::Tick from, core::Tick to, bool closed);

}  // namespace ridethrough::study
