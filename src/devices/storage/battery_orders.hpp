#pragma once

#include <cstdint>
#include <string_view>

#include "ridethrough/devices/parameters.hpp"
#include "ridethrough/devices/storage/battery.hpp"

/// What an event `fail` orders of the strings of a battery.
namespace ridethrough::devices::storage {

/// A count among the arguments, 1 if absent.
std::int64_t count_in(const Parameters& arguments, std::string_view key);

/// `mode` is one of kBatteryFailures that spoils a string.
StringFault string_fault(std::string_view mode, const Parameters& arguments);

}  // namespace ridethrough::devices::storage
