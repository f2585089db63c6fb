#pragma once

#include "ridethrough/devices/schema.hpp"

/// The parameter `trip:` of breakers and static switches.
namespace ridethrough::devices {

inline constexpr std::string_view kTripCurves[] = {
    "iec_standard_inverse", "iec_very_inverse",       "iec_extremely_inverse",
    "iec_long_time",        "iec_short_time",         "ieee_moderately_inverse",
    "ieee_very_inverse",    "ieee_extremely_inverse", "definite"};
inline constexpr std::string_view kTripResets[] = {"instant", "disk"};

inline constexpr ParamSpec kShortTimeFields[] = {
    {.name = "pickup", .unit = "A", .fallback = "", .text = "above it", .positive = true},
    {.name = "delay",
     .unit = "ms",
     .fallback = "200 ms",
     .text = "for so long",
     .low = 0.0,
     .source = "usual steps of 100 to 400 ms"},
};

inline constexpr ParamSpec kTripFields[] = {
    {.name = "curve",
     .kind = Kind::word,
     .unit = "",
     .fallback = "iec_standard_inverse",
     .text = "time over current, inverse or definite",
     .source = "IEC 60255-151, IEEE C37.112",
     .words = kTripCurves},
    {.name = "pickup",
     .unit = "A",
     .fallback = "",
     .text = "current above which time runs",
     .positive = true},
    {.name = "time_multiplier",
     .unit = "",
     .fallback = "1",
     .text = "of an inverse curve: time multiplier setting, or time dial",
     .source = "IEC 60255-151",
     .positive = true},
    {.name = "delay",
     .unit = "s",
     .fallback = "none",
     .text = "of the definite curve, which needs it",
     .low = 0.0},
    {.name = "reset",
     .kind = Kind::word,
     .unit = "",
     .fallback = "instant",
     .text = "below the pickup time goes back at once, or as the disk of an induction relay turns",
     .source = "IEEE C37.112",
     .words = kTripResets},
    {.name = "reset_time",
     .unit = "s",
     .fallback = "none",
     .text = "of the disk, without current and at multiplier 1; IEEE curves know theirs",
     .source = "unverified: 4.85, 21.6 and 29.1 s of the three IEEE curves",
     .positive = true},
    {.name = "short_time",
     .kind = Kind::map,
     .unit = "",
     .fallback = "none",
     .text = "a second element of definite time",
     .fields = kShortTimeFields},
    {.name = "instantaneous",
     .unit = "A",
     .fallback = "none",
     .text = "current above which it trips without time",
     .positive = true},
    {.name = "instantaneous_delay",
     .unit = "ms",
     .fallback = "0 ms",
     .text = "what the instantaneous element takes all the same",
     .low = 0.0,
     .source = "assumed"},
};

inline constexpr ParamSpec kTrip{.name = "trip",
                                 .kind = Kind::map,
                                 .unit = "",
                                 .fallback = "none",
                                 .text = "overcurrent trip",
                                 .fields = kTripFields};

}  // namespace ridethrough::devices
