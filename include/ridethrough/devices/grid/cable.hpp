#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// Cable or busway: a constant series impedance per length.
///
/// Ports    inlet, outlet; or a tie between two buses
/// Equation R = resistance * length, X = reactance * length
/// Events   fail as open_circuit, repair
/// Source   positive-sequence short-line model (Grainger and Stevenson, Power System Analysis, 6.3)
/// Accuracy exact for the impedance; no charging current, no heating
const TypeSchema& cable_schema();
std::unique_ptr<Device> make_cable(const Parameters& parameters);

}  // namespace ridethrough::devices
