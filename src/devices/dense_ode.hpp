#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <vector>

#include "devices/quadrature.hpp"

namespace ridethrough::devices {

/// One accepted step with its interpolant: fourth order anywhere inside the step. `State` is an
/// array or a vector of numbers.
template <class State>
struct DenseStep {
  double start_s = 0.0;  ///< since the start of the path
  double length_s = 0.0;
  std::array<State, 5> coefficients{};

  double end_s() const { return start_s + length_s; }

  /// State at `t_s`; a hair outside the step is extrapolated.
  State at(double t_s) const {
    const double x = (t_s - start_s) / length_s;
    const double y = 1.0 - x;
    State state = coefficients[0];
    for (std::size_t i = 0; i < state.size(); ++i) state[i] = value(i, x, y);
    return state;
  }
  /// One of its states.
  double at(std::size_t state, double t_s) const {
    const double x = (t_s - start_s) / length_s;
    return value(state, x, 1.0 - x);
  }

 private:
  double value(std::size_t i, double x, double y) const {
    const double inner = coefficients[3][i] + y * coefficients[4][i];
    const double middle = coefficients[1][i] + y * (coefficients[2][i] + x * inner);
    return coefficients[0][i] + x * middle;
  }
};

/// A short first step of second order, for a path that is mostly left again within it: slopes at
/// its start and, to first order, at its end.
template <class State>
struct Opening {
  double span_s = 0.0;
  State slope{};
  State slope_after{};
};

/// A solution of y' = f(t, y) that grows step by step and is kept. The steps are a function of the
/// start alone, never of who asked for what: that is what makes a look free of consequences.
///
/// Runge-Kutta 5(4) of Dormand and Prince (J. Comput. Appl. Math. 6, 1980) with the continuous
/// extension of Hairer, Noersett and Wanner, Solving ODEs I, section II.6 (code DOPRI5).
template <class State>
class DensePath {
 public:
  using Step = DenseStep<State>;

  /// Starts at t = 0 from `start`. `tolerance` is the largest error of one step, per state, in the
  /// unit of that state; `first_step_s` only has to be of the right order.
  void restart(const State& start, const State& tolerance, double first_step_s) {
    steps_.clear();
    end_ = start;
    end_s_ = 0.0;
    tolerance_ = tolerance;
    trial_s_ = first_step_s;
    has_slope_ = false;
  }

  /// The first step, told by who knows that it is good enough.
  void open(const Opening<State>& opening) {
    const double h = opening.span_s;
    State next = end_;
    Step& step = append(h);
    for (std::size_t i = 0; i < end_.size(); ++i) {
      const double rise = 0.5 * h * (opening.slope[i] + opening.slope_after[i]);
      next[i] += rise;
      step.coefficients[1][i] = rise;
      step.coefficients[2][i] = 0.5 * h * (opening.slope[i] - opening.slope_after[i]);
      step.coefficients[3][i] = 0.0;
      step.coefficients[4][i] = 0.0;
    }
    end_s_ += h;
    end_ = next;
  }

  double end_s() const { return end_s_; }
  const State& end() const { return end_; }
  /// First step that ends after `t_s`; null if the path has not grown so far.
  const Step* step_after(double t_s) const {
    const auto later =
        std::upper_bound(steps_.begin(), steps_.end(), t_s,
                         [](double t, const Step& step) { return t < step.end_s(); });
    return later == steps_.end() ? nullptr : &*later;
  }

  /// Appends one accepted step and returns it. `slope(t_s, state)` gives the derivatives per
  /// second.
  template <class Slope>
  const Step& grow(const Slope& slope) {
    // Below this length a step is taken as it is: a kink or a pole of the equations is then inside
    // a span that is shorter than any time that matters to a power supply.
    constexpr double kShortestS = 1e-7;
    if (!has_slope_) slopes_[0] = slope(end_s_, end_);
    has_slope_ = true;
    for (;;) {
      const State next = advance(slope);
      const double error = error_ratio();
      const double taken_s = trial_s_;
      const double grown = 0.9 * std::pow(std::max(error, 1e-10), -0.2);
      trial_s_ = std::max(kShortestS, taken_s * std::clamp(grown, 0.2, 5.0));
      if (error <= 1.0 || taken_s <= kShortestS) return accept(next, taken_s);
    }
  }

