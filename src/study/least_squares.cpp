#include "study/least_squares.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace ridethrough::study {

namespace {

using Column = std::vector<double>;

constexpr int kMostIterations = 60;
constexpr double kSmallestGain = 1e-6;  // of the cost, in one step
constexpr double kShortestStep = 1e-9;  // of the largest unknown
constexpr double kGreatestDamping = 1e12;

double dot(const Column& a, const Column& b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// Solves a x = b for a symmetric positive definite `a` by Cholesky; empty if it is not.
Column solve_spd(std::vector<Column> a, Column b) {
  const std::size_t n = b.size();
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = a[i][j];
      for (std::size_t k = 0; k < j; ++k) sum -= a[i][k] * a[j][k];
      if (i == j && !(sum > 0.0)) return {};
      a[i][j] = i == j ? std::sqrt(sum) : sum / a[j][j];
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) b[i] -= a[i][k] * b[k];
    b[i] /= a[i][i];
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) b[i] -= a[k][i] * b[k];
    b[i] /= a[i][i];
  }
  return b;
}

class Minimiser {
 public:
  explicit Minimiser(const LeastSquares& problem) : problem_(problem), at_(problem.start) {
    for (std::size_t i = 0; i < at_.size(); ++i) at_[i] = inside(i, at_[i]);
    residuals_ = problem_.residuals(at_);
    cost_ = 0.5 * dot(residuals_, residuals_);
  }

  LeastSquaresFit run() {
    LeastSquaresFit fit;
    while (!fit.is_found && fit.iterations < kMostIterations) {
      ++fit.iterations;
      linearise();
      fit.is_found = !descend();
    }
    fit.at = at_;
    fit.cost = cost_;
    return fit;
  }

 private:
  double inside(std::size_t i, double value) const {
    return std::clamp(value, problem_.low[i], problem_.high[i]);
  }

  void linearise() {
    columns_.clear();
    gradient_.clear();
    for (std::size_t i = 0; i < at_.size(); ++i) {
      const bool is_room_above = at_[i] + problem_.difference <= problem_.high[i];
      const double step = is_room_above ? problem_.difference : -problem_.difference;
      Column moved = at_;
      moved[i] += step;
      Column slope = problem_.residuals(moved);
      for (std::size_t r = 0; r < slope.size(); ++r) slope[r] = (slope[r] - residuals_[r]) / step;
      gradient_.push_back(dot(slope, residuals_));
      columns_.push_back(std::move(slope));
    }
  }

  bool is_held(std::size_t i) const {
    return (at_[i] <= problem_.low[i] && gradient_[i] > 0.0) ||
           (at_[i] >= problem_.high[i] && gradient_[i] < 0.0);
  }

  Column damped_step() const {
    const std::size_t n = at_.size();
    std::vector<Column> normal(n, Column(n, 0.0));
    Column right(n, 0.0);
    for (std::size_t i = 0; i < n; ++i) {
      normal[i][i] = 1.0;
      if (is_held(i)) continue;
      right[i] = -gradient_[i];
      for (std::size_t j = 0; j <= i; ++j) {
        if (!is_held(j)) normal[i][j] = normal[j][i] = dot(columns_[i], columns_[j]);
      }
      normal[i][i] = normal[i][i] * (1.0 + damping_) + 1e-300;
    }
    return solve_spd(std::move(normal), std::move(right));
  }

  /// Tries steps until one lowers the cost. False when nothing more is to be gained.
  bool descend() {
    for (; damping_ < kGreatestDamping; damping_ *= 4.0) {
      const Column step = damped_step();
      if (step.empty()) continue;
      Column trial = at_;
      double longest = 0.0;
      for (std::size_t i = 0; i < trial.size(); ++i) {
        trial[i] = inside(i, trial[i] + step[i]);
        longest = std::max(longest, std::abs(trial[i] - at_[i]));
      }
      if (longest < kShortestStep) return false;
      Column residuals = problem_.residuals(trial);
      const double cost = 0.5 * dot(residuals, residuals);
      if (!(cost < cost_)) continue;
      const bool has_gained = cost_ - cost > kSmallestGain * cost_;
      relax(cost_ - cost, foretold_gain(trial));
      at_ = std::move(trial);
      residuals_ = std::move(residuals);
      cost_ = cost;
      return has_gained;
    }
    return false;
  }

  /// What the linear model says that a step to `trial` gains.
  double foretold_gain(const Column& trial) const {
    Column next = residuals_;
    for (std::size_t i = 0; i < trial.size(); ++i) {
      for (std::size_t r = 0; r < next.size(); ++r) {
        next[r] += columns_[i][r] * (trial[i] - at_[i]);
      }
    }
    return cost_ - 0.5 * dot(next, next);
  }

  /// Less damping where the model foretold the gain, more where it did not: else a step that
  /// overshoots is followed by its reverse (Nielsen, IMM-REP-1999-05).
  void relax(double gain, double foretold) {
    const double ratio = foretold > 0.0 ? gain / foretold : 1.0;
    damping_ *= std::max(0.1, 1.0 - std::pow(2.0 * ratio - 1.0, 3));
    damping_ = std::max(damping_, 1e-10);
  }

  const LeastSquares& problem_;
  Column at_;
  Column residuals_;
  double cost_ = 0.0;
  double damping_ = 1e-3;
  std::vector<Column> columns_;  ///< of the Jacobian
  Column gradient_;
};

}  // namespace

LeastSquaresFit minimise(const LeastSquares& problem) { return Minimiser(problem).run(); }

}  // namespace ridethrough::study
