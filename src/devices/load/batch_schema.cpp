#include "devices/load/job_fields.hpp"
#include "ridethrough/devices/load/batch_job.hpp"

namespace ridethrough::devices {

namespace {

constexpr ParamSpec kBatchRestartFields[] = {
    {.name = "warm",
     .unit = "min",
     .fallback = "5 min",
     .text = "of a rack that kept its power, once it may go on",
     .low = 0.0,
     .source = "restart of the processes, assumed"},
    {.name = "cold",
     .unit = "min",
     .fallback = "20 min",
     .text = "of a rack that lost its power, once it is up",
     .low = 0.0,
     .source = "boot and health checks of one rack, assumed"},
};

constexpr ParamSpec kBatchParams[] = {
    kJobProfile,
    kJobStart,
    kJobUntil,
    kJobCheckpoint,
    {.name = "restart",
     .kind = Kind::map,
     .unit = "",
     .fallback = "{}",
     .text = "how each rack comes back, by itself",
     .fields = kBatchRestartFields},
    kJobFall,
    kJobSlowdown,
    kJobReaction,
    kJobPrice,
};

constexpr QuantitySpec kBatchQuantities[] = {
    {"interruptions", "", Shape::steps, true, "how often racks were interrupted", true},
    kJobLost,
    kJobGoodput,
    kJobCost,
    {"level", "%", Shape::line, false, "power of a GPU that works, of its TDP"},
};

constexpr WordSpec kBatchStates[] = {
    {"waiting", "has not started"},
    {"running", "works, if only with some of its racks"},
    {"stopped", "ended by an order"},
    {"paused", "has saved its work and waits for the end of 'on battery'"},
};

constexpr Verb kBatchVerbs[] = {Verb::start, Verb::stop, Verb::crash};

constexpr TypeSchema kBatchSchema{
    .name = "batch",
    .group = "load",
    .text = "independent work on each rack: one rack lost loses its own",
    .terminals = {},
    .parameters = kBatchParams,
    .quantities = kBatchQuantities,
    .states = kBatchStates,
    .failures = {},
    .verbs = kBatchVerbs,
    .is_job = true,
};

}  // namespace

const TypeSchema& batch_schema() { return kBatchSchema; }

}  // namespace ridethrough::devices
