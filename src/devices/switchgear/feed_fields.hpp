#pragma once

#include <string_view>

#include "ridethrough/devices/schema.hpp"

/// What the tables of transfer switches share. Of the map `window` they differ in the band of the
/// voltage.
namespace ridethrough::devices::switchgear {

constexpr ParamSpec voltage_field(std::string_view fallback, std::string_view source) {
  return {.name = "voltage",
          .kind = Kind::range,
          .unit = "pu",
          .fallback = fallback,
          .text = "a feed outside of it is bad",
          .low = 0.0,
          .source = source};
}

inline constexpr ParamSpec kVoltageReturnField{
    .name = "voltage_return",
    .kind = Kind::range,
    .unit = "pu",
    .fallback = "none",
    .text = "a bad feed is good again inside of it; default: as voltage",
    .low = 0.0,
    .source = "pick-up 2 to 5 % above drop-out, usual setting"};

inline constexpr ParamSpec kFrequencyField{.name = "frequency",
                                           .kind = Kind::range,
                                           .unit = "Hz",
                                           .fallback = "none",
                                           .text =
                                               "a feed outside of it is bad; without it the "
                                               "frequency is not looked at",
                                           .low = 0.0,
                                           .source = "2 to 5 % around nominal, usual setting"};

inline constexpr ParamSpec kFrequencyReturnField{
    .name = "frequency_return",
    .kind = Kind::range,
    .unit = "Hz",
    .fallback = "none",
    .text = "a bad feed is good again inside of it; default: as frequency",
    .low = 0.0,
    .source = "inside of the window, usual setting"};

inline constexpr std::string_view kTransferReturns[] = {"automatic", "manual"};

inline constexpr ParamSpec kReturnField{.name = "return",
                                        .kind = Kind::word,
                                        .unit = "",
                                        .fallback = "automatic",
                                        .text = "manual: it leaves a good alternate by order only",
                                        .words = kTransferReturns};

}  // namespace ridethrough::devices::switchgear
