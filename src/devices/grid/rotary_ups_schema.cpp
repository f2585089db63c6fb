#include "devices/grid/genset_fields.hpp"
#include "devices/reliability_fields.hpp"
#include "ridethrough/devices/grid/rotary_ups.hpp"

namespace ridethrough::devices {

namespace {

constexpr ParamSpec kRotaryWindowFields[] = {
    {.name = "voltage",
     .kind = Kind::range,
     .unit = "pu",
     .fallback = "[0.9 pu, 1.1 pu]",
     .text = "outside it the feed is disturbed",
     .low = 0.0,
     .high = 2.0,
     .source = "dips and swells of IEC 61000-4-30"},
    {.name = "frequency",
     .kind = Kind::range,
     .unit = "Hz",
     .fallback = "none",
     .text = "the same; without it the frequency is not judged",
     .low = 0.0},
    {.name = "detect",
     .unit = "ms",
     .fallback = "10 ms",
     .text = "so long outside before the breaker is told to open and the engine to start",
     .low = 0.0,
     .source = "assumed: half a period",
     .positive = true},
};

constexpr ParamSpec kRotaryParams[] = {
    {.name = "rating",
     .unit = "kW",
     .fallback = "",
     .text = "rated active power of the machine",
     .positive = true},
    {.name = "power_factor",
     .unit = "",
     .fallback = "0.8",
     .text = "rating over it is the base of the choke, and what is left the reactive power",
     .low = 0.1,
     .high = 0.99,
     .source = "ISO 8528-1"},
    // Each member feeds back into the feed by itself: the network takes them one by one, and so
    // they are never lumped.
    {.name = "choke",
     .unit = "",
     .fallback = "0.3",
     .text = "reactance between inlet and outlet, per unit on rating over power factor",
     .low = 0.01,
     .high = 2.0,
     .source = "assumed",
     .is_drawn = true},
    {.name = "energy",
     .unit = "MJ",
     .fallback = "",
     .text = "of the flywheel at full speed, J w^2 / 2",
     .positive = true},
    {.name = "lowest_speed",
     .unit = "%",
     .fallback = "60 %",
     .text = "of full speed, at which the machine locks out: above it lies the usable energy",
     .low = 1.0,
     .high = 99.0,
     .source = "assumed: 64 % of the energy is usable"},
    {.name = "drag",
     .unit = "%",
     .fallback = "0.5 %",
     .text = "of the rating, loss of the flywheel at full speed; it falls with the energy",
     .low = 0.001,
     .high = 20.0,
     .source = "assumed"},
    {.name = "standing_loss",
     .unit = "%",
     .fallback = "3 %",
     .text = "of the rating, loss of the machine as long as it turns with a bus",
     .low = 0.01,
     .high = 20.0,
     .source = "assumed: 96 to 97 % of efficiency with the drag"},
    {.name = "recharge_limit",
     .unit = "%",
     .fallback = "10 %",
     .text = "of the rating, at the shaft of a flywheel below full speed; its drag is of it",
     .low = 0.0,
     .high = 100.0,
     .source = "assumed",
     .positive = true},
    {.name = "short_circuit",
     .unit = "",
     .fallback = "5",
     .text = "most current of the machine, over rated; beyond it its voltage folds back",
     .low = 1.0,
     .high = 20.0,
     .source = "assumed: a subtransient reactance of 0.2"},
    {.name = "window",
     .kind = Kind::map,
     .unit = "",
     .fallback = "{}",
     .text = "when the feed counts as disturbed",
     .fields = kRotaryWindowFields},
    {.name = "opens_in",
     .unit = "ms",
     .fallback = "50 ms",
     .text = "from the order to the interruption by the breaker at the inlet",
     .low = 0.0,
     .source = "as a breaker: low-voltage air breakers"},
    {.name = "engine",
     .unit = "kW",
     .fallback = "none",
     .text = "most power of the engine at the shaft; without it rating, losses and recharge"
             " together",
     .positive = true},
    {.name = "start",
     .kind = Kind::map,
     .unit = "",
     .fallback = "{}",
     .text = "starting sequence of the engine; at its end the clutch takes hold",
     .fields = std::span(kGensetStartFields).first(5)},
    {.name = "return_after",
     .unit = "s",
     .fallback = "30 s",
     .text = "the feed must be good this long before the machine goes into step with it",
     .low = 0.0,
     .source = "assumed"},
    {.name = "sync",
     .kind = Kind::map,
     .unit = "",
     .fallback = "{}",
     .text = "when the breaker may close again",
     .fields = kGensetSyncFields},
    kReliability,
};

// In the order of RotaryQuantity.
constexpr QuantitySpec kRotaryQuantities[] = {
    {"power", "kW", Shape::line, true, "active power to what hangs on the outlet", true},
    {"voltage", "pu", Shape::steps, false, "voltage at the outlet", true},
    {"input_power", "kW", Shape::line, true, "active power at the inlet; negative: fed back"},
    {"machine_power", "kW", Shape::line, true,
     "active power of the machine into the outlet; negative: its loss and the charge"},
    {"engine_power", "kW", Shape::line, true, "power of the engine at the shaft"},
    {"speed", "%", Shape::curve, false, "of the flywheel, of full speed", true},
    {"energy", "MJ", Shape::curve, true, "of the flywheel"},
    {"frequency", "Hz", Shape::line, false, "of the outlet"},
    {"fed_back_power", "kW", Shape::line, true, "power that leaves the outlet into the feed"},
    {"energy_fed_back", "kWh", Shape::curve, true, "the same since the start"},
    {"load_level", "%", Shape::line, false, "power over the rating"},
    {"loss", "kW", Shape::curve, true, "of machine, flywheel and choke"},
    {"starts", "1", Shape::steps, true, "start signals of the engine"},
};

// In the order of RotaryUps::State.
constexpr WordSpec kRotaryStates[] = {
    {"mains", "the feed carries the load, the machine idles with it"},
    {"feeding_back", "the feed is disturbed and the breaker not yet open: the machine holds both"},
    {"flywheel", "breaker open, on the energy of the flywheel"},
    {"diesel", "breaker open, on the engine"},
    {"resyncing", "the feed is back: turns to its angle"},
    {"locked_out", "below its lowest speed: the machine is off and the breaker open until reset"},
};

constexpr WordSpec kRotaryFailures[] = {
    {"fail_to_start", "no try of the engine succeeds"},
    {"breaker_stuck", "the breaker at the inlet stays as it is"},
};

constexpr Verb kRotaryVerbs[] = {Verb::reset, Verb::fail, Verb::repair};

constexpr TypeSchema kRotarySchema{
    .name = "rotary_ups",
    .group = "grid",
    .text = "diesel rotary UPS: machine, flywheel and engine behind a breaker and a choke",
    .terminals = {.inlets_min = 1, .inlets_max = 1, .outlet = true},
    .parameters = kRotaryParams,
    .quantities = kRotaryQuantities,
    .states = kRotaryStates,
    .failures = kRotaryFailures,
    .verbs = kRotaryVerbs,
    .is_signal = true,
    .feeder_hint = "to choose one of two feeders: an ats or sts",
};

}  // namespace

const TypeSchema& rotary_ups_schema() { return kRotarySchema; }

}  // namespace ridethrough::devices
