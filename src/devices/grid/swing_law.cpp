#include "devices/grid/swing_law.hpp"

#include <cmath>

namespace ridethrough::devices {

namespace {

struct Matrix {
  double xx = 0.0, xr = 0.0, rx = 0.0, rr = 0.0;

  friend Matrix operator*(const Matrix& a, const Matrix& b) {
    return {a.xx * b.xx + a.xr * b.rx, a.xx * b.xr + a.xr * b.rr, a.rx * b.xx + a.rr * b.rx,
            a.rx * b.xr + a.rr * b.rr};
  }
  friend Matrix operator+(const Matrix& a, const Matrix& b) {
    return {a.xx + b.xx, a.xr + b.xr, a.rx + b.rx, a.rr + b.rr};
  }
  friend Matrix operator*(double factor, const Matrix& a) {
    return {factor * a.xx, factor * a.xr, factor * a.rx, factor * a.rr};
  }
  AreaState operator*(const AreaState& v) const {
    return {xx * v.off_hz + xr * v.response_hz_per_s, rx * v.off_hz + rr * v.response_hz_per_s};
  }
};

AreaState operator+(const AreaState& a, const AreaState& b) {
  return {a.off_hz + b.off_hz, a.response_hz_per_s + b.response_hz_per_s};
}

constexpr Matrix kUnit{1.0, 0.0, 0.0, 1.0};

/// What a span does to a state, to a constant push and to one that grows from zero.
struct Propagator {
  Matrix state, constant, growing;
};

/// exp(A h), h phi_1(A h) and h^2 phi_2(A h); |A h| <= 1/2 leaves 1e-18 after the last term.
Propagator short_step(const Matrix& system, double h) {
  constexpr int kTerms = 14;
  const Matrix step = h * system;
  Propagator sum;
  Matrix power = kUnit;  // (A h)^n / n!
  for (int n = 0; n <= kTerms; ++n) {
    sum.state = sum.state + power;
    sum.constant = sum.constant + (h / (n + 1)) * power;
    sum.growing = sum.growing + (h * h / ((n + 1) * (n + 2))) * power;
    power = (1.0 / (n + 1)) * (power * step);
  }
  return sum;
}

Propagator doubled(const Propagator& half, double h) {
  return {half.state * half.state, half.constant + half.state * half.constant,
          half.state * half.growing + half.growing + h * half.constant};
}

}  // namespace

double SwingLaw::fastest_per_s() const {
  return damping_per_s + 1.0 / lag_s + std::sqrt(gain_per_s / lag_s);
}

AreaState SwingLaw::after(const AreaState& start, const SwingPush& push, double span_s) const {
  if (!(span_s > 0.0)) return start;
  const Matrix system{-damping_per_s, 1.0, -gain_per_s / lag_s, -1.0 / lag_s};
  const double size = damping_per_s + 1.0 + (gain_per_s + 1.0) / lag_s;
  double h = span_s;
  int doublings = 0;
  while (h * size > 0.5) {
    h *= 0.5;
    ++doublings;
  }
  Propagator over = short_step(system, h);
  for (int i = 0; i < doublings; ++i, h *= 2.0) over = doubled(over, h);
  const AreaState constant{push.hz_per_s, target_hz_per_s / lag_s};
  return over.state * start + over.constant * constant +
         over.growing * AreaState{push.hz_per_s2, 0.0};
}

bool SwingLaw::course(const AreaState& state, const SwingPush& push, Course& course) const {
  const double stiffness_per_s = damping_per_s + gain_per_s;
  if (stiffness_per_s > 0.0) {
    // A line that solves both equations: its slope from their time derivatives, then its place.
    const double slope = push.hz_per_s2 / stiffness_per_s;
    const double surplus = push.hz_per_s + target_hz_per_s + lag_s * gain_per_s * slope - slope;
    course.off_hz = surplus / stiffness_per_s;
    course.slope_hz_per_s = slope;
  } else {
    if (push.hz_per_s2 != 0.0) return false;
    course.slope_hz_per_s = push.hz_per_s + target_hz_per_s;
    course.off_hz = state.off_hz + lag_s * (state.response_hz_per_s - target_hz_per_s);
  }
  const double response =
      target_hz_per_s - gain_per_s * course.off_hz + lag_s * gain_per_s * course.slope_hz_per_s;
  const double off_response = std::abs(state.response_hz_per_s - response);
  // (T / g) r^2 + x^2 never grows (its derivative is -d x^2 - r^2 / g); without gain r decays.
  const double reach_s = lag_s + (gain_per_s > 0.0 ? std::sqrt(lag_s / gain_per_s) : 0.0);
  course.swing_hz = std::abs(state.off_hz - course.off_hz) + reach_s * off_response;
  return true;
}

}  // namespace ridethrough::devices
