#include "devices/conversion/converter_rows.hpp"
#include "devices/loss_curve.hpp"
#include "devices/reliability_fields.hpp"
#include "ridethrough/devices/conversion/bbu.hpp"

namespace ridethrough::devices {
namespace {

constexpr ParamSpec kBbuTriggerFields[] = {
    {.name = "below",
     .unit = "V",
     .fallback = "48.5 V",
     .text = "at the dc bus of the rack",
     .low = 0.0,
     .source = "ORv3, power.md 2.5",
     .positive = true},
    {.name = "for",
     .unit = "ms",
     .fallback = "2 ms",
     .text = "the bus must be below it for so long",
     .low = 0.0,
     .source = "ORv3, power.md 2.5"},
};

constexpr ParamSpec kBbuParameters[] = {
    {.name = "module_rating",
     .unit = "kW",
     .fallback = "",
     .text = "of one module, at the bus",
     .low = 0.0,
     .positive = true},
    {.name = "modules",
     .kind = Kind::count,
     .unit = "",
     .fallback = "6",
     .text = "in one shelf; one more than the load needs makes it N+1",
     .low = 1.0,
     .high = 100.0,
     .source = "ORv3 shelves"},
    {.name = "shelves",
     .kind = Kind::count,
     .unit = "",
     .fallback = "1",
     .text = "at one rack, which work as one",
     .low = 1.0,
     .high = 100.0},
    {.name = "trigger",
     .kind = Kind::map,
     .unit = "",
     .fallback = "{}",
     .text = "when it counts the supplies as lost",
     .fields = kBbuTriggerFields},
    {.name = "start",
     .unit = "ms",
     .fallback = "2 ms",
     .text = "from the trigger until it carries the rack",
     .low = 0.0,
     .source = "ORv3, power.md 2.5"},
    {.name = "return_after",
     .unit = "ms",
     .fallback = "200 ms",
     .text = "the supplies must carry all for so long before it goes back to stand-by",
     .low = 0.1,
     .source = "ORv3, power.md 2.5"},
    {.name = "hold",
     .unit = "s",
     .fallback = "240 s",
     .text = "longest discharge",
     .low = 0.0,
     .source = "ORv3, power.md 2.5",
     .positive = true},
    {.name = "efficiency",
     .kind = Kind::points,
     .unit = "",
     .fallback = "",
     .text = "of its converters, one way, over load; a quadratic loss is fitted",
     .fields = kEfficiencyFields},
    {.name = "recharge_limit",
     .unit = "%",
     .fallback = "5 %",
     .text = "of the rating, at the bus, for charging the cells",
     .low = 0.0,
     .high = 100.0,
     .source = "assumed: some hours after a full discharge"},
    {.name = "recharge_after",
     .unit = "s",
     .fallback = "10 s",
     .text = "all supplies must have an input for so long before it charges",
     .low = 0.1,
     .source = "assumed"},
    {.name = "cells",
     .kind = Kind::part,
     .unit = "",
     .fallback = "",
     .text = "of one module; the bank has the strings of all modules of all shelves",
     .part_type = "battery"},
    conversion::kCellsSoc,
    conversion::kCellsAge,
    conversion::kCellsTemperature,
    kReliability,
};

constexpr QuantitySpec kBbuQuantities[] = {
    conversion::kPowerAtBus,
    conversion::kSocOfCells,
    conversion::kEnergyOfCells,
    {.name = "loss",
     .unit = "kW",
     .shape = Shape::curve,
     .additive = true,
     .text = "of the converters"},
    {.name = "load_level", .unit = "%", .text = "power over the rating of the working modules"},
    conversion::kVoltageOfCells,
    {.name = "discharges",
     .unit = "",
     .shape = Shape::steps,
     .additive = true,
     .text = "how often it began to carry the rack"},
};

/// In the order of BbuDevice::State.
constexpr WordSpec kBbuStates[] = {
    {"standby", "waits for a low bus"},
    {"starting", "has seen a low bus; its converters start"},
    {"discharging", "gives all that the supplies do not"},
    {"charging", "is charged by the supplies"},
    {"empty", "has stopped; ready again when the supplies hold the bus"},
    {"failed", "no module works until repaired"},
};

constexpr WordSpec kBbuFailures[] = {
    {"module_lost", "`number` modules less, with their cells (default 1)", conversion::kNumberKeys},
    {"shelf_lost", "`number` shelves less, with their cells (default 1)", conversion::kNumberKeys},
    {"breakdown", "no module works"},
};

constexpr Verb kBbuVerbs[] = {Verb::fail, Verb::repair};

constexpr TypeSchema kBbuSchema = {
    .name = "bbu",
    .group = "conversion",
    .text = "Battery backup shelf at the dc bus of a rack: converter modules with their cells.",
    .terminals =
        {.inlets_min = 1, .inlets_max = 1, .dc_port = true, .needs_dc_port = true, .at_rack = true},
    .parameters = kBbuParameters,
    .quantities = kBbuQuantities,
    .states = kBbuStates,
    .failures = kBbuFailures,
    .verbs = kBbuVerbs,
    .is_signal = true,
    .feeder_hint = "a shelf hangs at one rack",
};

}  // namespace

const TypeSchema& bbu_schema() { return kBbuSchema; }

}  // namespace ridethrough::devices
