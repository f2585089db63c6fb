#pragma once

#include <vector>

#include "ridethrough/scenario/wiring.hpp"
#include "ridethrough/study/outcome.hpp"
#include "study/canonical.hpp"

namespace ridethrough::study {

/// Every operation of a trip, in the order of `events`, and whether it was the right one: it was
/// not if a trip nearer to the load on the same path stood above its pickup at that instant, unless
/// that one had operated and its contacts did not open. `reports` are those of the cohorts of
/// `plan`, `canonical` tells which of them the events name.
std::vector<TripVerdict> judge_trips(const scenario::Plan& plan,
                                     const std::vector<devices::Report>& reports,
                                     const Canonical& canonical,
                                     const std::vector<OutcomeEvent>& events);

}  // namespace ridethrough::study
