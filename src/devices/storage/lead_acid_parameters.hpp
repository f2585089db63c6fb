#pragma once

#include "devices/storage/two_well_cell.hpp"
#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices::storage {

/// The cell that bound parameters with `model: {kind: two_well, ...}` describe, at its age and
/// temperature.
/// @throws std::invalid_argument when a number is absent or does not fit.
TwoWellCell lead_acid_cell(const Parameters& parameters);

}  // namespace ridethrough::devices::storage
