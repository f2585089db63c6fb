#pragma once

#include "ridethrough/devices/schema.hpp"

namespace ridethrough::scenario {

/// The map under `siting:` of the root: what the building carries. Nothing of it changes a run.
const devices::ParamSpec& siting_parameter();

}  // namespace ridethrough::scenario
