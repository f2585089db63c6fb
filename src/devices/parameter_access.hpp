#pragma once

#include <cmath>

#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices {

/// A number in SI; `otherwise` where the file and the schema say nothing.
inline double number_or(const Parameters& parameters, std::string_view name, double otherwise) {
  const Value& value = get(parameters, name);
  return value.present() ? value.number() : otherwise;
}

/// An optional number in SI; 0 where the file and the schema say nothing.
inline double optional_number(const Parameters& parameters, std::string_view name) {
  return number_or(parameters, name, 0.0);
}

/// A span of time that a user wrote, in ticks.
inline core::Tick span_ticks(const Parameters& parameters, std::string_view name) {
  return core::ticks_nearest(get(parameters, name).number());
}

/// Reactive over active power.
inline double tan_of_power_factor(double power_factor) {
  return std::sqrt(1.0 - power_factor * power_factor) / power_factor;
}

}  // namespace ridethrough::devices
