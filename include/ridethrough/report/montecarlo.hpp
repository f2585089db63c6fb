#pragma once

#include <string>
#include <vector>

#include "ridethrough/report/text.hpp"
#include "ridethrough/study/montecarlo.hpp"

/// What the replicas of a study say together. Their rows are those of sweep_csv().
namespace ridethrough::report {

/// A line for each cell, then what it loses a year, by which paths, and the checks over replicas.
std::string montecarlo_text(const scenario::Study& study,
                            const std::vector<study::CellSummary>& cells, const TextStyle& style);

std::string montecarlo_json(const scenario::Study& study,
                            const std::vector<study::CellSummary>& cells,
                            const std::string& version);

}  // namespace ridethrough::report
