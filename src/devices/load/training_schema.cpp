#include "ridethrough/devices/load/training_job.hpp"

namespace ridethrough::devices {

namespace {

constexpr ParamSpec kTrainingCheckpointFields[] = {
    {.name = "every",
     .unit = "min",
     .fallback = "30 min",
     .text = "running time between two checkpoints",
     .low = 0.0,
     .source = "Young 1974, for some 10,000 GPUs",
     .positive = true},
    {.name = "block",
     .unit = "s",
     .fallback = "5 s",
     .text = "a checkpoint stops the work for so long",
     .low = 0.0,
     .source = "asynchronous checkpoint; 30 s to 2 min if it is not"},
};

constexpr ParamSpec kTrainingRestartFields[] = {
    {.name = "warm",
     .unit = "min",
     .fallback = "5 min",
     .text = "from all racks up to running again, if no rack lost power",
     .low = 0.0,
     .source = "restart of the processes, assumed"},
    {.name = "cold",
     .unit = "min",
     .fallback = "60 min",
     .text = "the same if a rack lost power",
     .low = 0.0,
     .source = "power, cooling, fabric and health checks: 30 to 240 min, assumed"},
    {.name = "tries",
     .kind = Kind::count,
     .unit = "",
     .fallback = "3",
     .text = "restarts spoilt by a rack that goes down before the job stops for good",
     .low = 1.0},
};

constexpr std::string_view kTrainingStarts[] = {"never"};
constexpr std::string_view kTrainingLosses[] = {"stall", "crash"};

constexpr ParamSpec kTrainingParams[] = {
    {.name = "profile",
     .kind = Kind::part,
     .unit = "",
     .fallback = "",
     .text = "power of a GPU over one step, or a trace of the power of the whole job",
     .part_type = "profile",
     .played_unit = "W"},
    {.name = "start",
     .unit = "s",
     .fallback = "0 s",
     .text = "when it starts; never: only by an event 'start:'",
     .low = 0.0,
     .words = kTrainingStarts},
    {.name = "checkpoint",
     .kind = Kind::map,
     .unit = "",
     .fallback = "{}",
     .text = "what an interruption can not take away",
     .fields = kTrainingCheckpointFields},
    {.name = "restart",
     .kind = Kind::map,
     .unit = "",
     .fallback = "{}",
     .text = "how it comes back",
     .fields = kTrainingRestartFields},
    {.name = "on_loss",
     .kind = Kind::word,
     .unit = "",
     .fallback = "stall",
     .text = "stall: the other racks wait for the lost one until 'collective_timeout'; crash: the "
             "job ends at once",
     .words = kTrainingLosses},
    {.name = "collective_timeout",
     .unit = "min",
     .fallback = "10 min",
     .text = "a stalled job crashes after so long",
     .low = 0.0,
     .source = "default of NCCL in PyTorch"},
    {.name = "stall_level",
     .unit = "%",
     .fallback = "45 %",
     .text = "power of a GPU that waits for another, of its TDP",
     .low = 0.0,
     .high = 200.0,
     .source = "busy waiting at 30 to 60 %, assumed"},
    {.name = "fall",
     .unit = "ms",
     .fallback = "50 ms",
     .text = "from the present level to idle when the job ends",
     .low = 0.0,
     .source = "worst case; measured: within 2 s"},
    {.name = "price",
     .unit = "USD/GPU/h",
     .fallback = "none",
     .text = "price of a GPU-hour that is lost",
     .low = 0.0},
};

constexpr QuantitySpec kTrainingQuantities[] = {
    {"interruptions", "", Shape::steps, true, "how often it was interrupted", true},
    {"lost_gpu_hours", "GPU*h", Shape::line, true,
     "work since the last checkpoint, outage and restart", true},
    {"goodput", "%", Shape::curve, false, "useful work over the time since it started"},
    {"cost", "USD", Shape::line, true, "lost GPU-hours at their price"},
    {"level", "%", Shape::line, false, "power of a GPU, of its TDP"},
};

constexpr WordSpec kTrainingStates[] = {
    {"waiting", "has not started"},
    {"running", "steps through its profile"},
    {"stalled", "waits for a rack that is down"},
    {"restarting", "has crashed; waits for its racks, then restarts"},
    {"stopped", "ended by an order, or gave up"},
};

constexpr Verb kTrainingVerbs[] = {Verb::start, Verb::stop, Verb::crash};

constexpr TypeSchema kTrainingSchema{
    .name = "training",
    .group = "load",
    .text = "synchronous training job: one rack lost stops all",
    .terminals = {},
    .parameters = kTrainingParams,
    .quantities = kTrainingQuantities,
    .states = kTrainingStates,
    .failures = {},
    .verbs = kTrainingVerbs,
    .is_job = true,
};

}  // namespace

const TypeSchema& training_schema() { return kTrainingSchema; }

}  // namespace ridethrough::devices
