#pragma once

#include <algorithm>
#include <iterator>
#include <vector>

#include "devices/dense_ode.hpp"

namespace ridethrough::devices {

/// Halves [low, high] until it is shorter than any time that matters; is_so(high) holds.
template <class Condition>
double first_so(double low, double high, const Condition& is_so) {
  constexpr double kResolutionS = 1e-11;
  while (high - low > kResolutionS) {
    const double middle = 0.5 * (low + high);
    if (!(middle > low && middle < high)) break;
    (is_so(middle) ? high : low) = middle;
  }
  return high;
}

/// Course under equations that have modes (which limiter acts): Dormand-Prince steps inside a mode,
/// cut where the mode ends. A function of its start alone; grows as far as it is asked for.
///
/// `Equations` has mode_at(t_s, state), slope(t_s, state, mode) and leaves(t_s, state, mode).
template <class State, class Mode>
class ModedPath {
 public:
  /// Starts at t = 0 from `start`.
  template <class Equations>
  void restart(const Equations& equations, const State& start, const State& tolerance) {
    tolerance_ = tolerance;
    pieces_.clear();
    begin_piece(equations, 0.0, start);
  }
  template <class Equations>
  void grow_to(const Equations& equations, double t_s) {
    while (end_s() < t_s) grow(equations);
  }

  double end_s() const { return pieces_.back().end_s; }
  /// On what has grown so far.
  State at(double t_s) const {
    const Piece& piece = piece_at(t_s);
    return piece.path.at(t_s - piece.start_s);
  }
  /// One of its states.
  double at(std::size_t state, double t_s) const {
    const Piece& piece = piece_at(t_s);
    return piece.path.at(state, t_s - piece.start_s);
  }
  const Mode& mode_at(double t_s) const { return piece_at(t_s).mode; }
  /// How often the mode changed.
  std::size_t changes() const { return pieces_.size() - 1; }

  /// Calls visit(from, to) for the spans within which the solution is one polynomial.
  template <class Visit>
  void for_each_span(double from_s, double until_s, const Visit& visit) const {
    for (double at_s = from_s; at_s < until_s;) {
      const double end_s = end_of_span(at_s, until_s);
      visit(at_s, end_s);
      at_s = end_s;
    }
  }
  /// First time in [from, until] at which `is_so(t)`; `until` + 1 if there is none. Looks four
  /// times into each step, then halves.
  template <class Condition>
  double first_time(double from_s, double until_s, const Condition& is_so) const {
    for (double begin_s = from_s; begin_s < until_s;) {
      const double end_s = end_of_span(begin_s, until_s);
      double last_s = begin_s;
      for (int i = 1; i <= kLooksPerStep; ++i) {
        const double look_s = begin_s + (end_s - begin_s) * i / kLooksPerStep;
        if (is_so(look_s)) return first_so(last_s, look_s, is_so);
        last_s = look_s;
      }
      begin_s = end_s;
    }
    return until_s + 1.0;
  }

 private:
  static constexpr int kLooksPerStep = 4;
  /// A mode lasts at least so long: where two of them hand over to each other without end, the
  /// course stays defined and is off by no more than a microsecond of integration.
  static constexpr double kDwellS = 1e-6;
  /// Tried first on a course that begins; only has to be of the right order.
  static constexpr double kFirstStepS = 1e-3;

  struct Piece {
    double start_s = 0.0;
    double end_s = 0.0;
    Mode mode;
    DensePath<State> path;  ///< from its own zero at start_s
  };

  template <class Equations>
  void begin_piece(const Equations& equations, double start_s, const State& start) {
    Piece& piece = pieces_.emplace_back();
    piece.start_s = piece.end_s = start_s;
    piece.mode = equations.mode_at(start_s, start);
    piece.path.restart(start, tolerance_, kFirstStepS);
  }

  /// One step, cut where its mode is left.
  template <class Equations>
  void grow(const Equations& equations) {
    Piece& piece = pieces_.back();
    const DenseStep<State> step = piece.path.grow([&](double t_s, const State& state) {
      return equations.slope(piece.start_s + t_s, state, piece.mode);
    });
    const auto is_left = [&](double t_s) {
      return equations.leaves(piece.start_s + t_s, step.at(t_s), piece.mode);
    };
    double last_s = std::max(step.start_s, kDwellS);
    for (int i = 1; i <= kLooksPerStep; ++i) {
      const double look_s = step.start_s + step.length_s * i / kLooksPerStep;
      if (look_s <= last_s) continue;
      if (!is_left(look_s)) {
        last_s = look_s;
        continue;
      }
      const double left_s = first_so(last_s, look_s, is_left);
      piece.end_s = piece.start_s + left_s;
      return begin_piece(equations, piece.end_s, step.at(left_s));
    }
    piece.end_s = piece.start_s + step.end_s();
  }

  const Piece& piece_at(double t_s) const {
    const auto later =
        std::upper_bound(pieces_.begin(), pieces_.end(), t_s,
                         [](double t, const Piece& piece) { return t < piece.start_s; });
    return later == pieces_.begin() ? pieces_.front() : *std::prev(later);
  }

  double end_of_span(double at_s, double until_s) const {
    const Piece& piece = piece_at(at_s);
    const auto* step = piece.path.step_after(at_s - piece.start_s);
    const double step_end_s = step == nullptr ? piece.end_s : piece.start_s + step->end_s();
    const double end_s = std::min({step_end_s, piece.end_s, until_s});
    return end_s > at_s ? end_s : until_s;  // rounding at the very end of a piece
  }

  State tolerance_{};
  std::vector<Piece> pieces_;
};

}  // namespace ridethrough::devices
