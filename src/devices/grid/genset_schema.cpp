#include "ridethrough/devices/grid/genset.hpp"

namespace ridethrough::devices {

namespace {

constexpr ParamSpec kGensetStartFields[] = {
    {.name = "signal_delay",
     .unit = "s",
     .fallback = "1 s",
     .text = "from a start signal to the first try; a signal withdrawn before is forgotten",
     .low = 0.0,
     .source = "0 to 6 s in transfer switches"},
    {.name = "crank",
     .unit = "s",
     .fallback = "2 s",
     .text = "length of one try",
     .low = 0.0,
     .source = "0.5 to 3 s when warm",
     .positive = true},
    {.name = "ready",
     .unit = "s",
     .fallback = "10 s",
     .text = "from the signal to rated voltage and frequency, when the first try succeeds",
     .low = 0.0,
     .source = "NFPA 110 type 10"},
    {.name = "tries",
     .kind = Kind::count,
     .unit = "",
     .fallback = "3",
     .text = "tries before it gives up",
     .low = 1.0,
     .source = "NFPA 110"},
    {.name = "pause",
     .unit = "s",
     .fallback = "15 s",
     .text = "rest between two tries",
     .low = 0.0,
     .source = "NFPA 110"},
};

constexpr std::string_view kGensetGovernors[] = {"isochronous", "droop"};

constexpr ParamSpec kGensetGovernorFields[] = {
    {.name = "kind",
     .kind = Kind::word,
     .unit = "",
     .fallback = "isochronous",
     .text = "what it holds",
     .words = kGensetGovernors},
    {.name = "kp",
     .unit = "",
     .fallback = "8",
     .text = "proportional gain, pu power per pu speed",
     .low = 0.0},
    {.name = "ki", .unit = "/s", .fallback = "8 /s", .text = "integral gain", .low = 0.0},
    {.name = "droop",
     .unit = "%",
     .fallback = "none",
     .text = "speed drop from no load to full load",
     .low = 0.0,
     .high = 20.0},
    {.name = "actuator",
     .unit = "s",
     .fallback = "50 ms",
     .text = "lag of the actuator",
     .low = 0.0},
    {.name = "engine", .unit = "s", .fallback = "120 ms", .text = "lag of the engine", .low = 0.0},
    {.name = "delay",
     .unit = "s",
     .fallback = "24 ms",
     .text = "dead time of combustion",
     .low = 0.0},
};

constexpr std::string_view kGensetRegulators[] = {"constant", "volts_per_hertz"};

constexpr ParamSpec kGensetRegulatorFields[] = {
    {.name = "kind",
     .kind = Kind::word,
     .unit = "",
     .fallback = "volts_per_hertz",
     .text = "what the voltage follows",
     .words = kGensetRegulators},
    {.name = "knee",
     .unit = "%",
     .fallback = "95 %",
     .text = "speed below which the voltage falls with it",
     .low = 0.0,
     .high = 100.0},
};

constexpr ParamSpec kGensetUnderFrequencyFields[] = {
    {.name = "below", .unit = "Hz", .fallback = "", .text = "trips below", .low = 0.0},
    {.name = "for", .unit = "s", .fallback = "", .text = "for so long", .low = 0.0},
};

constexpr ParamSpec kGensetTripFields[] = {
    {.name = "overload",
     .unit = "%",
     .fallback = "110 %",
     .text = "active power over the rating that is too much",
     .low = 0.0,
     .positive = true},
    {.name = "for",
     .unit = "s",
     .fallback = "1 min",
     .text = "trips after so long above it",
     .low = 0.0},
    {.name = "overspeed",
     .unit = "%",
     .fallback = "115 %",
     .text = "speed that trips; does not act in this version",
     .low = 100.0},
    {.name = "under_frequency",
     .kind = Kind::map,
     .unit = "",
     .fallback = "none",
     .text = "does not act in this version",
     .fields = kGensetUnderFrequencyFields},
};

constexpr ParamSpec kGensetFuelFields[] = {
    {.name = "tank",
     .unit = "h",
     .fallback = "none",
     .text = "running time at rated power",
     .low = 0.0},
};

constexpr ParamSpec kGensetReliabilityFields[] = {
    {.name = "fail_to_start",
     .unit = "%",
     .fallback = "0 %",
     .text = "chance that all tries of one demand fail; acts only when a study draws failures",
     .low = 0.0,
     .high = 100.0},
    {.name = "mttf",
     .unit = "h",
     .fallback = "none",
     .text = "mean running time to failure; does not act in this version",
     .positive = true},
    {.name = "repair",
     .unit = "h",
     .fallback = "none",
     .text = "mean time to repair; does not act in this version",
     .positive = true},
};

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
    {.name = "inertia",
     .unit = "s",
     .fallback = "none",
     .text = "inertia constant H; does not act in this version",
     .positive = true},
    {.name = "governor",
     .kind = Kind::map,
     .unit = "",
     .fallback = "none",
     .text = "does not act in this version",
     .fields = kGensetGovernorFields},
    {.name = "first_step",
     .unit = "%",
     .fallback = "none",
     .text = "largest first load step; does not act in this version",
     .low = 0.0,
     .high = 100.0},
    {.name = "turbo",
     .unit = "s",
     .fallback = "none",
     .text = "lag of the turbocharger; does not act in this version",
     .low = 0.0},
    {.name = "regulator",
     .kind = Kind::map,
     .unit = "",
     .fallback = "none",
     .text = "does not act in this version",
     .fields = kGensetRegulatorFields},
    {.name = "fuel",
     .kind = Kind::map,
     .unit = "",
     .fallback = "none",
     .text = "does not act in this version",
     .fields = kGensetFuelFields},
};

constexpr QuantitySpec kGensetQuantities[] = {
    {"power", "kW", Shape::line, true, "active power out of the terminals", true},
    {"voltage", "pu", Shape::steps, false, "voltage at the terminals", true},
    {"frequency", "Hz", Shape::steps, false, "frequency; 0 while off line"},
    {"load_level", "%", Shape::line, false, "power over the rating"},
    {"starts", "1", Shape::steps, true, "start demands that reached the first try"},
    {"energy_out", "kWh", Shape::curve, true, "energy delivered since the start"},
};

constexpr WordSpec kGensetStates[] = {
    {"stopped", "at rest, or a start signal is pending"},
    {"starting", "cranking, pausing between tries or running up"},
    {"running", "on line at rated voltage"},
    {"cooling_down", "off line, running without load"},
    {"failed", "did not start, tripped or broke; waits for reset or repair"},
};

constexpr WordSpec kGensetFailures[] = {
    {"fail_to_start", "no try succeeds"},
    {"breakdown", "stops at once and can not be started"},
};

constexpr Verb kGensetVerbs[] = {Verb::start, Verb::stop, Verb::reset, Verb::fail, Verb::repair};

constexpr TypeSchema kGensetSchema{
    .name = "genset",
    .group = "grid",
    .text = "diesel generator set: starting sequence, then an ideal voltage with an overload trip",
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
