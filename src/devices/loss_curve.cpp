#include "devices/loss_curve.hpp"

#include <array>
#include <cmath>
#include <utility>

namespace ridethrough::devices {
namespace {

constexpr std::size_t kTermsMax = 3;

using NormalEquations = std::array<std::array<double, kTermsMax + 1>, kTermsMax>;

void add_point(NormalEquations& rows, const EfficiencyPoint& point, int first, std::size_t terms) {
  const double loss = point.load_frac * (1.0 / point.efficiency - 1.0);
  for (std::size_t i = 0; i < terms; ++i) {
    const double weight = std::pow(point.load_frac, first + static_cast<int>(i));
    for (std::size_t k = 0; k < terms; ++k) {
      rows[i][k] += weight * std::pow(point.load_frac, first + static_cast<int>(k));
    }
    rows[i][terms] += weight * loss;
  }
}

/// Leaves column `pivot` in its own row only. The matrix is positive definite for distinct points:
/// no pivoting is needed.
void eliminate(NormalEquations& rows, std::size_t pivot, std::size_t terms) {
  for (std::size_t row = 0; row < terms; ++row) {
    if (row == pivot) continue;
    const double factor = rows[row][pivot] / rows[pivot][pivot];
    for (std::size_t k = pivot; k <= terms; ++k) rows[row][k] -= factor * rows[pivot][k];
  }
}

/// Least squares for loss = sum over k of coefficient[k] * x^(first + k), by normal equations.
std::array<double, kTermsMax> fit_loss(const std::vector<EfficiencyPoint>& points, int first,
                                       std::size_t terms) {
  NormalEquations rows{};
  for (const EfficiencyPoint& point : points) add_point(rows, point, first, terms);
  for (std::size_t i = 0; i < terms; ++i) eliminate(rows, i, terms);
  std::array<double, kTermsMax> coefficients{};
  for (std::size_t i = 0; i < terms; ++i) coefficients[i] = rows[i][terms] / rows[i][i];
  return coefficients;
}

}  // namespace

std::vector<EfficiencyPoint> efficiency_points(const Parameters& parameters) {
  std::vector<EfficiencyPoint> points;
  for (const Value& row : get(parameters, "efficiency").list()) {
    points.push_back({get(row.map(), "power").number(), get(row.map(), "value").number()});
  }
  return points;
}

LossCurve::LossCurve(const std::vector<EfficiencyPoint>& points) {
  if (points.empty()) return;
  if (points.size() == 1) {
    b_ = fit_loss(points, 1, 1)[0];
    return;
  }
  const std::size_t terms = points.size() == 2 ? 2 : 3;
  const auto full = fit_loss(points, 0, terms);
  a_ = full[0];
  b_ = full[1];
  c_ = full[2];
  if (a_ >= 0.0) return;
  const auto through_origin = fit_loss(points, 1, terms - 1);
  a_ = 0.0;
  b_ = through_origin[0];
  c_ = through_origin[1];
}

LossCurve LossCurve::scaled(double factor) const {
  LossCurve curve = *this;
  curve.a_ *= factor;
  curve.b_ *= factor;
  curve.c_ *= factor;
  return curve;
}

LossCurve LossCurve::with_square(double frac) const {
  LossCurve curve = *this;
  curve.c_ += frac;
  return curve;
}

double LossCurve::loss_j(const Ramp& power, double rating_w, double span_s) const {
  const double first = power.w / rating_w;
  const double last = power.at(span_s) / rating_w;
  const double mean = 0.5 * (first + last);
  const double mean_square = (first * first + first * last + last * last) / 3.0;
  return rating_w * span_s * (a_ + b_ * mean + c_ * mean_square);
}

LossCurve::Chord LossCurve::chord(const Ramp& power, double rating_w, core::Tick now, double sign,
                                  core::Tick until) const {
  const double first = power.w / rating_w;
  if (power.w_per_s == 0.0) {
    return {{power.w + sign * rating_w * loss_frac(first), 0.0}, core::kNever};
  }
  double step = std::sqrt(4.0 * kChordTolerance / std::abs(c_));
  double step_s = step * rating_w / std::abs(power.w_per_s);
  if (const double known_s = core::seconds(until - now); known_s < step_s) {
    step_s = known_s;
    step = std::abs(power.w_per_s) * known_s / rating_w;
  }
  if (!std::isfinite(step_s)) {
    const double slope = power.w_per_s * (1.0 + sign * b_);
    return {{power.w + sign * rating_w * loss_frac(first), slope}, core::kNever};
  }
  const double last = first + std::copysign(step, power.w_per_s);
  const double lift = c_ * step * step / 6.0;  // mean height of a chord over its parabola
  Chord chord;
  chord.total.w = power.w + sign * rating_w * (loss_frac(first) - lift);
  chord.total.w_per_s = power.w_per_s * (1.0 + sign * (b_ + c_ * (first + last)));
  chord.end = core::later(now, std::max<core::Tick>(core::ticks_up(step_s), 1));
  return chord;
}

}  // namespace ridethrough::devices
