#pragma once

#include <vector>

#include "devices/ramp.hpp"
#include "ridethrough/devices/parameters.hpp"
#include "ridethrough/devices/schema.hpp"

namespace ridethrough::devices {

/// Of one point in `efficiency: [{power, value}, ...]`.
inline constexpr ParamSpec kEfficiencyFields[] = {
    {.name = "power",
     .unit = "%",
     .fallback = "",
     .text = "of the rating",
     .low = 0.0,
     .high = 200.0,
     .positive = true},
    {.name = "value",
     .unit = "%",
     .fallback = "",
     .text = "output over input",
     .low = 1.0,
     .high = 100.0},
};

/// One line of a data sheet: efficiency at a part of the rating.
struct EfficiencyPoint {
  double load_frac = 0.0;
  double efficiency = 1.0;
};

/// Reads `efficiency: [{power, value}, ...]`.
std::vector<EfficiencyPoint> efficiency_points(const Parameters& parameters);

/// Loss of a converter over its rating, loss(x) = a + b x + c x^2 with x = power / rating, from
/// efficiency points by least squares on the loss x (1 / efficiency - 1).
/// Source: power.md 2.2, the same form.
class LossCurve {
 public:
  /// No point gives no loss, one a constant efficiency, two a line. A fit with a < 0 (a converter
  /// that heats itself for free) is made again through the origin.
  explicit LossCurve(const std::vector<EfficiencyPoint>& points);

  /// The same times `factor`.
  LossCurve scaled(double factor) const;
  /// With a further loss that grows with the square of the load and is `frac` of the rating at it.
  LossCurve with_square(double frac) const;
  bool is_zero() const { return a_ == 0.0 && b_ == 0.0 && c_ == 0.0; }

  double loss_frac(double load_frac) const { return a_ + load_frac * (b_ + load_frac * c_); }

  /// Integral of rating * loss(x) over `span_s` along `power`, J. Exact: x is linear.
  double loss_j(const Ramp& power, double rating_w, double span_s) const;

  /// Power with its loss, as a straight piece.
  struct Chord {
    Ramp total;      ///< power + loss
    core::Tick end;  ///< from here on another chord is due; kNever for constant power
  };
  /// `sign` +1: power + loss (what must be put in), -1: power - loss (what comes out). A ramp's
  /// loss is quadratic; its chord is shifted so that its energy is right, and as long as its
  /// largest error (c rating dx^2 / 4 before the shift) stays within kChordTolerance of the rating.
  /// `until`: when the power is known to change, so that the chord's energy is right up to there.
  Chord chord(const Ramp& power, double rating_w, core::Tick now, double sign = 1.0,
              core::Tick until = core::kNever) const;

  static constexpr double kChordTolerance = 1e-6;

 private:
  double a_ = 0.0;
  double b_ = 0.0;
  double c_ = 0.0;
};

}  // namespace ridethrough::devices
