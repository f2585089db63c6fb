#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// A batch job: each of its racks works by itself, and a rack lost loses only its own work.
///
/// Ports    the racks it runs on, through RackPort; PoweredGear that it needs; PowerSignal
/// State    start of the run, and for each rack: works, or when it restarts   Modes: waiting,
///          running, stopped, paused
/// Equation as a training job, but with an account of the work for each rack
/// Events   corners of the profile; a rack down, back, restarted; on battery: cap, checkpoint,
///          pause; start, stop, crash
/// Source   semantics of power loss: loads.md 3.1
/// Accuracy exact in time; all racks that work have one level, a rack that restarts joins the
///          profile where the others are; the work never ends by itself
/// Errors   std::invalid_argument for a profile whose corners are out of order
const TypeSchema& batch_schema();
std::unique_ptr<Device> make_batch(const Parameters& parameters);

}  // namespace ridethrough::devices
