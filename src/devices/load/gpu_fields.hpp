#pragma once

#include "ridethrough/devices/schema.hpp"

/// Parameters of one GPU of a rack.
namespace ridethrough::devices {

/// NVML calls them PERCENT_TMP_FLOOR, RAMP_UP_RATE, RAMP_DOWN_RATE and RAMP_DOWN_HYSTERESIS.
inline constexpr ParamSpec kGpuSmoothingFields[] = {
    {.name = "floor",
     .unit = "%",
     .fallback = "0 %",
     .text = "of 'tdp', below which a GPU that has been there does not fall at once; 0 %: none",
     .low = 0.0,
     .high = 100.0,
     .source = "20 % to 90 % on GB200"},
    {.name = "ramp_up",
     .unit = "W/s",
     .fallback = "300 W/s",
     .text = "of one GPU, on its way up to the floor",
     .low = 0.0,
     .source = "assumed",
     .positive = true},
    {.name = "ramp_down",
     .unit = "W/s",
     .fallback = "200 W/s",
     .text = "of one GPU, from the floor to what its job wants",
     .low = 0.0,
     .source = "assumed",
     .positive = true},
    {.name = "hysteresis",
     .unit = "ms",
     .fallback = "2000 ms",
     .text = "so long the job must want less than the floor before it falls",
     .low = 0.0,
     .source = "assumed"},
};

inline constexpr ParamSpec kRackGpuFields[] = {
    {.name = "tdp",
     .unit = "W",
     .fallback = "700 W",
     .text = "rated power of one GPU; a job's level is a share of it",
     .low = 0.0,
     .source = "H100 and H800 SXM data sheets",
     .positive = true},
    {.name = "idle",
     .unit = "W",
     .fallback = "72 W",
     .text = "one GPU without work, until its job says otherwise",
     .low = 0.0,
     .source = "MLCommons training v4 power logs: eight GPUs 575 to 592 W"},
    {.name = "cap",
     .unit = "W",
     .fallback = "none",
     .text = "power limit of one GPU; what its job wants above it is not drawn",
     .low = 0.0,
     .positive = true},
    {.name = "smoothing",
     .kind = Kind::map,
     .unit = "",
     .fallback = "{}",
     .text = "power smoothing of the GPU, Blackwell and newer",
     .fields = kGpuSmoothingFields},
};

}  // namespace ridethrough::devices
