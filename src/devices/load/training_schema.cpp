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
     .text = "from all racks up to running again, if no more racks lost power than 'spares'",
     .low = 0.0,
     .source = "restart of the processes, assumed"},
    {.name = "cold",
     .unit = "min",
     .fallback = "60 min",
     .text = "the same if more racks lost power",
     .low = 0.0,
     .source = "power, cooling, fabric and health checks: 30 to 240 min, assumed"},
    {.name = "tries",
     .kind = Kind::count,
     .unit = "",
     .fallback = "3",
     .text = "restarts spoilt by a rack that goes down before the job stops for good",
     .low = 1.0},
    {.name = "spares",
     .kind = Kind::count,
     .unit = "",
     .fallback = "0",
     .text = "racks that may be down and the job restarts, warm, on nodes that stand by"},
};

constexpr ParamSpec kTrainingCapFields[] = {
    {.name = "to",
     .unit = "%",
     .fallback = "",
     .text = "highest power of a GPU, of its TDP",
     .low = 0.0,
     .high = 200.0},
    {.name = "after",
     .unit = "s",
     .fallback = "0 s",
     .text = "after the first signal; lifted when the last one is gone",
     .low = 0.0},
};

constexpr ParamSpec kTrainingSaveFields[] = {
    {.name = "takes",
     .unit = "s",
     .fallback = "30 s",
     .text = "the work stops for so long, then it is saved",
     .low = 0.0,
     .source = "blocking checkpoint, loads.md 3.1: 30 s to 2 min"},
    {.name = "after", .unit = "s", .fallback = "0 s", .text = "after the first signal", .low = 0.0},
};

constexpr ParamSpec kTrainingDrainFields[] = {
    {.name = "after",
     .unit = "s",
     .fallback = "",
     .text = "after the first signal the work is saved and the job pauses until the last is gone",
     .low = 0.0},
};

constexpr ParamSpec kTrainingReactionFields[] = {
    {.name = "signal",
     .kind = Kind::component,
     .unit = "",
     .fallback = "none",
     .text = "ups, rotary_ups, bess or bbu, or a list of them"},
    {.name = "cap",
     .kind = Kind::map,
     .unit = "",
     .fallback = "none",
     .text = "limits the power of the GPUs",
     .fields = kTrainingCapFields},
    {.name = "checkpoint",
     .kind = Kind::map,
     .unit = "",
     .fallback = "none",
     .text = "saves the work",
     .fields = kTrainingSaveFields},
    {.name = "drain",
     .kind = Kind::map,
     .unit = "",
     .fallback = "none",
     .text = "pauses the job",
     .fields = kTrainingDrainFields},
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
    {.name = "on_battery",
     .kind = Kind::map,
     .unit = "",
     .fallback = "none",
     .text = "what it does while what feeds it says that it is on battery",
     .fields = kTrainingReactionFields},
    {.name = "gpu_mtbf",
     .unit = "GPU*h",
     .fallback = "50700 GPU*h",
     .text = "GPU time between two failures that are none of the power; only the advice on the "
             "interval of checkpoints reads it",
     .low = 0.0,
     .source = "Llama 3 405B: 419 unexpected interruptions of 16,384 H100 in 54 d",
     .positive = true},
    {.name = "price",
     .unit = "USD/GPU/h",
     .fallback = "none",
     .text = "price of a GPU-hour that is lost, in any currency; one for the whole scenario",
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
    {"paused", "has saved its work and waits for the end of 'on battery'"},
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
