#pragma once

#include "ridethrough/core/time.hpp"

namespace ridethrough::devices {

/// A value that runs straight from `from` on.
struct StraightPiece {
  core::Tick from = 0;
  double value = 0.0;
  double per_s = 0.0;
  core::Tick until = core::kNever;  ///< from here on another piece is due

  double at(core::Tick now) const { return value + per_s * core::seconds(now - from); }
};

/// A first-order lag of a straight input, y' = (u - y) / tau, in closed form:
/// y = u0 + u' (t - tau) + c exp(-t / tau), with t since the last follow().
class LaggingLine {
 public:
  /// `tolerance`: how far the chords of piece() may be from it, in the unit of y. A lag of 0
  /// follows at once.
  LaggingLine(double lag_s, double tolerance) : lag_s_(lag_s), tolerance_(tolerance) {}

  /// At rest at `y`.
  void rest(core::Tick now, double y);
  /// From `now` on the input is `u`, rising by `u_per_s`.
  void follow(core::Tick now, double u, double u_per_s);

  double at(core::Tick now) const;
  double slope_at(core::Tick now) const;
  /// The chord that begins at `now`; once the lag is within the tolerance, the straight line on
  /// which it ends up.
  StraightPiece piece(core::Tick now) const;
  double lag_s() const { return lag_s_; }

 private:
  double excess(core::Tick now) const;
  double asymptote(core::Tick now) const;

  double lag_s_;
  double tolerance_;
  core::Tick anchor_ = 0;
  double input_ = 0.0;
  double input_per_s_ = 0.0;
  double excess_ = 0.0;  ///< y over its asymptote, at the anchor
};

}  // namespace ridethrough::devices
