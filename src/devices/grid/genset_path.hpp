#pragma once

#include <algorithm>
#include <vector>

#include "devices/dense_ode.hpp"
#include "devices/grid/genset_machine.hpp"

namespace ridethrough::devices {

/// Largest error of one step. The speed is what others see: 1e-10 is 5 nHz.
inline constexpr MachineState kMachineTolerance = [] {
  MachineState tolerance{};
  tolerance.fill(1e-9);
  tolerance[kSpeed] = 1e-10;
  tolerance[kField] = 1e-8;
  tolerance[kWork] = tolerance[kDamped] = tolerance[kGiven] = 1e-6;
  return tolerance;
}();

/// A mode of the limiter lasts at least so long: where two of them hand over to each other without
/// end, the course stays defined and is off by no more than a microsecond of integration.
inline constexpr double kLimiterDwellS = 1e-6;

/// Tried first on a course that begins; only has to be of the right order.
inline constexpr double kFirstStepS = 1e-3;

/// Electrical load of a set as a straight line from t = 0 on.
struct MachineLoadLine {
  MachineLoad start;
  double power_per_s = 0.0;
  double reactive_per_s = 0.0;

  bool is_flat() const { return power_per_s == 0.0 && reactive_per_s == 0.0; }
  MachineLoad at(double t_s) const {
    return {start.power + power_per_s * t_s, start.reactive + reactive_per_s * t_s,
            start.is_on_low_root};
  }
};

/// Course of one machine under a load line: Dormand-Prince steps inside a mode of the limiter, cut
/// where the mode ends. A function of its start alone; grows as far as it is asked for.
class MachinePath {
 public:
  explicit MachinePath(const Machine& machine) : machine_(&machine) {}

  /// Starts at t = 0 from `start`.
  void restart(const MachineState& start, const MachineLoadLine& load);
  void grow_to(double t_s);

  double end_s() const { return pieces_.back().end_s; }
  const MachineLoadLine& load() const { return load_; }
  /// On what has grown so far.
  MachineState at(double t_s) const;
  /// How often the limiter changed its mode.
  std::size_t limiter_changes() const { return pieces_.size() - 1; }

  /// Calls visit(from, to) for the spans within which the solution is one polynomial.
  template <class Visit>
  void for_each_span(double from_s, double until_s, const Visit& visit) const;
  /// First time in [from, until] at which `is_so(t, state)`; `until` + 1 if there is none. Looks
  /// four times into each step, then halves.
  template <class Condition>
  double first_time(double from_s, double until_s, const Condition& is_so) const;

 private:
  using Path = DensePath<MachineState>;
  struct Piece {
    double start_s = 0.0;
    double end_s = 0.0;
    Limiter mode;
    Path path;  ///< from its own zero at start_s
  };

  void begin_piece(double start_s, const MachineState& start);
  void grow();
  const Piece& piece_at(double t_s) const;

  const Machine* machine_;
  MachineLoadLine load_;
  std::vector<Piece> pieces_;
};

inline constexpr int kLooksPerStep = 4;

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

template <class Visit>
void MachinePath::for_each_span(double from_s, double until_s, const Visit& visit) const {
  double at_s = from_s;
  while (at_s < until_s) {
    const Piece& piece = piece_at(at_s);
    const auto* step = piece.path.step_after(at_s - piece.start_s);
    const double step_end_s = step == nullptr ? piece.end_s : piece.start_s + step->end_s();
    double end_s = std::min({step_end_s, piece.end_s, until_s});
    if (end_s <= at_s) end_s = until_s;  // rounding at the very end of a piece
    visit(at_s, end_s);
    at_s = end_s;
  }
}

template <class Condition>
double MachinePath::first_time(double from_s, double until_s, const Condition& is_so) const {
  double found_s = until_s + 1.0;
  const auto holds = [&](double t_s) { return is_so(t_s, at(t_s)); };
  for_each_span(from_s, until_s, [&](double begin_s, double end_s) {
    double last_s = begin_s;
    for (int i = 1; i <= kLooksPerStep && found_s > until_s; ++i) {
      const double look_s = begin_s + (end_s - begin_s) * i / kLooksPerStep;
      if (holds(look_s)) found_s = first_so(last_s, look_s, holds);
      last_s = look_s;
    }
  });
  return found_s;
}

}  // namespace ridethrough::devices
