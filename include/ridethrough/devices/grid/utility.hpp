#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// Public grid as a voltage behind the impedance of its short-circuit power.
///
/// Ports    outlet
/// State    events in force; row of a trace; frequency and primary response of an area
/// Modes    normal, dip, swell, lost, collapsed
/// Equation Z = U^2 / short_circuit, R = Z / sqrt(1 + x_over_r^2), X = R * x_over_r;
///          area: 2 E / f_n x' = surplus - D x + r, T r' = -R(x) - r
/// Events   outage opens the source; dip sets its voltage or that of some phases, with slopes,
///          phase jump, over-voltage and reclosing; set moves voltage, frequency, angle and the
///          area's imbalance
/// Source   Thevenin equivalent after IEC 60909-0 with c = 1; Kundur, Power System Stability and
///          Control, section 11.1
/// Accuracy exact in steps; a running voltage to half a `voltage_step`, an area's frequency to its
///          `tolerance`; its impedance is the same for all sequences
const TypeSchema& utility_schema();
std::unique_ptr<Device> make_utility(const Parameters& parameters);

}  // namespace ridethrough::devices
