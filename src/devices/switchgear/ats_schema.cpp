#include "ridethrough/devices/switchgear/ats.hpp"

namespace ridethrough::devices {

namespace {

constexpr ParamSpec kAtsWindowFields[] = {
    {.name = "voltage",
     .kind = Kind::range,
     .unit = "pu",
     .fallback = "[0.85 pu, 1.10 pu]",
     .text = "a feed outside of it is bad",
     .low = 0.0,
     .source = "usual setting"},
};

constexpr ParamSpec kAtsParams[] = {
    {.name = "sense",
     .unit = "ms",
     .fallback = "500 ms",
     .text = "a feed must be bad for so long before anything is done",
     .low = 0.0,
     .source = "0.5 to 3 s",
     .positive = true},
    {.name = "window",
     .kind = Kind::map,
     .unit = "",
     .fallback = "{}",
     .text = "what a good feed is",
     .fields = kAtsWindowFields},
    {.name = "transfer",
     .unit = "ms",
     .fallback = "100 ms",
     .text = "the outlet is dead while the contacts move",
     .low = 0.0,
     .source = "open transition 50 to 100 ms"},
    {.name = "qualify",
     .unit = "ms",
     .fallback = "500 ms",
     .text = "a feed must be good for so long before it is taken",
     .low = 0.0,
     .source = "assumed as sense"},
    {.name = "retransfer",
     .unit = "min",
     .fallback = "5 min",
     .text = "preferred must be good for so long before the return",
     .low = 0.0,
     .source = "5 to 30 min"},
    {.name = "rating",
     .unit = "A",
     .fallback = "none",
     .text = "current it may carry; only load_level uses it",
     .positive = true},
};

constexpr QuantitySpec kAtsQuantities[] = {
    {"power", "kW", Shape::line, true, "active power at the outlet", true},
    {"voltage", "pu", Shape::steps, false, "voltage at the outlet", true},
    {"input_power", "kW", Shape::line, true, "active power from the chosen feed"},
    {"input_voltage", "pu", Shape::steps, false, "voltage of the preferred feed"},
    {"load_level", "%", Shape::curve, false, "current over the rating"},
    {"transfers", "1", Shape::steps, true, "completed transfers in both directions"},
    {"energy_in", "kWh", Shape::curve, true, "energy from both feeds since the start"},
    {"energy_out", "kWh", Shape::curve, true, "energy out of the outlet since the start"},
};

constexpr WordSpec kAtsStates[] = {
    {"preferred", "on the first feeder"},
    {"alternate", "on the second feeder"},
    {"transferring", "between the contacts, outlet dead"},
};

constexpr WordSpec kAtsFailures[] = {{"stuck", "does not leave its position"}};

constexpr Verb kAtsVerbs[] = {Verb::transfer, Verb::fail, Verb::repair};

constexpr TypeSchema kAtsSchema{
    .name = "ats",
    .group = "switchgear",
    .text = "automatic transfer switch between a preferred and an alternate feeder",
    .terminals = {.inlets_min = 2, .inlets_max = 2, .outlet = true},
    .parameters = kAtsParams,
    .quantities = kAtsQuantities,
    .states = kAtsStates,
    .failures = kAtsFailures,
    .verbs = kAtsVerbs,
    .feeder_hint = "preferred and alternate; more feeders need a bus or a second ats",
};

}  // namespace

const TypeSchema& ats_schema() { return kAtsSchema; }

}  // namespace ridethrough::devices
