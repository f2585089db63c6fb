#pragma once

#include "ridethrough/devices/schema.hpp"

/// Rows that stand in the tables of several converters.
namespace ridethrough::devices::conversion {

inline constexpr ParamSpec kInputPowerFactor{.name = "power_factor",
                                             .unit = "",
                                             .fallback = "0.99",
                                             .text = "of the input, inductive unless `leading`",
                                             .low = 0.1,
                                             .high = 1.0,
                                             .source = "power.md 4"};
inline constexpr ParamSpec kQualify{
    .name = "qualify",
    .unit = "pu",
    .fallback = "0.02 pu",
    .text = "voltage must come back this far into a window to count as back",
    .low = 0.0,
    .high = 0.2,
    .source = "assumed"};
inline constexpr ParamSpec kCellsSoc{.name = "soc",
                                     .unit = "%",
                                     .fallback = "none",
                                     .text = "of the cells at the start",
                                     .low = 0.0,
                                     .high = 100.0};
inline constexpr ParamSpec kCellsAge{.name = "age",
                                     .unit = "y",
                                     .fallback = "none",
                                     .text = "of the cells",
                                     .low = 0.0,
                                     .high = 40.0};
inline constexpr ParamSpec kCellsTemperature{.name = "temperature",
                                             .unit = "degC",
                                             .fallback = "none",
                                             .text = "of room and cells",
                                             .low = -40.0,
                                             .high = 70.0};

inline constexpr QuantitySpec kOutletPower{
    .name = "power", .unit = "kW", .additive = true, .text = "out of the outlet", .headline = true};
inline constexpr QuantitySpec kOutletVoltage{.name = "voltage",
                                             .unit = "pu",
                                             .shape = Shape::steps,
                                             .text = "at the outlet",
                                             .headline = true};
inline constexpr QuantitySpec kInletVoltage{
    .name = "input_voltage", .unit = "pu", .shape = Shape::steps, .text = "at the inlet"};
inline constexpr QuantitySpec kLoadLevel{
    .name = "load_level", .unit = "%", .text = "output over rating"};
inline constexpr QuantitySpec kConversionLoss{.name = "loss",
                                              .unit = "kW",
                                              .shape = Shape::curve,
                                              .additive = true,
                                              .text = "of the conversion"};
inline constexpr QuantitySpec kEnergyOut{.name = "energy_out",
                                         .unit = "kWh",
                                         .shape = Shape::curve,
                                         .additive = true,
                                         .text = "given to the outlet since the start"};
inline constexpr QuantitySpec kPowerAtBus{.name = "power",
                                          .unit = "kW",
                                          .additive = true,
                                          .text = "at the bus, positive: discharging",
                                          .headline = true};
inline constexpr QuantitySpec kSocOfCells{.name = "soc",
                                          .unit = "%",
                                          .shape = Shape::curve,
                                          .text = "charge left over full charge",
                                          .headline = true};
inline constexpr QuantitySpec kEnergyOfCells{.name = "energy",
                                             .unit = "kWh",
                                             .shape = Shape::curve,
                                             .additive = true,
                                             .text = "energy left in the cells"};
inline constexpr QuantitySpec kVoltageOfCells{
    .name = "battery_voltage", .unit = "V", .shape = Shape::curve, .text = "of the cells"};

/// Of failures that take away some of several.
inline constexpr std::string_view kNumberKeys[] = {"number"};

}  // namespace ridethrough::devices::conversion
