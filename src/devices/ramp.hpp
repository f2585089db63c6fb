#pragma once

#include "ridethrough/core/line.hpp"

namespace ridethrough::devices {

/// A power that runs straight from the anchor of a piece on; `s` are seconds since that anchor.
struct Ramp {
  double w = 0.0;
  double w_per_s = 0.0;

  double at(double s) const { return w + w_per_s * s; }
  bool is_zero() const { return w == 0.0 && w_per_s == 0.0; }
  /// Above zero, or about to be.
  bool is_positive() const { return w > 0.0 || (w == 0.0 && w_per_s > 0.0); }
  /// Below zero, or about to be.
  bool is_negative() const { return w < 0.0 || (w == 0.0 && w_per_s < 0.0); }
  Ramp magnitude() const { return is_negative() ? Ramp{} - *this : *this; }
  friend Ramp operator+(const Ramp& left, const Ramp& right) {
    return {left.w + right.w, left.w_per_s + right.w_per_s};
  }
  friend Ramp operator-(const Ramp& left, const Ramp& right) {
    return {left.w - right.w, left.w_per_s - right.w_per_s};
  }
  bool operator==(const Ramp&) const = default;
};

/// The part of a published line that starts at `now`.
inline Ramp ramp_of(const core::Line& line, core::Tick now) {
  return {line.watts(now), line.watts_per_s()};
}

}  // namespace ridethrough::devices
