#pragma once

#include <string>

#include "cli/options.hpp"
#include "ridethrough/scenario/study.hpp"

namespace ridethrough::cli {

scenario::LoadOptions load_options(const Options& options);

/// The scenario of a file, or the cell `--cell` of a study.
/// @throws scenario::ScenarioError
scenario::Model load_model(const std::string& file, const Options& options);

/// The same; a scenario that is only to be extended is refused.
/// @throws scenario::ScenarioError RT0610
scenario::Model load_runnable(const std::string& file, const Options& options);

}  // namespace ridethrough::cli
