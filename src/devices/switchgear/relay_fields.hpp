#pragma once

#include "ridethrough/devices/schema.hpp"

/// The parameter `relay:` of breakers and static switches: voltage and frequency.
namespace ridethrough::devices {

inline constexpr std::string_view kRelayCurves[] = {"definite", "inverse"};
inline constexpr std::string_view kRelaySides[] = {"inlet", "outlet"};

constexpr ParamSpec relay_pickup_field(std::string_view unit, std::string_view text, double low,
                                       double high) {
  return {.name = "pickup",
          .unit = unit,
          .fallback = "",
          .text = text,
          .low = low,
          .high = high,
          .positive = true};
}

inline constexpr ParamSpec kRelayVoltageDelay{
    .name = "delay",
    .unit = "s",
    .fallback = "",
    .text = "beyond the pickup; of an inverse curve the time at no voltage, or at twice the pickup",
    .low = 0.0};
inline constexpr ParamSpec kRelayCurve{.name = "curve",
                                       .kind = Kind::word,
                                       .unit = "",
                                       .fallback = "definite",
                                       .text = "inverse: delay / |1 - V / pickup|",
                                       .source = "unverified: IEC 60255-127, by relay manuals",
                                       .words = kRelayCurves};

inline constexpr ParamSpec kUnderVoltageFields[] = {
    relay_pickup_field("%", "of nominal; the lowest phase lies below it", 0.0, 120.0),
    kRelayVoltageDelay, kRelayCurve};
inline constexpr ParamSpec kOverVoltageFields[] = {
    relay_pickup_field("%", "of nominal; the highest phase lies above it", 0.0, 200.0),
    kRelayVoltageDelay, kRelayCurve};

inline constexpr ParamSpec kRelayFrequencyFields[] = {
    relay_pickup_field("Hz", "the frequency lies beyond it", 0.0, 1000.0),
    {.name = "delay", .unit = "s", .fallback = "", .text = "for so long", .low = 0.0},
};

inline constexpr ParamSpec kRelayFields[] = {
    {.name = "at",
     .kind = Kind::word,
     .unit = "",
     .fallback = "inlet",
     .text = "the side that it measures; of a tie the inlet is the bus that is named first",
     .words = kRelaySides},
    {.name = "under_voltage",
     .kind = Kind::points,
     .unit = "",
     .fallback = "none",
     .text = "stages of ANSI 27",
     .fields = kUnderVoltageFields},
    {.name = "over_voltage",
     .kind = Kind::points,
     .unit = "",
     .fallback = "none",
     .text = "stages of ANSI 59",
     .fields = kOverVoltageFields},
    {.name = "under_frequency",
     .kind = Kind::points,
     .unit = "",
     .fallback = "none",
     .text = "stages of ANSI 81U",
     .fields = kRelayFrequencyFields},
    {.name = "over_frequency",
     .kind = Kind::points,
     .unit = "",
     .fallback = "none",
     .text = "stages of ANSI 81O",
     .fields = kRelayFrequencyFields},
};

inline constexpr ParamSpec kRelay{.name = "relay",
                                  .kind = Kind::map,
                                  .unit = "",
                                  .fallback = "none",
                                  .text = "trips by voltage and frequency, while it is closed",
                                  .fields = kRelayFields};

}  // namespace ridethrough::devices
