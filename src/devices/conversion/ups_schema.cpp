#include "ridethrough/devices/conversion/ups.hpp"

namespace ridethrough::devices {
namespace {

constexpr ParamSpec kUpsEfficiencyFields[] = {
    {.name = "power", .unit = "%", .fallback = "", .text = "of the rating", .low = 0.0,
     .high = 200.0, .positive = true},
    {.name = "value", .unit = "%", .fallback = "", .text = "output over input", .low = 1.0,
     .high = 100.0},
};
constexpr ParamSpec kUpsWindowFields[] = {
    {.name = "full_power", .kind = Kind::range, .unit = "pu", .fallback = "[0.85 pu, 1.10 pu]",
     .text = "voltage at which the rectifier gives full power", .low = 0.0, .high = 2.0,
     .source = "power.md 2.2"},
    {.name = "derated_to", .unit = "pu", .fallback = "0.60 pu",
     .text = "below full power its power falls with the voltage down to here, then to zero",
     .low = 0.0, .high = 1.0, .source = "power.md 2.2"},
};
constexpr ParamSpec kUpsWalkInFields[] = {
    {.name = "hold_off", .unit = "s", .fallback = "10 s",
     .text = "the input must be good this long before the walk-in", .low = 0.0,
     .source = "power.md 2.2: 5 to 20 s"},
    {.name = "ramp", .unit = "s", .fallback = "10 s", .text = "of one module from zero to full",
     .low = 0.0, .source = "power.md 2.2: 5 to 30 s", .positive = true},
    {.name = "stagger", .unit = "s", .fallback = "3 s", .text = "from one module to the next",
     .low = 0.0, .source = "power.md 2.2: 1 to 10 s"},
};
constexpr ParamSpec kUpsOverloadFields[] = {
    {.name = "power", .unit = "%", .fallback = "", .text = "of the rating, up to which it lasts",
     .low = 100.0, .high = 1000.0},
    {.name = "for", .unit = "s", .fallback = "", .text = "time at such a load", .low = 0.0,
     .positive = true},
};
constexpr std::string_view kUpsDipCounters[] = {"none"};

constexpr ParamSpec kUpsParameters[] = {
    {.name = "rating", .unit = "kW", .fallback = "", .text = "output power of one module",
     .low = 0.0, .positive = true},
    {.name = "modules", .kind = Kind::count, .unit = "", .fallback = "1",
     .text = "power modules in parallel in one UPS", .low = 1.0, .high = 1000.0},
    {.name = "voltage", .unit = "V", .fallback = "400 V", .text = "nominal output voltage",
     .low = 0.0, .positive = true},
    {.name = "power_factor", .unit = "", .fallback = "0.99", .text = "of the input, inductive",
     .low = 0.1, .high = 1.0, .source = "power.md 4"},
    {.name = "efficiency", .kind = Kind::points, .unit = "", .fallback = "",
     .text = "double conversion, over load; a quadratic loss is fitted",
     .fields = kUpsEfficiencyFields},
    {.name = "input_window", .kind = Kind::map, .unit = "", .fallback = "{}",
     .text = "input voltage at which the rectifier works", .fields = kUpsWindowFields},
    {.name = "qualify", .unit = "pu", .fallback = "0.02 pu",
     .text = "voltage must come back this far into a window to count as back", .low = 0.0,
     .high = 0.2, .source = "assumed"},
    {.name = "detect", .unit = "ms", .fallback = "3 ms",
     .text = "input outside its window this long: the rectifier is blocked", .low = 0.0,
     .source = "power.md 2.2: 2 to 4 ms"},
    {.name = "battery_response", .unit = "ms", .fallback = "4 ms",
     .text = "from the start of a deficit until the battery carries it", .low = 0.0,
     .source = "power.md 4: 2 to 5 ms"},
    {.name = "battery_converter_limit", .unit = "%", .fallback = "110 %",
     .text = "of the rating, at the dc link", .low = 0.0, .high = 300.0, .source = "assumed"},
    {.name = "dc_link", .unit = "J/kW", .fallback = "15 J/kW",
     .text = "energy of the dc link at nominal voltage, over the rating", .low = 0.0,
     .source = "power.md 4: 10 to 20 J/kW", .positive = true},
    {.name = "dc_link_min", .unit = "%", .fallback = "80 %",
     .text = "lowest link voltage at which the inverter works", .low = 1.0, .high = 99.0,
     .source = "power/README.md B: 400 V to 320 V"},
    {.name = "walk_in", .kind = Kind::map, .unit = "", .fallback = "{}",
     .text = "return of the load to the rectifier", .fields = kUpsWalkInFields},
    {.name = "recharge_limit", .unit = "%", .fallback = "10 %",
     .text = "of the rating, for charging the battery", .low = 0.0, .high = 100.0,
     .source = "power.md 2.2: 10 to 15 %"},
    {.name = "overload", .kind = Kind::points, .unit = "", .fallback = "none",
     .text = "how long the inverter carries more than its rating; above all of them: no time",
     .fields = kUpsOverloadFields},
    {.name = "bypass", .kind = Kind::component, .unit = "", .fallback = "none",
     .text = "feed of the bypass; the inlet if absent"},
    {.name = "no_battery", .kind = Kind::flag, .unit = "", .fallback = "false",
     .text = "meant to have no battery"},
    {.name = "dip_counter", .kind = Kind::word, .unit = "", .fallback = "none",
     .text = "whether counted dips latch it on battery", .words = kUpsDipCounters},
};

constexpr QuantitySpec kUpsQuantities[] = {
    {.name = "power", .unit = "kW", .additive = true, .text = "out of the outlet",
     .headline = true},
    {.name = "voltage", .unit = "pu", .shape = Shape::steps, .text = "at the outlet",
     .headline = true},
    {.name = "input_power", .unit = "kW", .additive = true, .text = "into the rectifier and bypass"},
    {.name = "input_voltage", .unit = "pu", .shape = Shape::steps, .text = "at the inlet"},
    {.name = "load_level", .unit = "%", .text = "output over rating"},
    {.name = "loss", .unit = "kW", .shape = Shape::curve, .additive = true,
     .text = "of the conversion"},
    {.name = "dc_voltage", .unit = "pu", .shape = Shape::curve, .text = "of the dc link"},
    {.name = "battery_power", .unit = "kW", .additive = true, .text = "positive: discharging"},
    {.name = "energy_in", .unit = "kWh", .shape = Shape::curve, .additive = true,
     .text = "taken from the feeds since the start"},
    {.name = "energy_out", .unit = "kWh", .shape = Shape::curve, .additive = true,
     .text = "given to the outlet since the start"},
    {.name = "on_battery", .unit = "", .shape = Shape::steps, .additive = true,
     .text = "how often it went to battery"},
};

constexpr WordSpec kUpsStates[] = {
    {"online", "the rectifier carries the load"},
    {"battery", "the rectifier is blocked, the battery carries the load"},
    {"walk_in", "the rectifier takes the load back from the battery, or starts the UPS"},
    {"bypass", "the feed carries the load directly"},
    {"off", "no output; starts again when the input is good"},
    {"failed", "no output until repaired"},
};

constexpr WordSpec kUpsFailures[] = {
    {"breakdown", "no output, no bypass"},
    {"module_lost", "`number` modules less (default 1)"},
};

constexpr Verb kUpsVerbs[] = {Verb::transfer, Verb::fail, Verb::repair, Verb::reset};

constexpr TypeSchema kUpsSchema = {
    .name = "ups",
    .group = "conversion",
    .text = "Double-conversion UPS: rectifier, dc link, battery converter, inverter and bypass.",
    .terminals = {.inlets_min = 1, .inlets_max = 1, .outlet = true, .dc_port = true},
    .parameters = kUpsParameters,
    .quantities = kUpsQuantities,
    .states = kUpsStates,
    .failures = kUpsFailures,
    .verbs = kUpsVerbs,
    .feeder_hint = "a second feed for the bypass is 'bypass:'; to choose between feeds: ats or sts",
};

}  // namespace

const TypeSchema& ups_schema() { return kUpsSchema; }

}  // namespace ridethrough::devices
