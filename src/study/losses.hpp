#pragma once

#include <string>
#include <vector>

#include "ridethrough/scenario/model.hpp"
#include "ridethrough/study/outcome.hpp"

namespace ridethrough::study {

/// What each loss of racks came from, in order of time, one text a loss: the events in the chain of
/// causes, and what was failed at that time among all that the racks may hang on; behind them what
/// had run out of fuel or charge by then. Without the numbers of members: "block.gen-a
/// fail_to_start + grid-a sustained outage + block.vrla-a end_voltage". Racks that drop out of one
/// event are one loss.
std::vector<std::string> losses_of(const scenario::Model& model, const Outcome& outcome);

}  // namespace ridethrough::study
