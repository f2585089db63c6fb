#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// A load of constant power: chillers, pumps, offices, a load bank.
///
/// Ports    inlet
/// State    factor and its ramp; since when the voltage is low or back   Modes: on, off, tripped
/// Equation P = power * load, Q = P * tan(acos(power_factor)), lagging; with current_limit the
///          apparent power falls with the voltage below |S| / limit
/// Events   start, stop; load steps or ramps by `set`; a contactor drops out after its time below a
///          voltage and pulls in after a restart time or by order
/// Source   constant-power load model (IEEE Task Force on Load Representation, 1993)
/// Accuracy exact; no motors, no dependence on frequency
/// @throws std::invalid_argument when a contactor would pull in below where it drops out.
const TypeSchema& load_schema();
std::unique_ptr<Device> make_load(const Parameters& parameters);

}  // namespace ridethrough::devices
