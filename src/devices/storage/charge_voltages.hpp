#pragma once

#include "ridethrough/devices/parameters.hpp"

/// Voltages of a charger per cell. Warm cells take the same current at a lower voltage, so that
/// chargers follow the temperature: by -3 mV/K on float and -5 mV/K in boost for lead-acid
/// (batteries reference, section 3.2), around 25 degC. The line is not bounded.
namespace ridethrough::devices::storage {

/// On which a full bank is held, V at the temperature of the room.
double battery_float_voltage_v(const Parameters& parameters);

/// That a charge does not exceed: boost where there is one, else float.
/// @throws std::invalid_argument when boost lies below float.
double battery_charge_voltage_v(const Parameters& parameters);

}  // namespace ridethrough::devices::storage
