#pragma once

#include "ridethrough/devices/schema.hpp"

namespace ridethrough::devices {

/// Limit curves stand in part files only; the checks of a scenario name them: `inside itic`.
const TypeSchema& curve_schema();

}  // namespace ridethrough::devices
