#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// Water between chillers and what they cool, which carries the heat while no chiller runs.
///
/// Ports    no electrical one; cooled_by: chillers, or their pump; pumps, cdus and fans name it
/// State    temperature of the water
/// Equation C dT/dt = heat - removed; at rest at the temperature of the chillers
/// Events   the water leaves that temperature or comes back to it
/// Source   lumped energy balance: minutes = m c dT / P
/// Accuracy parabolas in closed form; mixed: a stratified tank holds its cold for longer
/// @throws std::invalid_argument where cooled_by names nothing, or what gives no coolant.
const TypeSchema& buffer_tank_schema();
std::unique_ptr<Device> make_buffer_tank(const Parameters& parameters);

}  // namespace ridethrough::devices
