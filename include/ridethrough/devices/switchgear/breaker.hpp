#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// Circuit breaker: an ideal contact that moves a fixed time after an order.
///
/// Ports    inlet, outlet; or a tie between two buses
/// State    pending movement, times of trips   Modes: open, closed, failed, tripped
/// Equation zero impedance while closed
/// Events   open and close orders act after opens_in and closes_in; the last order wins
/// Source   opening times of low-voltage air breakers, 50 ms
/// Accuracy times exact; no arc, no direction of currents, no rate of change of frequency
const TypeSchema& breaker_schema();
std::unique_ptr<Device> make_breaker(const Parameters& parameters);

}  // namespace ridethrough::devices
