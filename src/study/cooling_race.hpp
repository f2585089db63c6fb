#pragma once

#include <vector>

#include "ridethrough/scenario/wiring.hpp"
#include "ridethrough/study/outcome.hpp"

namespace ridethrough::study {

/// For every group of racks that something cools: how long its battery lasts beside how soon it is
/// too hot, and what came of it in the run. By component, so no lumping shows.
std::vector<CoolingRace> race_cooling(const scenario::Plan& plan, const Outcome& outcome);

}  // namespace ridethrough::study
