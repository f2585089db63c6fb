#include "ridethrough/devices/switchgear/ats.hpp"

#include "devices/reliability_fields.hpp"
#include "devices/switchgear/feed_fields.hpp"
#include "devices/switchgear/transfer_pair.hpp"
#include "devices/sync_fields.hpp"

namespace ridethrough::devices {

namespace {

constexpr ParamSpec kAtsWindowFields[] = {
    switchgear::voltage_field("[0.85 pu, 1.10 pu]", "usual setting"),
    switchgear::kVoltageReturnField,
    switchgear::kFrequencyField,
    switchgear::kFrequencyReturnField,
};

constexpr std::string_view kAtsTransitions[] = {"open", "closed", "delayed"};

constexpr ParamSpec kAtsSyncFields[] = {
    sync_angle_field("5 deg", "between the feeds at most", "closed transition, usual limit"),
    sync_frequency_field("difference at most", "closed transition, usual limit"),
    sync_voltage_field("5 %", "difference at most, compared in steps of 0.5 %",
                       "closed transition, usual limit"),
};

constexpr ParamSpec kAtsParams[] = {
    {.name = "sense",
     .unit = "ms",
     .fallback = "500 ms",
     .text = "a feed must be bad for so long before anything is done",
     .low = 0.0,
     .source = "0.5 to 3 s",
     .positive = true},
    {.name = "window",
     .kind = Kind::map,
     .unit = "",
     .fallback = "{}",
     .text = "what a good feed is",
     .fields = kAtsWindowFields},
    {.name = "transfer",
     .unit = "ms",
     .fallback = "100 ms",
     .text = "the outlet is dead while the contacts move",
     .low = 0.0,
     .source = "open transition 50 to 100 ms"},
    {.name = "qualify",
     .unit = "ms",
     .fallback = "500 ms",
     .text = "a feed must be good for so long before it is taken",
     .low = 0.0,
     .source = "assumed as sense"},
    {.name = "retransfer",
     .unit = "min",
     .fallback = "5 min",
     .text = "preferred must be good for so long before the return",
     .low = 0.0,
     .source = "5 to 30 min"},
    switchgear::kReturnField,
    {.name = "dwell",
     .unit = "min",
     .fallback = "0 min",
     .text = "least stay on a good alternate before the automatic return, beside retransfer",
     .low = 0.0,
     .source = "least running time of an engine, 0 to 30 min"},
    {.name = "start_delay",
     .unit = "s",
     .fallback = "0 s",
     .text = "after sense, before the generator is called",
     .low = 0.0,
     .source = "0 to 6 s, 1 s usual; a genset has a start.signal_delay of its own"},
    {.name = "generator",
     .kind = Kind::component,
     .unit = "",
     .fallback = "none",
     .text = "genset that it calls; default: its second feeder, if that is one"},
    {.name = "inhibit",
     .kind = Kind::flag,
     .unit = "",
     .fallback = "false",
     .text = "neither transfers to the alternate nor calls the generator by itself; an event "
             "'start' ends that, 'stop' begins it"},
    {.name = "transition",
     .kind = Kind::word,
     .unit = "",
     .fallback = "open",
     .text = "closed: feeds that are both good are joined for overlap; delayed: a stop at neutral",
     .words = kAtsTransitions},
    {.name = "neutral",
     .unit = "s",
     .fallback = "1 s",
     .text = "delayed transition: the outlet is dead for so long beside transfer",
     .low = 0.0,
     .source = "0.5 to 5 s"},
    {.name = "overlap",
     .unit = "ms",
     .fallback = "100 ms",
     .text = "closed transition: both feeds are joined for so long",
     .low = 0.0,
     .high = 100.0,
     .source = "100 ms at most",
     .positive = true},
    {.name = "in_phase",
     .kind = Kind::flag,
     .unit = "",
     .fallback = "false",
     .text =
         "open or delayed transition between good feeds waits until the contacts meet in phase"},
    {.name = "sync",
     .kind = Kind::map,
     .unit = "",
     .fallback = "{}",
     .text = "how far feeds may differ that are joined, or met in phase",
     .fields = kAtsSyncFields},
    {.name = "sync_timeout",
     .unit = "s",
     .fallback = "60 s",
     .text = "when sync has not come by then, the transition is open",
     .low = 0.0,
     .source = "assumed"},
    kCurrentRating,
    kSwitchReliability,
};

constexpr WordSpec kAtsStates[] = {
    {"preferred", "on the first feeder"},
    {"alternate", "on the second feeder"},
    {"transferring", "between the contacts, outlet dead"},
    {"parallel", "closed transition: on both feeders"},
};

constexpr Verb kAtsVerbs[] = {Verb::transfer, Verb::fail, Verb::repair, Verb::start, Verb::stop};

constexpr TypeSchema kAtsSchema{
    .name = "ats",
    .group = "switchgear",
    .text = "automatic transfer switch between a preferred and an alternate feeder",
    .terminals = {.inlets_min = 2, .inlets_max = 2, .outlet = true},
    .parameters = kAtsParams,
    .quantities = switchgear::kTransferQuantities,
    .states = kAtsStates,
    .failures = switchgear::kTransferFailures,
    .verbs = kAtsVerbs,
    .feeder_hint = "preferred and alternate; more feeders need a bus or a second ats",
};

}  // namespace

const TypeSchema& ats_schema() { return kAtsSchema; }

}  // namespace ridethrough::devices
