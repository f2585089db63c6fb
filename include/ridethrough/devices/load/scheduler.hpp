#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// Holds jobs while the power is short: they save what they have to save and pause.
///
/// Ports    the jobs that it may hold, in the order in which it does; PowerSignal
/// State    which jobs are held   Modes: watching, holding
/// Equation a job weighs (power as it runs - power at idle) of its racks that are up; jobs are held
///          until the sum over all of them is at most `limit`, or `keep` of what it was
/// Events   `after` the first signal it decides, once; `resume_after` the last is gone it lets go,
///          the last held first, one each `stagger`
/// Source   none: the least that a scheduler does
/// Accuracy mean powers, so the sum may be above the target for parts of a step; nothing that
///          happens to the jobs meanwhile is looked at
/// Errors   std::invalid_argument without jobs, without signals, or unless either `limit` or `keep`
const TypeSchema& scheduler_schema();
std::unique_ptr<Device> make_scheduler(const Parameters& parameters);

}  // namespace ridethrough::devices
