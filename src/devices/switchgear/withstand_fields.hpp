#pragma once

#include "ridethrough/devices/schema.hpp"

/// The parameter `withstand:` of breakers and static switches.
namespace ridethrough::devices {

inline constexpr std::string_view kBeyondWithstand[] = {"shorted", "open", "judged"};

inline constexpr ParamSpec kContactWithstandFields[] = {
    {.name = "current",
     .unit = "A",
     .fallback = "",
     .text = "rated short-time withstand current",
     .positive = true},
    {.name = "for",
     .unit = "s",
     .fallback = "1 s",
     .text = "the time that it is rated for",
     .low = 0.0,
     .high = 5.0,
     .source = "IEC 60947-2 and IEC 62271-1 prefer 1 s",
     .positive = true},
    {.name = "beyond",
     .kind = Kind::word,
     .unit = "",
     .fallback = "shorted",
     .text = "what becomes of it: it conducts whatever is ordered, interrupts, or is only told",
     .source = "press-pack semiconductors fail to a short and contacts weld; assumed",
     .words = kBeyondWithstand},
};

inline constexpr ParamSpec kContactWithstand{
    .name = "withstand",
    .kind = Kind::map,
    .unit = "",
    .fallback = "none",
    .text = "short circuits are held against current^2 for; without it they are not judged",
    .fields = kContactWithstandFields};

}  // namespace ridethrough::devices
