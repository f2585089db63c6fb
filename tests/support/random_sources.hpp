#pragma once

#include <cmath>
#include <string>

#include <fmt/format.h>

#include "support/draw.hpp"

/// Sources behind the grid, for a load of `it_kw`.
namespace ridethrough::support {

/// With a governor and a regulator, or plain: one that holds its speed and voltage under any load.
inline std::string random_genset(Draw& draw, double it_kw, bool is_plain) {
  const char* const machine = is_plain ? ""
                                       : ", inertia: 1 s, governor: {}, first_step: 60 %, turbo: 3 "
                                         "s, regulator: {transient_reactance: 30 %}, fuel: {tank: "
                                         "2 h}";
  return fmt::format(
      "type: genset, rating: {:.0f} kW, voltage: 400 V, start: {{ready: {:.1f} s}}, "
      "cooldown: 20 s{}",
      it_kw * 1.5, draw.between(4.0, 12.0), machine);
}

/// Its breaker opens in 4 ms to 5 s.
inline std::string random_rotary(Draw& draw, const std::string& feeder, double it_kw) {
  // One draw for each statement: the order in which arguments are made is the compiler's.
  const double rating_kw = it_kw * draw.between(1.1, 1.8);
  const double energy_mj = 1e-3 * it_kw * draw.between(5.0, 25.0);
  const double opens_ms = 4.0 * std::pow(1250.0, draw.between(0.0, 1.0));
  const double ready_s = draw.between(4.0, 12.0);
  const double return_s = draw.between(5.0, 30.0);
  return fmt::format(
      "type: rotary_ups, from: {}, rating: {:.1f} kW, energy: {:.3f} MJ, opens_in: {:.0f} ms, "
      "start: {{ready: {:.1f} s}}, return_after: {:.1f} s",
      feeder, rating_kw, energy_mj, opens_ms, ready_s, return_s);
}

}  // namespace ridethrough::support
