#pragma once

#include <vector>

#include "scenario/drawn_members.hpp"

namespace ridethrough::scenario {

/// When persons operate a member, in order: events of the file that open, close, transfer, start,
/// stop or reset it. One that waits for a condition has no time before the run.
std::vector<core::Tick> operations_on(const Model& model, const DrawnMember& member);

}  // namespace ridethrough::scenario
