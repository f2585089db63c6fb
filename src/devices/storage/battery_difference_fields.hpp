#pragma once

#include "ridethrough/devices/schema.hpp"

/// Cells of one bank that differ, and what evens them out.
namespace ridethrough::devices::storage {

inline constexpr ParamSpec kBatterySpreadFields[] = {
    {.name = "capacity",
     .unit = "%",
     .fallback = "none",
     .text = "standard deviation of the charge of a block",
     .low = 0.0,
     .high = 20.0},
    {.name = "resistance",
     .unit = "%",
     .fallback = "none",
     .text = "standard deviation of the resistance of a block",
     .low = 0.0,
     .high = 20.0},
    {.name = "soc",
     .unit = "%",
     .fallback = "none",
     .text = "standard deviation of the state of charge of a block at the start",
     .low = 0.0,
     .high = 20.0},
};

inline constexpr ParamSpec kBatterySpread = {
    .name = "spread",
    .kind = Kind::map,
    .unit = "",
    .fallback = "none",
    .text = "blocks differ, as drawn by the seed of the run; equal if absent",
    .fields = kBatterySpreadFields,
    .is_drawn = true};

inline constexpr ParamSpec kBalancingFields[] = {
    {.name = "current",
     .unit = "A",
     .fallback = "",
     .text = "that a resistor takes from a cell with more voltage than the lowest of its string",
     .positive = true},
    {.name = "above",
     .unit = "V/cell",
     .fallback = "",
     .text = "only from cells above this voltage",
     .positive = true},
};

inline constexpr ParamSpec kBatteryBalancing = {
    .name = "balancing",
    .kind = Kind::map,
    .unit = "",
    .fallback = "none",
    .text = "passive balancing of cells that differ; none if absent",
    .fields = kBalancingFields};

}  // namespace ridethrough::devices::storage
