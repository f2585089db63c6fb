#pragma once

#include "devices/parameter_access.hpp"
#include "ridethrough/devices/schema.hpp"

/// The reactive power of what draws power at a fixed power factor.
namespace ridethrough::devices {

inline constexpr ParamSpec kLeading{
    .name = "leading",
    .kind = Kind::flag,
    .unit = "",
    .fallback = "false",
    .text =
        "the power factor is leading: it gives reactive power, as filters and supplies at light "
        "load do"};

/// Reactive over active power, positive where it is drawn; whoever builds a map by hand may leave
/// `leading` out.
inline double tan_phi_of(const Parameters& map) {
  const double size = tan_of_power_factor(number_of(map, "power_factor"));
  const Value& leading = get(map, "leading");
  return leading.present() && leading.flag() ? -size : size;
}

}  // namespace ridethrough::devices
