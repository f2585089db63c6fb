#pragma once

#include <cstddef>

#include "ridethrough/devices/schema.hpp"

/// What a battery shows, the states that it is in and what may be ordered of it.
namespace ridethrough::devices::storage {

inline constexpr QuantitySpec kBatteryQuantities[] = {
    {.name = "soc",
     .unit = "%",
     .shape = Shape::curve,
     .text = "charge left over full charge",
     .headline = true},
    {.name = "voltage", .unit = "V", .shape = Shape::curve, .text = "at the terminals of the bank"},
    {.name = "cell_voltage",
     .unit = "V",
     .shape = Shape::curve,
     .text = "of the lowest cell, under load"},
    {.name = "current", .unit = "A", .shape = Shape::curve, .text = "positive: discharging"},
    {.name = "power",
     .unit = "kW",
     .additive = true,
     .text = "positive: discharging",
     .headline = true},
    {.name = "energy",
     .unit = "kWh",
     .shape = Shape::curve,
     .additive = true,
     .text = "energy left in the cells, at an infinitely slow discharge"},
    {.name = "temperature", .unit = "degC", .shape = Shape::curve, .text = "of the cells"},
};

inline constexpr WordSpec kBatteryStates[] = {
    {"idle", "no current"},
    {"charging", "takes power"},
    {"discharging", "gives power"},
    {"full", "takes no more charge"},
    {"stopped", "stopped discharging for a reason and waits for charge"},
    {"failed", "breaker open, or no string left"},
    {"growing", "switched off while strings join"},
};

inline constexpr Verb kBatteryVerbs[] = {Verb::fail, Verb::repair, Verb::grow};

namespace battery_indices {

/// Indices into the states.
enum BatteryState : int { kIdle, kCharging, kDischarging, kFull, kStopped, kFailed, kGrowing };

/// Indices into the quantities.
enum BatteryQuantity : std::size_t {
  kSoc,
  kVoltage,
  kCellVoltage,
  kCurrent,
  kPower,
  kEnergy,
  kTemperature,
};

}  // namespace battery_indices

}  // namespace ridethrough::devices::storage
