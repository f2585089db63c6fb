#include "devices/conversion/converter_rows.hpp"
#include "devices/conversion/input_window.hpp"
#include "devices/loss_curve.hpp"
#include "devices/power_factor.hpp"
#include "devices/reliability_fields.hpp"
#include "ridethrough/devices/conversion/rectifier.hpp"

namespace ridethrough::devices {
namespace {

constexpr ParamSpec kRectifierWalkInFields[] = {
    {.name = "hold_off",
     .unit = "s",
     .fallback = "2 s",
     .text = "the input must be good this long before it starts again",
     .low = 0.0,
     .source = "assumed: supplies of shelves start in 1 to 3 s"},
    {.name = "ramp",
     .unit = "s",
     .fallback = "5 s",
     .text = "in which its no-load voltage rises to nominal; from that of its bus, or if that is "
             "dead from the droop below",
     .low = 0.0,
     .source = "assumed; of a ups 5 to 30 s, power.md 2.2",
     .positive = true},
};

constexpr ParamSpec kRectifierParameters[] = {
    {.name = "rating",
     .unit = "kW",
     .fallback = "",
     .text = "output power",
     .low = 0.0,
     .positive = true},
    {.name = "voltage",
     .unit = "V",
     .fallback = "",
     .text = "nominal output voltage, without load: 800 V, 54 V",
     .low = 0.0,
     .positive = true},
    {.name = "efficiency",
     .kind = Kind::points,
     .unit = "",
     .fallback = "",
     .text = "over load; a quadratic loss is fitted",
     .fields = kEfficiencyFields},
    conversion::kInputPowerFactor,
    kLeading,
    {.name = "droop",
     .unit = "%",
     .fallback = "1 %",
     .text = "fall of the output voltage at rating; rectifiers in parallel share by it",
     .low = 0.01,
     .high = 20.0,
     .source = "loads.md 1.6: 0.5 V of 51 V from no load to full load"},
    {.name = "current_limit",
     .unit = "%",
     .fallback = "110 %",
     .text = "of the rating; what is drawn beyond it empties the dc link, then a bank on the bus "
             "must help",
     .low = 100.0,
     .high = 300.0,
     .source = "power.md 4: supplies limit at 110 to 125 %"},
    {.name = "fault_current",
     .unit = "%",
     .fallback = "150 %",
     .text = "of the rated current: the most that it gives, whatever the voltage of its bus",
     .low = 100.0,
     .high = 1000.0,
     .source = "assumed; above `current_limit`, which its dc link may exceed for a while"},
    {.name = "input_window",
     .kind = Kind::map,
     .unit = "",
     .fallback = "{}",
     .text = "input voltage at which it works",
     .fields = conversion::kInputWindowFields},
    conversion::kQualify,
    {.name = "dc_link",
     .unit = "J/kW",
     .fallback = "15 J/kW",
     .text = "energy of its dc link at nominal voltage, over the rating",
     .low = 0.0,
     .source = "power.md 4: 10 to 20 J/kW",
     .positive = true},
    {.name = "dc_link_min",
     .unit = "%",
     .fallback = "80 %",
     .text = "lowest link voltage at which it holds its output",
     .low = 1.0,
     .high = 99.0,
     .source = "power/README.md B: 400 V to 320 V"},
    {.name = "walk_in",
     .kind = Kind::map,
     .unit = "",
     .fallback = "{}",
     .text = "return of the load",
     .fields = kRectifierWalkInFields},
    kReliability,
};

constexpr QuantitySpec kRectifierQuantities[] = {
    conversion::kOutletPower,
    conversion::kOutletVoltage,
    {.name = "input_power", .unit = "kW", .additive = true, .text = "drawn at the inlet"},
    conversion::kInletVoltage,
    conversion::kLoadLevel,
    conversion::kConversionLoss,
    {.name = "link_voltage", .unit = "pu", .shape = Shape::curve, .text = "of its dc link"},
    {.name = "energy_in",
     .unit = "kWh",
     .shape = Shape::curve,
     .additive = true,
     .text = "taken from the inlet since the start"},
    conversion::kEnergyOut,
};

/// In the order of RectifierDevice::State.
constexpr WordSpec kRectifierStates[] = {
    {"online", "feeds its bus from the inlet"},
    {"holding", "its dc link feeds the bus, or a part"},
    {"walk_in", "its voltage rises, so that it takes its share beside others"},
    {"idle", "the bus stands above its own voltage: it gives nothing"},
    {"precharge", "charges its dc link before it starts"},
    {"off", "no output; starts again when the input is good"},
    {"failed", "no output until repaired"},
    {"limiting", "gives its rating at the voltage at which a bank holds the bus"},
};

constexpr WordSpec kRectifierFailures[] = {{"breakdown", "no output"}};
constexpr Verb kRectifierVerbs[] = {Verb::fail, Verb::repair};

constexpr TypeSchema kRectifierSchema = {
    .name = "rectifier",
    .group = "conversion",
    .text = "Rectifier from an ac bus to a dc bus; several in parallel share by their droop.",
    .terminals = {.inlets_min = 1, .inlets_max = 1, .outlet = true},
    .parameters = kRectifierParameters,
    .quantities = kRectifierQuantities,
    .states = kRectifierStates,
    .failures = kRectifierFailures,
    .verbs = kRectifierVerbs,
    .feeder_hint = "two rectifiers on one 'bus' take two feeds; to choose between feeds: ats",
};

}  // namespace

const TypeSchema& rectifier_schema() { return kRectifierSchema; }

}  // namespace ridethrough::devices
