#include "ridethrough/devices/grid/curve.hpp"

namespace ridethrough::devices {

namespace {

constexpr std::string_view kCurveKinds[] = {"envelope", "step_response", "ramp_and_band"};
constexpr std::string_view kReadQuantities[] = {"voltage", "frequency", "power"};
constexpr std::string_view kClasses[] = {"G1", "G2", "G3"};
constexpr std::string_view kUnlimited[] = {"unlimited"};

constexpr ParamSpec kExcursionFields[] = {
    {.name = "level", .unit = "pu", .fallback = "", .text = "how far, of nominal", .low = 0.0},
    {.name = "for",
     .unit = "s",
     .fallback = "",
     .text = "how long without a break the signal may be between this level and the one before",
     .low = 0.0,
     .words = kUnlimited},
};

constexpr ParamSpec kSlopeFields[] = {
    {.name = "over", .unit = "s", .fallback = "", .text = "within so long", .positive = true},
    {.name = "at_most",
     .unit = "kW",
     .fallback = "",
     .text = "the largest change between any two instants",
     .low = 0.0},
};

constexpr ParamSpec kBandFields[] = {
    {.name = "from", .unit = "Hz", .fallback = "", .text = "lowest frequency", .low = 0.005},
    {.name = "to",
     .unit = "Hz",
     .fallback = "",
     .text = "highest frequency; what a run shows above about 5 Hz has no waveform behind it",
     .high = 100.0,
     .positive = true},
    {.name = "at_most",
     .unit = "kW",
     .fallback = "",
     .text = "the amplitude of the one sinusoid that has the energy of all within the band",
     .low = 0.0},
};

constexpr ParamSpec kCurveParameters[] = {
    {.name = "kind",
     .kind = Kind::word,
     .fallback = "",
     .text = "what the curve limits",
     .words = kCurveKinds},
    {.name = "reads",
     .kind = Kind::points,
     .fallback = "",
     .text = "the quantity of a component that is meant where a check names no quantity",
     .words = kReadQuantities},
    {.name = "unverified",
     .kind = Kind::flag,
     .fallback = "false",
     .text = "the points were not read in the standard itself; every result says so"},
    {.name = "below",
     .kind = Kind::points,
     .fallback = "none",
     .text = "of an envelope: how deep for how long; from the steady level down",
     .fields = kExcursionFields},
    {.name = "above",
     .kind = Kind::points,
     .fallback = "none",
     .text = "of an envelope: how high for how long; from the steady level up",
     .fields = kExcursionFields},
    {.name = "class",
     .kind = Kind::word,
     .fallback = "none",
     .text = "of a step_response: the class of ISO 8528-5 that every judged load step meets",
     .words = kClasses},
    {.name = "ramp_up",
     .kind = Kind::points,
     .fallback = "none",
     .text = "of a ramp_and_band: how much more within how long",
     .fields = kSlopeFields},
    {.name = "ramp_down",
     .kind = Kind::points,
     .fallback = "none",
     .text = "of a ramp_and_band: how much less within how long",
     .fields = kSlopeFields},
    {.name = "free_range",
     .unit = "kW",
     .fallback = "0 kW",
     .text = "of a ramp_and_band: a smaller change is no ramp",
     .low = 0.0},
    {.name = "bands",
     .kind = Kind::points,
     .fallback = "none",
     .text = "of a ramp_and_band: how much the power may swing at these frequencies",
     .fields = kBandFields},
    {.name = "peak",
     .unit = "kW",
     .fallback = "none",
     .text = "of a ramp_and_band: the highest power",
     .low = 0.0,
     .positive = true},
    {.name = "flicker",
     .unit = "",
     .fallback = "none",
     .text = "of a ramp_and_band: the highest short-term severity Pst of what the site does to the "
             "voltage of a utility with 'short_circuit'",
     .low = 0.0,
     .source = "1 in most agreements: IEC 61000-3-3 and -3-7, not read",
     .positive = true},
};

constexpr TypeSchema kCurveSchema{
    .name = "curve",
    .group = "grid",
    .text = "A limit that a check holds a signal against: PATH inside CURVE.",
    .terminals = {},
    .parameters = kCurveParameters,
    .quantities = {},
    .states = {},
    .failures = {},
    .verbs = {},
    .is_part_only = true,
};

}  // namespace

const TypeSchema& curve_schema() { return kCurveSchema; }

}  // namespace ridethrough::devices
