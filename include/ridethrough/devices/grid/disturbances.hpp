#pragma once

#include "ridethrough/devices/schema.hpp"

namespace ridethrough::devices {

/// Statistics of the disturbances of a public grid: a part that `disturbances:` of a utility names.
const TypeSchema& disturbances_schema();

}  // namespace ridethrough::devices
