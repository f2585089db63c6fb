#pragma once

#include <string_view>

#include "ridethrough/devices/schema.hpp"

namespace ridethrough::devices::storage {

inline constexpr std::string_view kOpenCellKeys[] = {"number"};
inline constexpr std::string_view kShortedCellKeys[] = {"number", "cells"};
inline constexpr std::string_view kHighResistanceKeys[] = {"number", "cells", "resistance"};
inline constexpr std::string_view kLooseLinkKeys[] = {"number", "resistance"};

inline constexpr WordSpec kBatteryFailures[] = {
    {"open_cell", "`number` strings are lost (default 1); with a single string the bank is",
     kOpenCellKeys},
    {"shorted_cell", "`cells` of a string (default 1) have no voltage and no charge any more",
     kShortedCellKeys},
    {"high_resistance",
     "`cells` of a string (default 1) gain `resistance` each (default: as much as they have)",
     kHighResistanceKeys},
    {"breaker_open", "the breaker of the bank is open"},
    {"loose_link", "a joint of a string gains `resistance` (default: that of a cell)",
     kLooseLinkKeys},
};

}  // namespace ridethrough::devices::storage
