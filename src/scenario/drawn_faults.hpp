#pragma once

#include <cstdint>

#include "scenario/drawn_members.hpp"
#include "scenario/weighed_chance.hpp"

namespace ridethrough::scenario {

/// Adds the short circuits along `member` that the replica draws, and who closes the breaker that
/// feeds it when each is mended.
void draw_faults(Model& model, const FailingMember& member, std::uint32_t replica,
                 WeighedChance& chance);

}  // namespace ridethrough::scenario
