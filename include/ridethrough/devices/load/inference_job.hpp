#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// Parameters of a part `type: serving`: how requests come and what one takes of a GPU.
const TypeSchema& serving_schema();
/// The highest level that a GPU of such a job has, of its TDP.
double highest_level(const Parameters& serving);

/// An inference job: racks that serve requests side by side; a rack lost loses its share.
///
/// Ports    the racks it runs on, through RackPort; PoweredGear that it needs; PowerSignal
/// State    requests in prefill, in decode and waiting; racks that serve, are down or reload
///          Modes: waiting, running, stopped, paused
/// Equation level = ready + (P (prefill - ready) + D (decode - ready)) / slots, with P and D the
///          requests in each phase, slots = GPUs that serve * slots of each; all racks that serve
///          have the same level
/// Events   arrival, end of prefill and of decode; with `resolution` only its multiples, at which
///          the mean of the next span is set; a rack down or back; on battery: cap, drain
/// Source   phases and levels: loads.md 5, preset P7; gaps gamma distributed
/// Accuracy requests are exact to the nanosecond; with `resolution` energy is exact over each span
///          that nothing disturbs. No batching within a GPU, no network, no retries; a capped job
///          serves at full pace
/// Errors   std::invalid_argument without either a rate or a log
const TypeSchema& inference_schema();
std::unique_ptr<Device> make_inference(const Parameters& parameters);

}  // namespace ridethrough::devices
