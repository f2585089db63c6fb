#pragma once

#include <vector>

#include "ridethrough/scenario/wiring.hpp"
#include "ridethrough/study/availability.hpp"

namespace ridethrough::study {

/// The sets among `cohorts` of the plan against the sustained outages that any feed of the model
/// draws. Neither if no set has a tank, or no feed has statistics.
FuelLimit fuel_limit(const scenario::Model& model, const scenario::Plan& plan,
                     const std::vector<int>& cohorts);

}  // namespace ridethrough::study
