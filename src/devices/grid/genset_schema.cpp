#include "ridethrough/devices/grid/genset.hpp"

#include "devices/grid/genset_fields.hpp"
#include "devices/grid/genset_machine_fields.hpp"

namespace ridethrough::devices {

namespace {

constexpr std::string_view kGensetInitialStates[] = {"stopped", "running"};

constexpr ParamSpec kGensetParams[] = {
    {.name = "rating",
     .unit = "kW",
     .fallback = "",
     .text = "rated active power",
     .positive = true},
    {.name = "voltage",
     .unit = "V",
     .fallback = "",
     .text = "rated voltage, line to line",
     .positive = true},
    {.name = "frequency",
     .unit = "Hz",
     .fallback = "50 Hz",
     .text = "rated frequency",
     .low = 1.0,
     .high = 1000.0},
    {.name = "state",
     .kind = Kind::word,
     .unit = "",
     .fallback = "stopped",
     .text = "at the start of the run",
     .words = kGensetInitialStates},
    {.name = "start",
     .kind = Kind::map,
     .unit = "",
     .fallback = "{}",
     .text = "starting sequence",
     .fields = kGensetStartFields},
    {.name = "cooldown",
     .unit = "s",
     .fallback = "5 min",
     .text = "runs on without load after a stop order",
     .low = 0.0,
     .source = "usual setting"},
    {.name = "trips",
     .kind = Kind::map,
     .unit = "",
     .fallback = "{}",
     .text = "protection",
     .fields = kGensetTripFields},
    {.name = "reliability",
     .kind = Kind::map,
     .unit = "",
     .fallback = "{}",
     .text = "for drawn failures",
     .fields = kGensetReliabilityFields},
    {.name = "sync",
     .kind = Kind::map,
     .unit = "",
     .fallback = "{}",
     .text = "when it may join a bus that is live",
     .fields = kGensetSyncFields},
    {.name = "power_factor",
     .unit = "",
     .fallback = "0.8",
     .text = "rated power factor: rating over it is the base of reactances",
     .low = 0.1,
     .high = 1.0,
     .source = "ISO 8528-1"},
    {.name = "inertia",
     .unit = "s",
     .fallback = "none",
     .text = "inertia constant H on the rating; without it speed and voltage never move",
     .source = "0.7 to 1.5 s",
     .positive = true},
    {.name = "damping",
     .unit = "",
     .fallback = "0",
     .text = "pu power per pu speed that opposes a deviation",
     .low = 0.0,
     .source = "case GS1 of the power reference: none"},
    {.name = "governor",
     .kind = Kind::map,
     .unit = "",
     .fallback = "none",
     .text = "speed control; needs inertia",
     .fields = kGensetGovernorFields},
    {.name = "first_step",
     .unit = "%",
     .fallback = "none",
     .text = "power that it gives at once from no load; needs turbo",
     .low = 0.0,
     .high = 100.0,
     .source = "50 to 70 % of turbocharged engines",
     .positive = true},
    {.name = "turbo",
     .unit = "s",
     .fallback = "none",
     .text = "lag of the turbocharger, with which the rest follows; needs first_step",
     .low = 0.0,
     .source = "2 to 4 s",
     .positive = true},
    {.name = "regulator",
     .kind = Kind::map,
     .unit = "",
     .fallback = "none",
     .text = "voltage control; needs inertia",
     .fields = kGensetRegulatorFields},
    {.name = "judged_step",
     .unit = "%",
     .fallback = "5 %",
     .text = "load steps above it are judged after ISO 8528-5",
     .low = 0.1,
     .high = 100.0,
     .source = "assumed"},
    {.name = "fuel",
     .kind = Kind::map,
     .unit = "",
     .fallback = "none",
     .text = "tank; without it the set never runs dry",
     .fields = kGensetFuelFields},
};

constexpr QuantitySpec kGensetQuantities[] = {
    {"power", "kW", Shape::line, true, "active power out of the terminals", true},
    {"voltage", "pu", Shape::steps, false, "voltage at the terminals", true},
    {"frequency", "Hz", Shape::line, false, "frequency; 0 while off line"},
    {"load_level", "%", Shape::line, false, "power over the rating"},
    {"starts", "1", Shape::steps, true, "start demands that reached the first try"},
    {"energy_out", "kWh", Shape::curve, true, "energy delivered since the start"},
    {"reactive", "kvar", Shape::line, true, "reactive power out of the terminals"},
    {"mechanical_power", "kW", Shape::curve, true, "power of the engine at its shaft, on line"},
    {"rocof", "Hz/s", Shape::steps, false, "rate of change of the frequency"},
    {"fuel", "%", Shape::curve, false, "fill of the tank; 0 without a tank"},
    {"alarms", "1", Shape::steps, true, "alarms of a leading power factor"},
};

constexpr WordSpec kGensetStates[] = {
    {"stopped", "at rest, or a start signal is pending"},
    {"starting", "cranking, pausing between tries or running up"},
    {"running", "on line"},
    {"cooling_down", "off line, running without load"},
    {"failed", "did not start, tripped or broke; waits for reset or repair"},
    {"warming_up", "off line at rated speed, before it takes load"},
    {"synchronising", "off line at rated speed, waiting for the angle of a live bus"},
};

constexpr WordSpec kGensetFailures[] = {
    {"fail_to_start", "no try succeeds"},
    {"breakdown", "stops at once and can not be started"},
};

constexpr Verb kGensetVerbs[] = {Verb::start, Verb::stop, Verb::reset, Verb::fail, Verb::repair};

constexpr TypeSchema kGensetSchema{
    .name = "genset",
    .group = "grid",
    .text =
        "diesel generator set: start, rotor, governor, turbocharger, field, fuel and protection",
    .terminals = {.outlet = true},
    .parameters = kGensetParams,
    .quantities = kGensetQuantities,
    .states = kGensetStates,
    .failures = kGensetFailures,
    .verbs = kGensetVerbs,
};

}  // namespace

const TypeSchema& genset_schema() { return kGensetSchema; }

}  // namespace ridethrough::devices
