#pragma once

#include <string_view>

#include "ridethrough/devices/schema.hpp"

/// The fields of `model:` of a battery: the equations of one cell and their constants; and those of
/// its lists over temperature.
namespace ridethrough::devices::storage {

inline constexpr std::string_view kBatteryModelKinds[] = {"two_well", "ocv_rc"};
inline constexpr std::string_view kBatteryRuntimes[] = {"equation", "table"};
inline constexpr std::string_view kResistanceGrowth[] = {"never", "over_head"};
inline constexpr ParamSpec kStateOfChargeField{.name = "soc",
                                               .unit = "%",
                                               .fallback = "",
                                               .text = "state of charge",
                                               .low = 0.0,
                                               .high = 100.0};

inline constexpr ParamSpec kOpenCircuitFields[] = {
    kStateOfChargeField,
    {.name = "value",
     .unit = "V",
     .fallback = "",
     .text = "open-circuit voltage of a cell",
     .positive = true},
};

inline constexpr ParamSpec kResistanceFields[] = {
    {.name = "at", .unit = "degC", .fallback = "", .text = "temperature of the cell"},
    kStateOfChargeField,
    {.name = "discharge",
     .unit = "mohm",
     .fallback = "",
     .text = "direct-current resistance of a cell, discharging",
     .low = 0.0},
    {.name = "charge",
     .unit = "mohm",
     .fallback = "none",
     .text = "the same, charging; as discharging if absent",
     .low = 0.0},
};

inline constexpr ParamSpec kHysteresisFields[] = {
    kStateOfChargeField,
    {.name = "value",
     .unit = "mV",
     .fallback = "",
     .text = "half of what lies between the curves of charge and discharge",
     .low = 0.0},
};

inline constexpr ParamSpec kEntropyFields[] = {
    kStateOfChargeField,
    {.name = "value",
     .unit = "mV/K",
     .fallback = "",
     .text = "dU/dT of the open-circuit voltage of a cell"},
};

inline constexpr ParamSpec kRuntimeFields[] = {
    {.name = "end_voltage",
     .unit = "V/cell",
     .fallback = "",
     .text = "to which the discharge went",
     .positive = true},
    {.name = "time", .unit = "min", .fallback = "", .text = "that it took", .positive = true},
    {.name = "power", .unit = "W/cell", .fallback = "", .text = "held", .positive = true},
};

inline constexpr ParamSpec kCellTemperatureFields[] = {
    {.name = "at", .unit = "degC", .fallback = "", .text = "temperature of the cell"},
    {.name = "out_of_reach",
     .unit = "%",
     .fallback = "",
     .text = "z, charge of the available well that no current reaches",
     .low = -50.0,
     .high = 95.0},
    {.name = "resistance",
     .unit = "%",
     .fallback = "",
     .text = "over that at the temperature of the model",
     .positive = true},
};

inline constexpr ParamSpec kBatteryModelFields[] = {
    {.name = "kind",
     .kind = Kind::word,
     .unit = "",
     .fallback = "",
     .text = "two_well: KiBaM wells under a head-dependent voltage (lead-acid); "
             "ocv_rc: open-circuit voltage, resistance and two RC branches (LFP)",
     .words = kBatteryModelKinds},
    {.name = "charge",
     .unit = "Ah",
     .fallback = "none",
     .text = "two_well: charge of both wells; the capacity if absent",
     .positive = true},
    {.name = "available_share",
     .unit = "",
     .fallback = "none",
     .text = "two_well: c, share of the available well",
     .low = 0.01,
     .high = 0.99},
    {.name = "exchange",
     .unit = "/h",
     .fallback = "none",
     .text = "two_well: k, rate of exchange between the wells",
     .low = 0.0},
    {.name = "emf",
     .unit = "V",
     .fallback = "none",
     .text = "two_well: E0 of a cell, full and at rest",
     .positive = true},
    {.name = "emf_fall",
     .unit = "V",
     .fallback = "0 V",
     .text = "two_well: A, fall of the emf from full to empty",
     .low = 0.0,
     .high = 1.0},
    {.name = "cell_resistance",
     .unit = "mohm",
     .fallback = "none",
     .text = "two_well: R of a cell as fitted to discharge tables",
     .positive = true},
    {.name = "resistance_grows",
     .kind = Kind::word,
     .unit = "",
     .fallback = "never",
     .text = "two_well: never, or as 1/h with the head h of the available well",
     .words = kResistanceGrowth},
    {.name = "tafel",
     .unit = "mV",
     .fallback = "0 mV",
     .text = "two_well: B, weight of asinh(I / (h Q y0)) in the voltage of a cell",
     .low = 0.0},
    {.name = "tafel_rate",
     .unit = "/h",
     .fallback = "0.03 /h",
     .text = "two_well: y0, exchange current over charge",
     .positive = true},
    {.name = "charge_resistance",
     .unit = "mohm",
     .fallback = "none",
     .text =
         "two_well: Rc of a cell, over 1 - s, while it charges; if absent the resistance and the "
         "room in the available well limit a charge",
     .positive = true},
    {.name = "gassing",
     .unit = "/h",
     .fallback = "none",
     .text = "two_well: current that gasses at 2.25 V a cell, over capacity; ten times as much 200 "
             "mV higher. None without charge_resistance",
     .low = 0.0,
     .high = 1.0},
    {.name = "temperatures",
     .kind = Kind::points,
     .unit = "",
     .fallback = "none",
     .text = "two_well: what cold and warmth do to a cell",
     .fields = kCellTemperatureFields},
    {.name = "head",
     .unit = "mV",
     .fallback = "0 mV",
     .text = "two_well: K, weight of 1/h - 1 in the voltage of a cell",
     .low = 0.0},
    {.name = "open_circuit",
     .kind = Kind::points,
     .unit = "",
     .fallback = "none",
     .text = "ocv_rc: open-circuit voltage over state of charge",
     .fields = kOpenCircuitFields},
    {.name = "resistances",
     .kind = Kind::points,
     .unit = "",
     .fallback = "none",
     .text = "ocv_rc: direct-current resistance over temperature and state of charge",
     .fields = kResistanceFields},
    {.name = "fast_share",
     .unit = "%",
     .fallback = "none",
     .text = "ocv_rc: share of the resistance in the fast RC branch",
     .low = 0.0,
     .high = 99.0},
    {.name = "fast_time",
     .unit = "s",
     .fallback = "none",
     .text = "ocv_rc: its time constant",
     .positive = true},
    {.name = "slow_share",
     .unit = "%",
     .fallback = "none",
     .text = "ocv_rc: share of the resistance in the slow RC branch",
     .low = 0.0,
     .high = 99.0},
    {.name = "slow_time",
     .unit = "s",
     .fallback = "none",
     .text = "ocv_rc: its time constant",
     .positive = true},
    {.name = "hysteresis",
     .kind = Kind::points,
     .unit = "",
     .fallback = "none",
     .text = "ocv_rc: M; open_circuit is then the mean of charge and discharge. None if absent",
     .fields = kHysteresisFields},
    {.name = "hysteresis_span",
     .unit = "%",
     .fallback = "3 %",
     .text = "ocv_rc: share of the charge over which the voltage goes over to the other curve",
     .low = 0.1,
     .high = 50.0,
     .source = "assumed",
     .positive = true},
    {.name = "entropy",
     .kind = Kind::points,
     .unit = "",
     .fallback = "none",
     .text = "ocv_rc: reversible heat of a current, in the temperature of the cells only",
     .fields = kEntropyFields},
};

inline constexpr ParamSpec kCoupDeFouetFields[] = {
    {.name = "voltage",
     .unit = "mV",
     .fallback = "",
     .text = "depth in the voltage of a cell at the current of one capacity an hour",
     .low = 0.0,
     .high = 200.0},
    {.name = "time",
     .unit = "s",
     .fallback = "60 s",
     .text = "after which it is deepest at that current",
     .low = 1.0,
     .high = 600.0,
     .source = "assumed: 30 to 90 s"},
};

inline constexpr ParamSpec kBatteryFactorFields[] = {
    {.name = "at", .unit = "degC", .fallback = "", .text = "temperature of the cells"},
    {.name = "value",
     .unit = "%",
     .fallback = "",
     .text = "two_well: power that lasts as long; ocv_rc: capacity; over that at 25 degC",
     .low = 1.0,
     .high = 200.0},
};

inline constexpr ParamSpec kCoupDeFouet = {
    .name = "coup_de_fouet",
    .kind = Kind::map,
    .unit = "",
    .fallback = "none",
    .text =
        "two_well: dip of the voltage in the first minute of a discharge from full; "
        "unverified, none if absent",
    .source = "assumed: 20 to 60 mV at 1C",
    .fields = kCoupDeFouetFields};

inline constexpr ParamSpec kBatteryCurrentFields[] = {
    {.name = "at", .unit = "degC", .fallback = "", .text = "temperature of the cells"},
    {.name = "charge",
     .unit = "/h",
     .fallback = "",
     .text = "most charge current over capacity",
     .low = 0.0},
    {.name = "discharge",
     .unit = "/h",
     .fallback = "",
     .text = "most discharge current over capacity",
     .positive = true},
};

}  // namespace ridethrough::devices::storage
