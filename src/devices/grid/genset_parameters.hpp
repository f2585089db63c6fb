#pragma once

#include "devices/grid/genset_machine.hpp"
#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices {

/// Constants of the machine from the parameters of a genset; without `inertia` it does not move.
/// @throws std::invalid_argument when they do not fit together
MachineConstants machine_constants(const Parameters& genset);

}  // namespace ridethrough::devices
