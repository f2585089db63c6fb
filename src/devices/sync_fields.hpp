#pragma once

#include <string_view>

#include "ridethrough/devices/schema.hpp"

/// Rows of a map that says how far two voltages may be apart; sync_limits() reads them. What the
/// limits are for differs from type to type, and with it text and usual value.
namespace ridethrough::devices {

constexpr ParamSpec sync_angle_field(std::string_view fallback, std::string_view text,
                                     std::string_view source) {
  return {.name = "angle",
          .unit = "deg",
          .fallback = fallback,
          .text = text,
          .low = 0.0,
          .high = 180.0,
          .source = source,
          .positive = true};
}

constexpr ParamSpec sync_frequency_field(std::string_view text, std::string_view source) {
  return {.name = "frequency",
          .unit = "Hz",
          .fallback = "0.2 Hz",
          .text = text,
          .low = 0.0,
          .source = source,
          .positive = true};
}

constexpr ParamSpec sync_voltage_field(std::string_view fallback, std::string_view text,
                                       std::string_view source) {
  return {.name = "voltage",
          .unit = "%",
          .fallback = fallback,
          .text = text,
          .low = 0.0,
          .high = 100.0,
          .source = source,
          .positive = true};
}

}  // namespace ridethrough::devices
