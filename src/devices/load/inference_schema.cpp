#include "devices/load/job_fields.hpp"
#include "ridethrough/devices/load/inference_job.hpp"

namespace ridethrough::devices {

namespace {

constexpr ParamSpec kInferenceReactionFields[] = {kJobSignalField,
                                                  kJobCapField,
                                                  {.name = "drain",
                                                   .kind = Kind::map,
                                                   .unit = "",
                                                   .fallback = "none",
                                                   .text = "serves what it has, and pauses",
                                                   .fields = kJobDrainFields}};

constexpr ParamSpec kInferenceParams[] = {
    {.name = "profile",
     .kind = Kind::part,
     .unit = "",
     .fallback = "",
     .text = "how requests come, and what one takes",
     .part_type = "serving"},
    kJobStart,
    kJobUntil,
    {.name = "queue",
     .kind = Kind::count,
     .unit = "",
     .fallback = "1000",
     .text = "requests that wait for a slot at most; more are refused",
     .source = "assumed"},
    {.name = "resolution",
     .unit = "s",
     .fallback = "0 s",
     .text = "the racks draw the mean over spans of this length; 0 s: each request is an event",
     .low = 0.0},
    {.name = "reload",
     .unit = "min",
     .fallback = "10 min",
     .text = "from a rack that is up again to one that serves: boot, and loading the model",
     .low = 0.0,
     .source = "assumed"},
    kJobFall,
    kJobSlowdown,
    {.name = "on_battery",
     .kind = Kind::map,
     .unit = "",
     .fallback = "none",
     .text = "what it does while what feeds it says that it is on battery",
     .fields = kInferenceReactionFields},
    kJobPrice,
};

constexpr QuantitySpec kInferenceQuantities[] = {
    {"served", "", Shape::steps, true, "requests that have been answered", true},
    {"dropped", "", Shape::steps, true, "requests that were lost with the power of their rack",
     true},
    {"refused", "", Shape::steps, true, "requests that nobody took: a full queue, or a pause"},
    {"queued", "", Shape::steps, true, "requests that wait for a slot"},
    {"lost_gpu_hours", "GPU*h", Shape::line, true, "GPUs that did not serve, over time", true},
    {"goodput", "%", Shape::curve, false, "GPU time that served, over the time since it started"},
    kJobCost,
    {"level", "%", Shape::line, false, "power of a GPU that serves, of its TDP"},
};

constexpr WordSpec kInferenceStates[] = {
    {"waiting", "has not started"},
    {"running", "serves, if only with some of its racks"},
    {"stopped", "ended by an order"},
    {"paused", "has served what it had and refuses more"},
};

constexpr Verb kInferenceVerbs[] = {Verb::start, Verb::stop};

constexpr TypeSchema kInferenceSchema{
    .name = "inference",
    .group = "load",
    .text = "serves requests: one rack lost loses its share",
    .terminals = {},
    .parameters = kInferenceParams,
    .quantities = kInferenceQuantities,
    .states = kInferenceStates,
    .failures = {},
    .verbs = kInferenceVerbs,
    .is_job = true,
};

}  // namespace

const TypeSchema& inference_schema() { return kInferenceSchema; }

}  // namespace ridethrough::devices
