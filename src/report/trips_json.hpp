#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "ridethrough/study/outcome.hpp"

namespace ridethrough::report {

/// `trips` of outcome.json; `current` is a multiple of the pickup.
nlohmann::ordered_json trips_json(const std::vector<study::TripVerdict>& trips);

}  // namespace ridethrough::report
