#pragma once

#include <memory>

#include "devices/storage/string_protection.hpp"
#include "ridethrough/devices/parameters.hpp"
#include "ridethrough/devices/storage/battery.hpp"

namespace ridethrough::devices::storage {

/// @throws std::invalid_argument where limits contradict each other.
StringProtection battery_protection(const Parameters& parameters);

/// The bank behind the protection that the parameters describe; itself if there is none.
std::unique_ptr<BatteryBank> protected_bank(std::unique_ptr<BatteryBank> bank,
                                            const Parameters& parameters);

}  // namespace ridethrough::devices::storage
