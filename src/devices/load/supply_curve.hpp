#pragma once

#include <vector>

#include "devices/ramp.hpp"
#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices {

/// What power supplies lose over their load, both at the AC input and as shares of their rating.
///
/// Straight between the points of `efficiency_curve`, so each point is met: loss(x) = x (1 - e).
/// Below the first point and above the last one the nearest piece goes on; towards no load what is
/// lost is all that is taken in, and without load nothing is.
class SupplyCurve {
 public:
  /// Of the rack's `supplies:`; without `efficiency_curve` there is none. @throws
  /// std::invalid_argument for points that do not rise, or that give less for more.
  explicit SupplyCurve(const Parameters& supplies);

  bool exists() const { return !knots_.empty(); }
  double loss_frac(double load_frac) const;
  /// Behind the supplies.
  double given_frac(double load_frac) const { return load_frac - loss_frac(load_frac); }
  /// The least load at which so much is given.
  double load_giving(double given_frac) const;

  /// Loss over load from `load_frac` on, upwards or downwards.
  double slope(double load_frac, bool rises) const;
  /// Distance to the corner that comes next that way; infinity beyond the last one and
  /// towards no load.
  double to_corner(double load_frac, bool rises) const;
  /// Integral of loss over `span_s` along `load`, as seconds at the rating. Exact.
  double loss_s(const Ramp& load, double span_s) const;

 private:
  struct Knot {
    double load_frac;
    double loss_frac;
  };

  void begin_at(const Knot& first, const Knot& second);
  void add(const Knot& knot);
  /// The piece in which the load is.
  std::size_t piece(double load_frac) const;

  std::vector<Knot> knots_;     ///< from no load on
  std::vector<double> slopes_;  ///< behind each knot
};

}  // namespace ridethrough::devices
