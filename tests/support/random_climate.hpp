#pragma once

#include <fmt/format.h>

#include <string>

#include "support/draw.hpp"

namespace ridethrough::support {

/// Auxiliaries of a cabinet in a room that may be cold or warm, as further parameters of a bess.
inline std::string random_climate(Draw& draw) {
  // One draw for each statement: the order in which arguments are made is the compiler's.
  const double room_c = draw.between(-5.0, 45.0);
  const double standing_kw = draw.between(0.1, 2.0);
  const double cop = draw.between(1.5, 5.0);
  return fmt::format(
      ", temperature: {:.1f} degC, auxiliary: {:.3f} kW, cooling: {{cop: {:.1f}, cell_loss: 4 %, "
      "above: 15 degC}}, heater: {{hold: 10 degC, power: 2 kW}}, derating: "
      "[{{at: 30 degC, value: 100 %}}, {{at: 45 degC, value: 70 %}}]",
      room_c, standing_kw, cop);
}

}  // namespace ridethrough::support
