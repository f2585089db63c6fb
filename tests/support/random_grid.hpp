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

/// Breakers of a pdu; where they may trip their pickup can lie below the 1.5 A that a kW draws.
inline std::string random_branch(Draw& draw, double it_kw, bool may_trip) {
  if (draw.happens(0.6)) return "";
  return fmt::format(", branch: {{opens_in: 5 ms, trip: {{pickup: {:.0f} A}}}}",
                     it_kw * draw.between(may_trip ? 1.2 : 2.5, 4.0));
}

/// Sized for that load.
inline std::string plain_transformer(const std::string& feeder, double it_kw) {
  return fmt::format(
      "type: transformer, from: {}, rating: {:.0f} kVA, primary: 10 kV, voltage: 400 V, "
      "impedance: 6 %, load_loss: {:.3f} kW, no_load_loss: {:.3f} kW",
      feeder, it_kw * 1.6, it_kw * 0.012, it_kw * 0.002);
}

/// Of a transformer, fixed or moved; what rests must not step from the start on.
inline std::string random_tap(Draw& draw, bool may_move) {
  if (draw.happens(0.5)) return "";
  const double tap_pct = 1.25 * static_cast<double>(draw.below(5) - 2);
  const bool moves = draw.happens(0.5) && may_move;
  return fmt::format(", tap: {:.2f} %", tap_pct) +
         (moves ? ", tap_changer: {delay: 3 s, next_delay: 1 s, deadband: 2 %}" : "");
}

/// A dip, sometimes with slopes, a phase jump and an over-voltage after clearing.
inline std::string random_dip(Draw& draw, const std::string& utility, double for_s, bool is_plain) {
  const double to_pu = draw.between(0.1, 0.95);
  std::string dip = fmt::format("dip: {}, to: {:.3f} pu, for: {:.6f} s", utility, to_pu, for_s);
  if (is_plain) return dip;
  // By the last digits, so that no other draw depends on it.
  constexpr const char* kPhases[] = {
      "", ", phases: [a]", "", ", phases: [b, c]", ", type: D", "", "", ""};
  dip += kPhases[static_cast<int>(to_pu * 8e6) % 8];
  if (draw.happens(0.7)) return dip;
  return dip + fmt::format(
                   ", shape: {{fall: {:.1f} ms, rise: {:.1f} ms}}, phase_jump: {:.0f} deg, "
                   "overshoot: {{to: {:.3f} pu, for: {:.0f} ms}}",
                   draw.between(0.0, 3.0), draw.between(0.0, 5.0), draw.between(-20.0, 20.0),
                   draw.between(1.0, 1.08), draw.between(20.0, 200.0));
}

}  // namespace ridethrough::support
