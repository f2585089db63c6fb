#pragma once

#include <limits>

#include "devices/grid/grid_area.hpp"

namespace ridethrough::support {

/// 50 Hz, 200 GJ, 2 GW/Hz after 4 s, 600 MW/Hz of load.
inline devices::AreaSettings plain_area() {
  devices::AreaSettings settings;
  settings.kinetic_energy_j = 200e9;
  settings.stiffness_w_per_hz = 2e9;
  settings.response_lag_s = 4.0;
  settings.reserve_w = std::numeric_limits<double>::infinity();
  settings.damping_w_per_hz = 600e6;
  settings.low_hz = 45.0;
  settings.high_hz = 55.0;
  return settings;
}

}  // namespace ridethrough::support
