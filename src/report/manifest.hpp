#pragma once

#include <string>

#include "ridethrough/report/plan_folder.hpp"

namespace ridethrough::report {

/// manifest.json; ends with a newline.
std::string manifest_text(const StudyPlan& plan);

/// What manifest_text() wrote.
/// @throws PlanError if it was changed; nlohmann::json::exception if it is no manifest.
StudyPlan plan_from(const std::string& manifest);

}  // namespace ridethrough::report
