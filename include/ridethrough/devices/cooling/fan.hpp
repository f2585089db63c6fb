#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// The air handlers of a room on one feed: fans move its air past a coil.
///
/// Ports    inlet; cooled_by: pump, buffer_tank or chiller; air-cooled racks name it
/// State    temperature of the air and of what stands in it   Modes: on, off, tripped
/// Equation as of a cdu; stopped, the fans of the servers still move the air, which is not cooled
/// Events   start, stop; contactor; the air comes to its set point or leaves it
/// Source   lumped energy balance (Khankari, ASHRAE Transactions 117-1, 2011); affinity laws
/// Accuracy parabolas in closed form; well mixed: no hot spots, no recirculation
/// @throws std::invalid_argument where cooled_by names what gives no coolant.
const TypeSchema& fan_schema();
std::unique_ptr<Device> make_fan(const Parameters& parameters);

}  // namespace ridethrough::devices
