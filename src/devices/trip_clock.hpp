#pragma once

#include <array>
#include <vector>

#include "devices/link_current.hpp"

namespace ridethrough::devices {

/// How long a constant current may last: t(M) = multiplier (k / (M^exponent - offset) + c), in s,
/// with M the current over the pickup. Inverse curves of IEC 60255-151 and IEEE C37.112 have offset
/// 1, a fixed I^2 t has offset 0, a definite time exponent and offset 0.
struct TripCurve {
  double k = 1.0;
  double exponent = 2.0;
  double c = 0.0;
  double offset = 1.0;
  double multiplier = 1.0;

  /// From `square` = M^2 on the time is time_s (M^2 / square)^(-exponent / 2).
  struct PowerLaw {
    double square = 1.0;
    double time_s = 1.0;
    double exponent = 2.0;
  };
  /// In place of all of the above: the last one that has begun; below them the first.
  std::vector<PowerLaw> laws = {};

  /// A point of a curve that a maker declares.
  struct Point {
    double multiple = 1.0;  ///< M
    double time_s = 1.0;
  };
  /// Through points of rising M: between two of them a line in logarithms, below the first that
  /// line goes on, above the last a fixed I^2 t.
  static TripCurve through(const std::vector<Point>& points);
  /// A time that does not depend on the current. It is at least one tick: what only a round inside
  /// an instant shows has lasted for no time.
  static TripCurve definite(double delay_s);
  /// A fixed I^2 t, of which the integral is known.
  bool is_energy() const { return laws.empty() && exponent == 2.0 && offset == 0.0 && c == 0.0; }
  /// Part of the way that is gone per second at `square` = M^2 above 1.
  double rate_per_s(double square) const;
};

/// The integral of dt / t(M) of a current that moves; at 1 it is over. Below the pickup it goes
/// back: at once, or as the disk of IEEE C37.112 does, at (1 - M^2) / (multiplier reset) per
/// second.
class TripClock {
 public:
  /// `reset_s`: from 1 to 0 without current at multiplier 1; 0: at once.
  TripClock(const TripCurve& curve, double pickup_a, double reset_s);

  double pickup_a() const { return pickup_a_; }
  /// From `now` on the current takes this course. Moves the anchor.
  void carry(core::Tick now, const CurrentCourse& course);
  /// Begins anew, with the current as it is.
  void clear(core::Tick now);
  double used_frac(core::Tick now) const;
  /// When it is over if the current goes on like this.
  core::Tick expires() const { return expires_; }

 private:
  struct Walk {
    double used;
    double expires_s;  // since the anchor
  };
  struct Reach {
    double gained;
    double at_s;
  };
  Walk walk(double end_s) const;
  Reach reach(double from_s, double to_s, double rest) const;
  double next_kink(double after_s) const;
  double meet(double from_s, double to_s, double rest) const;
  double fall(double used, double from_s, double to_s) const;
  double rate_at(double t_s) const;
  double part_between(double from_s, double to_s) const;
  void plan();

  TripCurve curve_;
  double pickup_a_;
  double reset_s_;
  core::Tick anchor_ = 0;
  double used_ = 0.0;
  CurrentCourse course_;
  core::Tick expires_ = core::kNever;
};

}  // namespace ridethrough::devices
