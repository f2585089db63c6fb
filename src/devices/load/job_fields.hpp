#pragma once

#include "ridethrough/devices/schema.hpp"

/// Parameters and quantities that jobs of several types have.
namespace ridethrough::devices {

inline constexpr ParamSpec kJobCheckpointFields[] = {
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

inline constexpr ParamSpec kJobCapFields[] = {
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

inline constexpr ParamSpec kJobSaveFields[] = {
    {.name = "takes",
     .unit = "s",
     .fallback = "30 s",
     .text = "the work stops for so long, then it is saved",
     .low = 0.0,
     .source = "blocking checkpoint, loads.md 3.1: 30 s to 2 min"},
    {.name = "after", .unit = "s", .fallback = "0 s", .text = "after the first signal", .low = 0.0},
};

inline constexpr ParamSpec kJobDrainFields[] = {
    {.name = "after",
     .unit = "s",
     .fallback = "",
     .text = "after the first signal the work is saved and the job pauses until the last is gone",
     .low = 0.0},
};

inline constexpr ParamSpec kJobSignalField = {
    .name = "signal",
    .kind = Kind::component,
    .unit = "",
    .fallback = "none",
    .text = "utility, ups, rotary_ups, bess or bbu, or a list of them"};

inline constexpr ParamSpec kJobCapField = {.name = "cap",
                                           .kind = Kind::map,
                                           .unit = "",
                                           .fallback = "none",
                                           .text = "limits the power of the GPUs",
                                           .fields = kJobCapFields};

inline constexpr ParamSpec kJobReactionFields[] = {
    kJobSignalField,
    kJobCapField,
    {.name = "checkpoint",
     .kind = Kind::map,
     .unit = "",
     .fallback = "none",
     .text = "saves the work",
     .fields = kJobSaveFields},
    {.name = "drain",
     .kind = Kind::map,
     .unit = "",
     .fallback = "none",
     .text = "pauses the job",
     .fields = kJobDrainFields},
};

inline constexpr std::string_view kJobStarts[] = {"never"};

inline constexpr ParamSpec kJobProfile = {
    .name = "profile",
    .kind = Kind::part,
    .unit = "",
    .fallback = "",
    .text = "power of a GPU over one step, or a trace of the power of the whole job",
    .part_type = "profile",
    .played_unit = "W"};

inline constexpr ParamSpec kJobStart = {.name = "start",
                                        .unit = "s",
                                        .fallback = "0 s",
                                        .text = "when it starts; never: only by an event 'start:'",
                                        .low = 0.0,
                                        .words = kJobStarts};

inline constexpr ParamSpec kJobUntil = {
    .name = "until",
    .unit = "s",
    .fallback = "none",
    .text = "when it stops, as by an order; another job may have its racks from then on",
    .low = 0.0,
    .positive = true};

inline constexpr ParamSpec kJobCheckpoint = {.name = "checkpoint",
                                             .kind = Kind::map,
                                             .unit = "",
                                             .fallback = "{}",
                                             .text = "what an interruption can not take away",
                                             .fields = kJobCheckpointFields};

inline constexpr ParamSpec kJobFall = {.name = "fall",
                                       .unit = "ms",
                                       .fallback = "50 ms",
                                       .text = "from the present level to idle when the job ends",
                                       .low = 0.0,
                                       .source = "worst case; measured: within 2 s"};

inline constexpr ParamSpec kJobSlowdown = {
    .name = "slowdown",
    .unit = "%",
    .fallback = "100 %",
    .text = "of the power above idle that a cap or heat takes from the GPUs, so much of the work",
    .low = 0.0,
    .high = 100.0,
    .source =
        "assumed; H100 at 600 W of 700 W: steps 10 to 15 % longer, 15 to 20 % in FP8 "
        "(factryze.ai, no primary source); V100 at 150 W of 250 W: 7 % (arXiv 2205.09646)"};

inline constexpr ParamSpec kJobReaction = {
    .name = "on_battery",
    .kind = Kind::map,
    .unit = "",
    .fallback = "none",
    .text = "what it does while what feeds it says that it is on battery",
    .fields = kJobReactionFields};

inline constexpr ParamSpec kJobPrice = {
    .name = "price",
    .unit = "USD/GPU/h",
    .fallback = "none",
    .text = "price of a GPU-hour that is lost, in any currency; one for the whole scenario",
    .low = 0.0};

inline constexpr QuantitySpec kJobLost{"lost_gpu_hours",
                                       "GPU*h",
                                       Shape::line,
                                       true,
                                       "work since the last checkpoint, outage and restart",
                                       true};
inline constexpr QuantitySpec kJobGoodput{"goodput", "%", Shape::curve, false,
                                          "useful work over the time since it started"};
inline constexpr QuantitySpec kJobCost{"cost", "USD", Shape::line, true,
                                       "lost GPU-hours at their price"};

}  // namespace ridethrough::devices
