#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// A synchronous training job: all its racks step together, and one rack lost stops all.
///
/// Ports    the racks it runs on, through RackPort; PoweredGear that it needs; PowerSignal
/// State    start of the present run, level of the GPUs   Modes: waiting, running, stalled,
///          restarting, stopped, paused
/// Equation level = profile(t - start of the run); a trace is the power P of all racks together,
///          level = (P - hosts) / (GPUs * TDP); work since the start of a run advances for
///          `every`, then a checkpoint blocks it for `block`, and so on; an interruption loses
///          GPUs * (work since the last checkpoint + time until the job runs again)
/// Events   corners of the profile; a rack down or needed gear dark; collective timeout; restart;
///          on battery: cap, checkpoint, pause; start, stop, crash
/// Source   semantics of power loss and restart times: loads.md 3.1, 3.2
/// Accuracy exact in time; racks step in phase but for the profile's jitter, the restarted
///          job repeats its profile from the start; no elastic training; spare racks
///          draw nothing of their own; a capped job works at full pace
/// Errors   std::invalid_argument for a profile whose corners are out of order
const TypeSchema& training_schema();
std::unique_ptr<Device> make_training(const Parameters& parameters);

}  // namespace ridethrough::devices
