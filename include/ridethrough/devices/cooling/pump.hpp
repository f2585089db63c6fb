#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// A pump of chilled water between what takes the heat and what gives it.
///
/// Ports    inlet; cooled_by: chiller or buffer_tank; cdu, fan or tank name it
/// State    none of its own   Modes: on, off, tripped
/// Equation coolant passes while it runs, at the temperature behind it; P = power speed^3
/// Events   start, stop; contactor
/// Source   affinity laws
/// Accuracy exact; no water of its own, no heat of the pump in the water
/// @throws std::invalid_argument where cooled_by names nothing, or what gives no coolant.
const TypeSchema& pump_schema();
std::unique_ptr<Device> make_pump(const Parameters& parameters);

}  // namespace ridethrough::devices
