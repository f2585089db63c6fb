#pragma once

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// Warns (RT1324) if what `contact` is about to join is one already: nothing but the number of
/// contacts says how the current divides then.
void tell_loop(const Device& device, const network::LinkSpec& contact, Ports& ports);

}  // namespace ridethrough::devices
