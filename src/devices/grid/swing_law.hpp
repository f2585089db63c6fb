#pragma once

#include <array>

namespace ridethrough::devices {

/// Deviation of an area's frequency, Hz, and its primary response as the rate that it gives, Hz/s.
struct AreaState {
  double off_hz = 0.0;
  double response_hz_per_s = 0.0;

  bool operator==(const AreaState&) const = default;
};

/// Surplus of an area as the rate that it gives: straight in time, Hz/s and Hz/s^2.
struct SwingPush {
  double hz_per_s = 0.0;
  double hz_per_s2 = 0.0;

  bool operator==(const SwingPush&) const = default;
};

/// The linear system of an area as long as no limit is met:
///
///     x' = a(t) - d x + r,    T r' = u - g x - r
///
/// Solved by the exponential of its matrix, which has no special cases: a doubling of a short
/// Taylor step (Moler, Van Loan: Nineteen dubious ways ..., SIAM Review 45, 2003, method 3).
struct SwingLaw {
  double damping_per_s = 0.0;    ///< d
  double lag_s = 1.0;            ///< T
  double gain_per_s = 0.0;       ///< g
  double target_hz_per_s = 0.0;  ///< u

  AreaState after(const AreaState& start, const SwingPush& push, double span_s) const;
  /// x', the rate of change of frequency.
  double rate(const AreaState& state, double push_hz_per_s) const {
    return push_hz_per_s - damping_per_s * state.off_hz + state.response_hz_per_s;
  }
  /// No motion of the system is faster than this, 1/s.
  double fastest_per_s() const;

  /// Where the system would come to rest, as a straight line: x = `off_hz` + `slope` t. False if a
  /// push that grows has nothing to rest against.
  struct Course {
    double off_hz = 0.0;
    double slope_hz_per_s = 0.0;
    double swing_hz = 0.0;  ///< |x - line| stays below this from now on, if no limit is met
  };
  bool course(const AreaState& state, const SwingPush& push, Course& course) const;
};

}  // namespace ridethrough::devices
