#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// Public grid as a voltage behind the impedance of its short-circuit power.
///
/// Ports    outlet
/// State    counters of outages and dips in force   Modes: normal, dip, lost, collapsed
/// Equation Z = U^2 / short_circuit, R = Z / sqrt(1 + x_over_r^2), X = R * x_over_r
/// Events   outage opens the source; dip sets its emf to the lowest residual voltage in force
/// Source   Thevenin equivalent after IEC 60909-0 with c = 1
/// Accuracy exact for balanced steps; no frequency of its own, no phase jump, no unbalance
const TypeSchema& utility_schema();
std::unique_ptr<Device> make_utility(const Parameters& parameters);

}  // namespace ridethrough::devices
