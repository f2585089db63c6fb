#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ridethrough/devices/parameters.hpp"
#include "ridethrough/devices/storage/battery.hpp"

/// What an event `fail` orders of the strings of a battery.
namespace ridethrough::devices::storage {

/// A count among the arguments, 1 if absent.
std::int64_t count_in(const Parameters& arguments, std::string_view key);

/// `mode` is one of kBatteryFailures that spoils a string.
StringFault string_fault(std::string_view mode, const Parameters& arguments);

/// What an order `fail` asks for beyond the bank, as warnings: more strings than work, or all cells
/// of a string, of which one is left as it is.
std::vector<std::string> too_much_to_spoil(const Parameters& arguments, const Parameters& battery,
                                           int working_strings);

}  // namespace ridethrough::devices::storage
