#pragma once

#include "network/widely_linear.hpp"
#include "ridethrough/network/power_flow.hpp"

namespace ridethrough::network {

/// A demand with the voltage below which its current limit bites, worked out once per solve.
struct LimitedLoad {
  int node = 0;
  std::int64_t copies = 1;
  Complex power;            ///< demanded, W + j var
  double apparent_w = 0.0;  ///< |power|
  double limit_w = 0.0;     ///< apparent power at 1 pu, may be infinite
  double resistive_pu = 0.0;
  double knee_square = 0.0;  ///< pu^2; at and above it the demand is served in full

  explicit LimitedLoad(const FlowLoad& load);

  /// Served / demanded at |V|^2 = `square`, as FlowLoad documents.
  double served_frac(double square) const;
  /// Current drawn at `voltage`, in W/pu.
  Complex current(Complex voltage) const;
  /// Derivative of `current` by the voltage, in W/pu^2.
  WidelyLinear conductance(Complex voltage) const;
};

/// Square of the voltage, pu^2, below which a magnetising loss falls with |V|^2
/// (FlowNode::no_load_w).
inline constexpr double kNoLoadKneeSquare = 0.09;

inline double no_load_power_w(double no_load_w, double square) {
  return square >= kNoLoadKneeSquare ? no_load_w : no_load_w * (square / kNoLoadKneeSquare);
}
/// Its current, W/pu, and derivative, W/pu^2, at `voltage`.
Complex no_load_current(double no_load_w, Complex voltage);
WidelyLinear no_load_conductance(double no_load_w, Complex voltage);

}  // namespace ridethrough::network
