#include "devices/coolant.hpp"
#include "devices/load/gpu_fields.hpp"
#include "devices/load/rack_supply_fields.hpp"
#include "devices/load/rack_thermal_fields.hpp"
#include "ridethrough/devices/load/rack.hpp"

namespace ridethrough::devices {

namespace {

constexpr std::string_view kRackShares[] = {"equal", "prefer_first"};
constexpr std::string_view kRackFailovers[] = {"after_hold_up", "immediate"};

constexpr std::string_view kRackPhases[] = {"spread", "a", "b", "c"};

constexpr std::string_view kRackRedundancies[] = {"n_plus_n"};

constexpr ParamSpec kRackCordFields[] = {
    {.name = "share",
     .kind = Kind::word,
     .unit = "",
     .fallback = "equal",
     .text = "equal: the cords carry the same; prefer_first: the first carries all it can",
     .words = kRackShares},
    {.name = "each_carries",
     .unit = "%",
     .fallback = "100 %",
     .text = "what the supplies of one cord can carry, of 'power'",
     .low = 0.0,
     .high = 200.0,
     .positive = true},
    {.name = "failover",
     .kind = Kind::word,
     .unit = "",
     .fallback = "after_hold_up",
     .text = "after_hold_up: a dead cord feeds its share until its capacitor is empty; immediate: "
             "the live cords take it at once",
     .words = kRackFailovers},
    {.name = "phase",
     .kind = Kind::word,
     .unit = "",
     .fallback = "spread",
     .text = "on which its supplies hang; spread: a third of them on each",
     .words = kRackPhases},
    {.name = "redundancy",
     .kind = Kind::word,
     .unit = "",
     .fallback = "none",
     .text = "n_plus_n: one side, half of the cords, must carry the rack; else it is an error",
     .words = kRackRedundancies},
};

constexpr ParamSpec kRackRestartFields[] = {
    {.name = "after",
     .unit = "s",
     .fallback = "10 s",
     .text = "a cord must be at 'return' for so long before a rack that is down starts",
     .low = 0.0,
     .source = "assumed"},
    {.name = "stagger",
     .unit = "s",
     .fallback = "2 s",
     .text = "the demand rises from zero in this time, because nodes start one after another",
     .low = 0.0,
     .source = "assumed"},
};

constexpr ParamSpec kRackBusFields[] = {
    {.name = "voltage",
     .unit = "V",
     .fallback = "51 V",
     .text = "set point of the supplies without load",
     .low = 0.0,
     .source = "ORv3, loads.md 1.6: bus of 48 V to 51 V",
     .positive = true},
    {.name = "droop",
     .unit = "V",
     .fallback = "0.5 V",
     .text = "fall of the set point from no load to 'power'",
     .low = 0.0,
     .source = "ORv3, loads.md 1.6"},
    {.name = "lowered_by",
     .unit = "V",
     .fallback = "3 V",
     .text = "supplies without input lower the bus by so much, to call a battery shelf",
     .low = 0.0,
     .source = "ORv3, power.md 2.5"},
    {.name = "lowered_in",
     .unit = "ms",
     .fallback = "1 ms",
     .text = "time in which they do",
     .low = 0.0,
     .source = "ORv3, power.md 2.5",
     .positive = true},
    {.name = "lowered_after",
     .unit = "%",
     .fallback = "50 %",
     .text = "part of their hold-up that is gone when they begin",
     .low = 0.0,
     .high = 100.0,
     .source = "ORv3, power.md 2.5"},
};

constexpr std::string_view kRackCommonFeeds[] = {"accepted"};

constexpr ParamSpec kRackParams[] = {
    {.name = "gpus",
     .kind = Kind::count,
     .unit = "",
     .fallback = "0",
     .text = "GPUs in the rack",
     .low = 0.0},
    {.name = "gpu",
     .kind = Kind::map,
     .unit = "",
     .fallback = "{}",
     .text = "one GPU",
     .fields = kRackGpuFields},
    {.name = "host",
     .unit = "W",
     .fallback = "0 W",
     .text = "the rack without its GPUs, measured at the AC input",
     .low = 0.0},
    {.name = "power",
     .unit = "kW",
     .fallback = "",
     .text = "rating at the AC input; what a rack without a job draws",
     .low = 0.0,
     .positive = true},
    {.name = "load",
     .unit = "%",
     .fallback = "100 %",
     .text = "factor on its demand, with a job or without",
     .low = 0.0,
     .high = 1000.0,
     .settable = true},
    {.name = "excursion",
     .unit = "%",
     .fallback = "100 %",
     .text = "factor on the power of its GPUs, above any smoothing or cap: a design envelope",
     .low = 100.0,
     .high = 300.0,
     .source = "1.5 for 1 ms, 1.3 for 10 ms, 1.15 for 50 ms: loads.md 1.3, not measured",
     .settable = true},
    {.name = "supplies",
     .kind = Kind::map,
     .unit = "",
     .fallback = "{}",
     .text = "the power supplies",
     .fields = kRackSupplyFields},
    {.name = "cords",
     .kind = Kind::map,
     .unit = "",
     .fallback = "{}",
     .text = "how the cords share the demand",
     .fields = kRackCordFields},
    {.name = "dc_bus",
     .kind = Kind::map,
     .unit = "",
     .fallback = "{}",
     .text = "between supplies and servers; matters with a shelf on it",
     .fields = kRackBusFields},
    {.name = kCooledBy,
     .kind = Kind::component,
     .unit = "",
     .fallback = "none",
     .text = "the cdu or fan that takes its heat; without it the rack never gets hot"},
    {.name = "thermal",
     .kind = Kind::map,
     .unit = "",
     .fallback = "{}",
     .text = "how its GPUs warm, throttle and shut down; matters with 'cooled_by'",
     .fields = kRackThermalFields},
    {.name = "common_feed",
     .kind = Kind::word,
     .unit = "",
     .fallback = "none",
     .text = "accepted: two cords may have a common point upstream without a warning",
     .words = kRackCommonFeeds},
    {.name = "restart",
     .kind = Kind::map,
     .unit = "",
     .fallback = "{}",
     .text = "how a rack that was down comes back",
     .fields = kRackRestartFields},
    {.name = "restart_apart",
     .unit = "s",
     .fallback = "none",
     .text = "each member of a count starts so much later than the one before; they are simulated "
             "one by one",
     .low = 0.0,
     .is_drawn = true},
};

constexpr QuantitySpec kRackQuantities[] = {
    {"power", "kW", Shape::line, true, "active power drawn by all cords", true},
    {"dropped", "", Shape::steps, true, "1 while it is down", true},
    {"voltage", "pu", Shape::steps, false, "voltage of the best cord", true},
    {"it_power", "kW", Shape::line, true, "power behind the supplies"},
    {"energy", "kWh", Shape::curve, true, "energy drawn by all cords since the start"},
    {"hold_up", "kWh", Shape::curve, true, "left in the capacitors, as input energy"},
    {"drops", "", Shape::steps, true, "how often it went down"},
    {"bus_voltage", "V", Shape::curve, false, "set point of the supplies at the dc bus"},
    {"gpu_storage", "kWh", Shape::curve, true, "left in the storage of its GPUs' supplies"},
    {"gpu_temperature", "degC", Shape::curve, false,
     "of its GPUs; absolute zero without 'cooled_by'"},
    {"throttled", "", Shape::steps, true, "1 while it is up and its GPUs throttle"},
};

constexpr WordSpec kRackStates[] = {
    {"up", "fed by its cords"},
    {"holding", "capacitors feed a part of it"},
    {"restarting", "on again, its demand still rising"},
    {"down", "draws nothing"},
};

constexpr QuantitySpec kCordQuantities[] = {
    {"voltage", "pu", Shape::steps, false, "at this cord"},
    {"power", "kW", Shape::line, true, "active power drawn by this cord"},
    {"hold_up", "kWh", Shape::curve, true, "left in its capacitor, as input energy"},
};

/// In the order of RackCord::Mode.
constexpr WordSpec kCordStates[] = {
    {"live", "draws its share"},
    {"holding", "draws nothing; its capacitor, or a shelf, feeds the share"},
    {"off", "takes no part"},
};

constexpr TypeSchema kCordSchema{
    .name = "cord",
    .group = "load",
    .text = "the supplies behind one inlet, in the order of 'from:'",
    .quantities = kCordQuantities,
    .states = kCordStates,
};

constexpr Verb kRackVerbs[] = {Verb::set};

constexpr TypeSchema kRackSchema{
    .name = "rack",
    .group = "load",
    .text = "rack of servers with its power supplies, on one to four cords",
    .terminals = {.inlets_min = 1, .inlets_max = 4, .dc_port = true},
    .parameters = kRackParams,
    .quantities = kRackQuantities,
    .states = kRackStates,
    .failures = {},
    .verbs = kRackVerbs,
    .is_gear = true,
    .feeder_hint = "a rack has four cords at most; join feeders with a bus",
    .inner = {.type = &kCordSchema},
};

}  // namespace

const TypeSchema& rack_schema() { return kRackSchema; }

}  // namespace ridethrough::devices
