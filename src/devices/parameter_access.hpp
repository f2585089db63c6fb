#pragma once

#include <cmath>
#include <cstdint>
#include <string_view>

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

/// A number in SI that the file or the schema says.
inline double number_of(const Parameters& parameters, std::string_view name) {
  return get(parameters, name).number();
}

/// A whole number; `otherwise` where the file and the schema say nothing.
inline std::int64_t count_or(const Parameters& parameters, std::string_view name,
                             std::int64_t otherwise) {
  const Value& value = get(parameters, name);
  return value.present() ? value.count() : otherwise;
}

/// A map that the file or the schema says.
inline const Parameters& map_of(const Parameters& parameters, std::string_view name) {
  return get(parameters, name).map();
}

/// A map; null where the file and the schema say nothing.
inline const Parameters* optional_map(const Parameters& parameters, std::string_view name) {
  const Value& value = get(parameters, name);
  return value.present() ? &value.map() : nullptr;
}

}  // namespace ridethrough::devices
