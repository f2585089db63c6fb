#include "devices/reliability_fields.hpp"
#include "devices/switchgear/feed_fields.hpp"
#include "devices/switchgear/transfer_pair.hpp"
#include "ridethrough/devices/switchgear/sts.hpp"

namespace ridethrough::devices {

namespace {

constexpr ParamSpec kStsWindowFields[] = {
    switchgear::voltage_field("[0.90 pu, 1.10 pu]", "10 % either way, usual setting"),
    switchgear::kVoltageReturnField,
    switchgear::kFrequencyField,
    switchgear::kFrequencyReturnField,
};

constexpr ParamSpec kStsChatterFields[] = {
    {.name = "transfers",
     .kind = Kind::count,
     .unit = "",
     .fallback = "5",
     .text = "so many by itself within the span; the next one locks it",
     .low = 1.0,
     .source = "assumed"},
    {.name = "within",
     .unit = "min",
     .fallback = "1 min",
     .text = "span in which they count",
     .low = 0.0,
     .source = "assumed",
     .positive = true},
    {.name = "lock",
     .unit = "min",
     .fallback = "10 min",
     .text = "it stays where it is for so long, or until reset",
     .low = 0.0,
     .source = "assumed",
     .positive = true},
};

constexpr std::string_view kStsOutOfPhase[] = {"wait", "break", "inhibit"};

constexpr ParamSpec kStsParams[] = {
    {.name = "sense",
     .unit = "ms",
     .fallback = "1 ms",
     .text = "the active feed must be bad for so long",
     .low = 0.0,
     .source = "0.5 to 2 ms",
     .positive = true},
    {.name = "transfer",
     .unit = "ms",
     .fallback = "4 ms",
     .text = "the outlet is dead for so long when the feeds are in phase",
     .low = 0.0,
     .source = "up to a quarter of a cycle"},
    {.name = "window",
     .kind = Kind::map,
     .unit = "",
     .fallback = "{}",
     .text = "what a good feed is",
     .fields = kStsWindowFields},
    {.name = "qualify",
     .unit = "ms",
     .fallback = "20 ms",
     .text = "a feed must be good for so long before it is taken",
     .low = 0.0,
     .source = "assumed, one cycle"},
    {.name = "dwell",
     .unit = "ms",
     .fallback = "20 ms",
     .text = "least stay on a feed, whatever happens",
     .low = 0.0,
     .source = "assumed, one cycle",
     .positive = true},
    {.name = "sync_window",
     .unit = "deg",
     .fallback = "15 deg",
     .text = "the feeds are in phase within it, either way",
     .low = 0.0,
     .high = 180.0,
     .source = "15 degrees, usual setting",
     .positive = true},
    {.name = "out_of_phase",
     .kind = Kind::word,
     .unit = "",
     .fallback = "wait",
     .text = "what a lost feed does then: wait until they are in phase, break before make, or "
             "inhibit until the feed is back",
     .words = kStsOutOfPhase},
    {.name = "break",
     .unit = "ms",
     .fallback = "10 ms",
     .text = "the outlet is dead for so long when they are not, instead of transfer",
     .low = 0.0,
     .source = "half a cycle, so that magnetised transformers below take less inrush; assumed"},
    {.name = "phase_memory",
     .unit = "ms",
     .fallback = "200 ms",
     .text =
         "a dead feed turns on in memory for so long; then there is nothing to be in phase with",
     .low = 0.0,
     .source = "assumed, ten cycles"},
    {.name = "fault_inhibit",
     .unit = "A",
     .fallback = "none",
     .text =
         "more current than that at the outlet when its feed fails is a fault below: no transfer",
     .positive = true},
    {.name = "source_limit",
     .unit = "A",
     .fallback = "none",
     .text = "from a lost feed it does not go where the source would carry more, with this load",
     .positive = true},
    {.name = "retransfer",
     .unit = "s",
     .fallback = "10 s",
     .text = "preferred must be good and in phase for so long before the return",
     .low = 0.0,
     .source = "assumed, 3 s to minutes are usual"},
    switchgear::kReturnField,
    {.name = "chatter",
     .kind = Kind::map,
     .unit = "",
     .fallback = "{}",
     .text = "lock against a feed that comes and goes",
     .fields = kStsChatterFields},
    kCurrentRating,
    kSwitchReliability,
};

constexpr QuantitySpec kStsOwnQuantities[] = {
    {"inhibited", "1", Shape::steps, true, "losses of a feed that it did not leave"},
    {"locked", "1", Shape::steps, true, "1 while the chatter lock holds"},
    {"phase_difference", "deg", Shape::curve, false,
     "angle between the feeds, 0 to 180; of a dead one as it would have turned on"},
};

constexpr auto kStsQuantities = joined(switchgear::kTransferQuantities, kStsOwnQuantities);

constexpr WordSpec kStsStates[] = {
    {"preferred", "on the first feeder"},
    {"alternate", "on the second feeder"},
    {"transferring", "between the feeders, outlet dead"},
};

constexpr Verb kStsVerbs[] = {Verb::transfer, Verb::reset, Verb::fail, Verb::repair};

constexpr TypeSchema kStsSchema{
    .name = "sts",
    .group = "switchgear",
    .text = "static transfer switch between a preferred and an alternate feeder",
    .terminals = {.inlets_min = 2, .inlets_max = 2, .outlet = true},
    .parameters = kStsParams,
    .quantities = kStsQuantities,
    .states = kStsStates,
    .failures = switchgear::kTransferFailures,
    .verbs = kStsVerbs,
    .feeder_hint = "preferred and alternate; more feeders need a bus or a second sts",
};

}  // namespace

const TypeSchema& sts_schema() { return kStsSchema; }

}  // namespace ridethrough::devices
