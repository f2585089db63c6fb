#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// Thyristor switch in one feed: as a breaker, within a quarter of a cycle.
///
/// Ports    inlet, outlet; or a tie between two buses
/// State    pending movement, times of trips   Modes: open, closed, failed, tripped
/// Equation zero impedance while closed
/// Events   open and close orders act after opens_in and closes_in; the last order wins
/// Source   4 ms or less for a static transfer
/// Accuracy times exact; no conduction loss (book it in a pdu), no current zero, no overload limit
const TypeSchema& static_switch_schema();
std::unique_ptr<Device> make_static_switch(const Parameters& parameters);

}  // namespace ridethrough::devices
