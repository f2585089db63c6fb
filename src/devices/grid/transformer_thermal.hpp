#pragma once

#include "devices/thermal_guard.hpp"
#include "ridethrough/devices/parameters.hpp"
#include "ridethrough/devices/schema.hpp"

/// Top oil and hot spot of an oil transformer, IEC 60076-7 with both exponents taken as those of a
/// loss (1 and 2). Its table of a distribution transformer is quoted unverified.
namespace ridethrough::devices {

inline constexpr ParamSpec kTransformerThermalFields[] = {
    {.name = "ambient", .unit = "degC", .fallback = "20 degC", .text = "of the air about it"},
    {.name = "oil_rise",
     .unit = "K",
     .fallback = "55 K",
     .text = "top oil above the ambient at rated current",
     .source = "unverified: IEC 60076-7, distribution, ONAN",
     .positive = true},
    {.name = "winding_rise",
     .unit = "K",
     .fallback = "23 K",
     .text = "hot spot above the top oil at rated current",
     .source = "unverified: IEC 60076-7, distribution, ONAN",
     .positive = true},
    {.name = "loss_ratio",
     .unit = "",
     .fallback = "5",
     .text = "load loss over no-load loss at rated current",
     .source = "unverified: IEC 60076-7, distribution, ONAN",
     .positive = true},
    {.name = "oil_time",
     .unit = "min",
     .fallback = "180 min",
     .text = "time constant of the oil",
     .source = "unverified: IEC 60076-7, distribution, ONAN",
     .positive = true},
    {.name = "winding_time",
     .unit = "min",
     .fallback = "4 min",
     .text = "time constant of the windings",
     .source = "unverified: IEC 60076-7, distribution, ONAN",
     .positive = true},
    {.name = "warning",
     .unit = "degC",
     .fallback = "120 degC",
     .text = "hot spot at which it is hot",
     .source = "unverified: IEC 60076-7, normal cyclic loading"},
    {.name = "alarm",
     .unit = "degC",
     .fallback = "140 degC",
     .text = "hot spot at which it is overheated",
     .source = "unverified: IEC 60076-7, long-time emergency"},
    {.name = "trip",
     .unit = "degC",
     .fallback = "none",
     .text = "hot spot at which it takes itself off until it is reset"},
};

inline constexpr ParamSpec kTransformerThermal{
    .name = "thermal",
    .kind = Kind::map,
    .unit = "",
    .fallback = "none",
    .text = "temperatures of oil and windings; without it an overload has no effect",
    .fields = kTransformerThermalFields};

/// Bands: 0 cool, 1 hot, 2 overheated, 3 to be taken off.
ThermalGuard transformer_guard(const Parameters& thermal, double rated_current_a);

}  // namespace ridethrough::devices
