#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// A coolant distribution unit: pumps a loop of coolant through liquid-cooled racks and gives their
/// heat to the water of the building.
///
/// Ports    inlet; cooled_by: pump, buffer_tank or chiller; racks name it in their own cooled_by
/// State    temperature of the loop   Modes: on, off, tripped
/// Equation C dT/dt = heat - removed, removed = min(heat, capacity, what the water takes) at the
///          set point; P = power speed^3. Stopped, it leaves every rack to itself
/// Events   start, stop; contactor; the loop comes to its set point or leaves it
/// Source   lumped energy balance; affinity laws
/// Accuracy parabolas in closed form; crossings to the next nanosecond; no transport delay
/// @throws std::invalid_argument where cooled_by names what gives no coolant.
const TypeSchema& cdu_schema();
std::unique_ptr<Device> make_cdu(const Parameters& parameters);

}  // namespace ridethrough::devices
