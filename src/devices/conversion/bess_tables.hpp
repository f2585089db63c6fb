#pragma once

#include "devices/conversion/converter_rows.hpp"
#include "ridethrough/devices/schema.hpp"

/// Quantities, states, failures and verbs of a bess.
namespace ridethrough::devices {

inline constexpr QuantitySpec kBessQuantities[] = {
    conversion::kPowerAtBus,
    {.name = "voltage", .unit = "pu", .shape = Shape::steps, .text = "at the bus"},
    conversion::kSocOfCells,
    conversion::kEnergyOfCells,
    {.name = "load_level",
     .unit = "%",
     .text = "power over the derated rating, in either direction"},
    {.name = "loss",
     .unit = "kW",
     .shape = Shape::curve,
     .additive = true,
     .text = "of the converter"},
    conversion::kVoltageOfCells,
    {.name = "auxiliary",
     .unit = "kW",
     .additive = true,
     .text = "of controls, fans, cooling and heater, as far as they are fed"},
    {.name = "frequency", .unit = "Hz", .text = "at the bus; 0 while it is dead"},
};

inline constexpr WordSpec kBessStates[] = {
    {"following", "on a bus that others hold: idle, charging, or helping"},
    {"islanding", "ordered its switch to open and gets ready"},
    {"forming", "holds up the bus behind its open switch"},
    {"resyncing", "waits for the angle of the feed, closes, and hands the load over"},
    {"stopped", "can not or must not give power"},
    {"failed", "broken until repaired"},
};
inline constexpr WordSpec kBessFailures[] = {
    {"breakdown", "the converter gives and takes nothing"}};
inline constexpr Verb kBessVerbs[] = {Verb::start, Verb::stop, Verb::fail, Verb::repair,
                                      Verb::grow};

}  // namespace ridethrough::devices
