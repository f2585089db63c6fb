#pragma once

#include "ridethrough/devices/schema.hpp"

/// Parameters of a cable that say what its current does to it.
namespace ridethrough::devices {

inline constexpr std::string_view kConductors[] = {"copper", "aluminium"};
inline constexpr std::string_view kInsulations[] = {"pvc", "xlpe"};

inline constexpr ParamSpec kCableThermalFields[] = {
    {.name = "ambient",
     .unit = "degC",
     .fallback = "30 degC",
     .text = "about the cable",
     .source = "IEC 60364-5-52, reference in air"},
    {.name = "limit",
     .unit = "degC",
     .fallback = "90 degC",
     .text = "of the conductor, where it settles at `rating`",
     .source = "XLPE; 70 degC for PVC"},
    {.name = "time",
     .unit = "min",
     .fallback = "",
     .text = "time constant, by section and laying",
     .positive = true},
};

inline constexpr ParamSpec kCableThermal{.name = "thermal",
                                         .kind = Kind::map,
                                         .unit = "",
                                         .fallback = "none",
                                         .text = "temperature of the conductor; needs `rating`",
                                         .source = "one body, I^2",
                                         .fields = kCableThermalFields};

inline constexpr ParamSpec kCableWithstandFields[] = {
    {.name = "section", .unit = "mm2", .fallback = "", .text = "of a conductor", .positive = true},
    {.name = "insulation",
     .kind = Kind::word,
     .unit = "",
     .fallback = "xlpe",
     .text = "with the metal it fixes k: 143 and 115 of copper, 94 and 76 of aluminium",
     .source = "unverified: IEC 60364-4-43, table 43A",
     .words = kInsulations},
};

inline constexpr ParamSpec kCableWithstand{.name = "withstand",
                                           .kind = Kind::map,
                                           .unit = "",
                                           .fallback = "none",
                                           .text = "short circuits are held against k^2 S^2",
                                           .fields = kCableWithstandFields};

}  // namespace ridethrough::devices
