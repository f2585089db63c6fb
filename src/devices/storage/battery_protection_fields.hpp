#pragma once

#include <string_view>

#include "ridethrough/devices/schema.hpp"

/// What opens a string of a battery: `string_fuse:`, `string_breaker:` and `bms:`.
namespace ridethrough::devices::storage {

/// How long a limit of the battery management may be passed.
inline constexpr ParamSpec kTripDelayField{.name = "after",
                                           .unit = "s",
                                           .fallback = "2 s",
                                           .text = "passed for this long without a pause",
                                           .low = 0.0,
                                           .source = "assumed"};

inline constexpr ParamSpec kMeltingPointFields[] = {
    {.name = "at",
     .unit = "A",
     .fallback = "",
     .text = "a current that melts it",
     .positive = true},
    {.name = "after",
     .unit = "s",
     .fallback = "",
     .text = "the time that it takes, from cold",
     .positive = true},
};
inline constexpr ParamSpec kStringFuseFields[] = {
    {.name = "current", .unit = "A", .fallback = "", .text = "rated current", .positive = true},
    {.name = "blows",
     .kind = Kind::map,
     .unit = "",
     .fallback = "",
     .text = "a point of its time-current curve",
     .fields = kMeltingPointFields},
};
inline constexpr ParamSpec kStringBreakerFields[] = {
    {.name = "at",
     .unit = "A",
     .fallback = "",
     .text = "a higher current trips it, in either sense",
     .positive = true},
    {.name = "after",
     .unit = "s",
     .fallback = "100 ms",
     .text = "carried for this long without a pause",
     .low = 0.0,
     .source = "assumed"},
};

inline constexpr ParamSpec kUnderVoltageFields[] = {
    {.name = "at",
     .unit = "V/cell",
     .fallback = "",
     .text = "the lowest cell is below",
     .low = 0.0},
    kTripDelayField,
};
inline constexpr ParamSpec kOverVoltageFields[] = {
    {.name = "at",
     .unit = "V/cell",
     .fallback = "",
     .text = "the highest cell is above",
     .positive = true},
    kTripDelayField,
};
inline constexpr ParamSpec kOverCurrentFields[] = {
    {.name = "at",
     .unit = "/h",
     .fallback = "",
     .text = "the current is higher, over capacity and in either sense",
     .positive = true},
    kTripDelayField,
};
inline constexpr ParamSpec kOverTemperatureFields[] = {
    {.name = "at", .unit = "degC", .fallback = "", .text = "the warmest cell is hotter"},
    kTripDelayField,
};

inline constexpr ParamSpec kManagementFields[] = {
    {.name = "under_voltage",
     .kind = Kind::map,
     .unit = "",
     .fallback = "none",
     .text = "opens a string when a cell is low",
     .fields = kUnderVoltageFields},
    {.name = "over_voltage",
     .kind = Kind::map,
     .unit = "",
     .fallback = "none",
     .text = "opens a string when a cell is high",
     .fields = kOverVoltageFields},
    {.name = "over_current",
     .kind = Kind::map,
     .unit = "",
     .fallback = "none",
     .text = "opens a string that carries too much",
     .fields = kOverCurrentFields},
    {.name = "over_temperature",
     .kind = Kind::map,
     .unit = "",
     .fallback = "none",
     .text = "opens a string when a cell is hot",
     .fields = kOverTemperatureFields},
};

inline constexpr ParamSpec kStringFuse{
    .name = "string_fuse",
    .kind = Kind::map,
    .unit = "",
    .fallback = "none",
    .text = "of each string: a body that I^2 warms; carries 1.41 of its current for ever",
    .source = "IEC 60269-1: 1.25 carried, 1.6 melts; one body assumed",
    .fields = kStringFuseFields};
inline constexpr ParamSpec kStringBreaker{.name = "string_breaker",
                                          .kind = Kind::map,
                                          .unit = "",
                                          .fallback = "none",
                                          .text = "of each string, with a definite time",
                                          .fields = kStringBreakerFields};
inline constexpr ParamSpec kBatteryManagement{
    .name = "bms",
    .kind = Kind::map,
    .unit = "",
    .fallback = "none",
    .text = "battery management: each string is judged on its own and opened for good",
    .fields = kManagementFields};

inline constexpr ParamSpec kRestartMargin{
    .name = "restart_margin",
    .unit = "%",
    .fallback = "10 %",
    .text = "charge to regain after a stop before it discharges again",
    .low = 0.0,
    .high = 100.0,
    .source = "assumed"};

/// Of a bank that floats on a dc bus.
inline constexpr ParamSpec kFloatingRecharge{
    .name = "recharge_limit",
    .unit = "kW",
    .fallback = "none",
    .text = "on a dc bus: most that the bank takes from it; if absent what its cells take",
    .positive = true};
inline constexpr ParamSpec kFloatingDisconnect{
    .name = "disconnect_below",
    .unit = "V",
    .fallback = "none",
    .text =
        "on a dc bus: the contactor of the bank opens below this voltage at its terminals, until "
        "somebody else feeds the bus; if absent end_voltage of the cells ends it",
    .positive = true};

}  // namespace ridethrough::devices::storage
