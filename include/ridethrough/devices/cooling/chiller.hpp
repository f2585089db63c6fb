#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// A chiller: takes heat out of water and gives it outdoors.
///
/// Ports    inlet; pumps, tanks, cdus and fans name it in cooled_by
/// State    ramp of its capacity   Modes: on, off, tripped
/// Equation P = heat / cop + idle; after a start its capacity rises from zero in `ramp`
/// Events   start, stop; contactor with a restart of minutes; end of the ramp
/// Source   definition of the coefficient of performance (AHRI 550/590)
/// Accuracy exact; constant cop, no outdoor temperature, no surge and no minimum load
const TypeSchema& chiller_schema();
std::unique_ptr<Device> make_chiller(const Parameters& parameters);

}  // namespace ridethrough::devices
