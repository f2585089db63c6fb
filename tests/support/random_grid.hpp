#pragma once

#include <fmt/format.h>

#include <string>

#include "support/draw.hpp"

/// Utilities and their dips, as they stand in a scenario file.
namespace ridethrough::support {

/// A small area whose frequency a hall of `hall_kw` moves; 0: none, as where two areas on one bus
/// would turn against each other for ever.
inline std::string random_area(Draw& draw, double hall_kw) {
  if (hall_kw == 0.0 || draw.happens(0.7)) return "";
  return fmt::format(
      ", area: {{kinetic_energy: {:.1f} kJ, stiffness: {:.1f} kW/Hz, lag: {:.2f} s, deadband: {} "
      "mHz, damping: {:.2f} kW/Hz}}",
      hall_kw * draw.between(20.0, 60.0), hall_kw * draw.between(1.0, 3.0), draw.between(0.5, 8.0),
      draw.happens(0.5) ? 0 : 20, hall_kw * draw.between(0.0, 0.2));
}

inline std::string random_utility(Draw& draw, const char* voltage, double short_circuit_kva,
                                  double hall_kw_of_area) {
  const double x_over_r = draw.between(0.5, 15.0);
  return fmt::format(
      "type: utility, voltage: {}, frequency: 50 Hz, short_circuit: {:.3f} MVA, x_over_r: {:.1f}{}",
      voltage, short_circuit_kva * 1e-3, x_over_r, random_area(draw, hall_kw_of_area));
}

/// A dip, sometimes with slopes, a phase jump and an over-voltage after clearing.
inline std::string random_dip(Draw& draw, const std::string& utility, double for_s, bool is_plain) {
  std::string dip =
      fmt::format("dip: {}, to: {:.3f} pu, for: {:.6f} s", utility, draw.between(0.1, 0.95), for_s);
  if (is_plain || draw.happens(0.7)) return dip;
  return dip + fmt::format(
                   ", shape: {{fall: {:.1f} ms, rise: {:.1f} ms}}, phase_jump: {:.0f} deg, "
                   "overshoot: {{to: {:.3f} pu, for: {:.0f} ms}}",
                   draw.between(0.0, 3.0), draw.between(0.0, 5.0), draw.between(-20.0, 20.0),
                   draw.between(1.0, 1.08), draw.between(20.0, 200.0));
}

}  // namespace ridethrough::support
