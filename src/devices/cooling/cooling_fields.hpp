#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "devices/contactor.hpp"
#include "devices/coolant.hpp"

/// Rows that the machines of this group have in common.
namespace ridethrough::devices {

/// The fields of a contactor with another time until it pulls in again.
template <std::size_t n>
constexpr std::array<ParamSpec, n> contactor_fields(const ParamSpec (&fields)[n],
                                                    std::string_view restart, std::string_view text,
                                                    std::string_view source) {
  std::array<ParamSpec, n> own{};
  for (std::size_t i = 0; i < n; ++i) {
    own[i] = fields[i];
    if (own[i].name != "restart") continue;
    own[i].fallback = restart;
    own[i].text = text;
    own[i].source = source;
  }
  return own;
}

inline constexpr auto kDriveContactor =
    contactor_fields(kContactorFields, "10 s",
                     "automatic: the voltage must be back for so long, until the drive has started",
                     "assumed: a drive starts in seconds");

/// The contactor of a pump or fan.
inline constexpr ParamSpec kDriveContactorRow{
    .name = "contactor",
    .kind = Kind::map,
    .unit = "",
    .fallback = "{}",
    .text = "drops out in a sag; the machine stops until it has pulled in again",
    .fields = kDriveContactor};

inline constexpr ParamSpec kDrivePowerRow{.name = "power",
                                          .unit = "kW",
                                          .fallback = "",
                                          .text = "active power at full speed",
                                          .low = 0.0,
                                          .positive = true};
inline constexpr ParamSpec kDrivePowerFactorRow{.name = "power_factor",
                                                .unit = "",
                                                .fallback = "0.95",
                                                .text = "active over apparent power, lagging",
                                                .low = 0.01,
                                                .high = 1.0,
                                                .source = "assumed, behind a drive"};
inline constexpr ParamSpec kSpeedRow{
    .name = "speed",
    .unit = "%",
    .fallback = "100 %",
    .text = "flow and capacity go with it, power with its third power",
    .low = 0.0,
    .high = 100.0,
    .source = "affinity laws of centrifugal pumps and fans (Hydraulic Institute, AMCA)",
    .positive = true};
inline constexpr ParamSpec kCapacityRow{.name = "capacity",
                                        .unit = "kW",
                                        .fallback = "",
                                        .text = "the most heat that it takes, at full speed",
                                        .low = 0.0,
                                        .positive = true};
inline constexpr ParamSpec kCooledByRow{
    .name = kCooledBy,
    .kind = Kind::component,
    .unit = "",
    .fallback = "none",
    .text = "what takes its heat, one or several in parallel; none: a cold that never fails",
    .is_many = true};

inline constexpr QuantitySpec kCoolantTemperature{
    "temperature", "degC", Shape::curve, false, "of the coolant that it gives", true};
inline constexpr QuantitySpec kCoolantHeat{"heat", "kW", Shape::line, true,
                                           "heat that comes from what it cools"};
inline constexpr QuantitySpec kCoolingLost{
    "cooling_lost", "", Shape::steps, true,
    "1 while it can not take the heat: it stands still, nothing cools it, or it is too much"};

}  // namespace ridethrough::devices
