#pragma once

#include "devices/storage/cell_limits.hpp"

namespace ridethrough::devices::storage {

/// What a discharge current takes from the emf: R I + B asinh(I / I0).
struct Overpotential {
  double resistance_ohm = 0.0;
  double tafel_v = 0.0;  ///< B
  double tafel_a = 1.0;  ///< I0

  struct Point {
    double value_v = 0.0;
    double slope_ohm = 0.0;       ///< of the value over the current
    double bend_ohm_per_a = 0.0;  ///< of the slope over the current
  };

  /// At a current that is not negative.
  Point point(double current_a) const;
  double at(double current_a) const { return point(current_a).value_v; }
};

/// Current and voltage of an emf that loses `over` when it gives `power_w` (not negative): the root
/// of P = I V(I) with the higher voltage. Beyond the largest power there is none; then a flow near
/// the maximum is given, marked not possible. `near_a`: a current that may be close to the root, or
/// 0; it saves steps and changes the root by rounding only.
CellFlow flow_at_power(double emf_v, const Overpotential& over, double power_w,
                       double near_a = 0.0);

/// Current at which the voltage has fallen to `voltage_v`, which is below the emf.
double current_at_voltage(double emf_v, const Overpotential& over, double voltage_v);

/// Most power in W that an emf which loses `over` gives without leaving its limits.
double deliverable_w(const CellLimits& limits, double emf_v, const Overpotential& over);

}  // namespace ridethrough::devices::storage