  /// State at `t_s`, which must lie on the path grown so far.
  State at(double t_s) const { return steps_.empty() ? end_ : step_at(t_s).at(t_s); }
  /// One of its states.
  double at(std::size_t state, double t_s) const {
    return steps_.empty() ? end_[state] : step_at(t_s).at(state, t_s);
  }

  /// Integral of `value(t_s, state)` along the path.
  template <class Value>
  double integral(double until_s, const Value& value) const {
    double sum = 0.0;
    for (const Step& step : steps_) {
      if (step.start_s >= until_s) break;
      sum += integral_over(step.start_s, std::min(step.end_s(), until_s),
                           [&](double t_s) { return value(t_s, step.at(t_s)); });
    }
    return sum;
  }

 private:
  const Step& step_at(double t_s) const {
    if (t_s >= steps_.back().start_s) return steps_.back();
    const auto later =
        std::upper_bound(steps_.begin(), steps_.end(), t_s,
                         [](double t, const Step& step) { return t < step.start_s; });
    return later == steps_.begin() ? steps_.front() : *std::prev(later);
  }

  /// A step of which only the start is known yet.
  Step& append(double h) {
    Step& step = steps_.emplace_back();
    step.start_s = end_s_;
    step.length_s = h;
    step.coefficients.fill(end_);
    return step;
  }

  State sum(std::initializer_list<double> weights) const {
    State state = end_;
    for (std::size_t i = 0; i < end_.size(); ++i) {
      double slope = 0.0;
      std::size_t stage = 0;
      for (const double weight : weights) slope += weight * slopes_[stage++][i];
      state[i] += trial_s_ * slope;
    }
    return state;
  }

  template <class Slope>
  State advance(const Slope& f) {
    const double t = end_s_;
    const double h = trial_s_;
    slopes_[1] = f(t + h / 5, sum({1.0 / 5}));
    slopes_[2] = f(t + h * 3 / 10, sum({3.0 / 40, 9.0 / 40}));
    slopes_[3] = f(t + h * 4 / 5, sum({44.0 / 45, -56.0 / 15, 32.0 / 9}));
    slopes_[4] =
        f(t + h * 8 / 9, sum({19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729}));
    slopes_[5] =
        f(t + h, sum({9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656}));
    State next = sum({35.0 / 384, 0.0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84});
    slopes_[6] = f(t + h, next);
    return next;
  }

  double error_ratio() const {
    double worst = 0.0;
    for (std::size_t i = 0; i < end_.size(); ++i) {
      const double error = 71.0 / 57600 * slopes_[0][i] - 71.0 / 16695 * slopes_[2][i] +
                           71.0 / 1920 * slopes_[3][i] - 17253.0 / 339200 * slopes_[4][i] +
                           22.0 / 525 * slopes_[5][i] - 1.0 / 40 * slopes_[6][i];
      worst = std::max(worst, std::abs(trial_s_ * error) / tolerance_[i]);
    }
    return worst;
  }

  const Step& accept(const State& next, double h) {
    Step& step = append(h);
    for (std::size_t i = 0; i < end_.size(); ++i) {
      const double rise = next[i] - end_[i];
      const double bend = h * slopes_[0][i] - rise;
      step.coefficients[1][i] = rise;
      step.coefficients[2][i] = bend;
      step.coefficients[3][i] = rise - h * slopes_[6][i] - bend;
      step.coefficients[4][i] =
          h * (-12715105075.0 / 11282082432 * slopes_[0][i] +
               87487479700.0 / 32700410799 * slopes_[2][i] -
               10690763975.0 / 1880347072 * slopes_[3][i] +
               701980252875.0 / 199316789632 * slopes_[4][i] -
               1453857185.0 / 822651844 * slopes_[5][i] + 69997945.0 / 29380423 * slopes_[6][i]);
    }
    end_s_ += h;
    end_ = next;
    slopes_[0] = slopes_[6];
    return step;
  }

  std::vector<Step> steps_;
  std::array<State, 7> slopes_{};
  State end_{};
  State tolerance_{};
  double end_s_ = 0.0;
  double trial_s_ = 0.0;
  bool has_slope_ = false;
};

}  // namespace ridethrough::devices
