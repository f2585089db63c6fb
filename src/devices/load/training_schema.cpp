#include "ridethrough/devices/load/training_job.hpp"

#include "devices/load/job_fields.hpp"

namespace ridethrough::devices {

namespace {

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

constexpr std::string_view kTrainingLosses[] = {"stall", "crash"};

constexpr ParamSpec kTrainingParams[] = {
    kJobProfile,
    kJobStart,
    kJobUntil,
    kJobCheckpoint,
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
    kJobFall,
    kJobSlowdown,
    kJobReaction,
    {.name = "gpu_mtbf",
     .unit = "GPU*h",
     .fallback = "50700 GPU*h",
     .text = "GPU time between two failures that are none of the power; only the advice on the "
             "interval of checkpoints reads it",
     .low = 0.0,
     .source = "Llama 3 405B: 419 unexpected interruptions of 16,384 H100 in 54 d",
     .positive = true},
    kJobPrice,
};

constexpr QuantitySpec kTrainingQuantities[] = {
    {"interruptions", "", Shape::steps, true, "how often it was interrupted", true},
    kJobLost,
    kJobGoodput,
    kJobCost,
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
