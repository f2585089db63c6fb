#pragma once

#include <string>
#include <vector>

#include "ridethrough/report/text.hpp"
#include "ridethrough/study/sweep.hpp"

/// Tables of the cells of a study.
namespace ridethrough::report {

/// One line for each cell: its values, how it ended, the figures that differ.
std::string sweep_text(const scenario::Study& study, const std::vector<study::CellResult>& results,
                       const TextStyle& style);
/// One row for each cell and one column for each axis, figure and margin of a check; units stand
/// in the head.
std::string sweep_csv(const scenario::Study& study, const std::vector<study::CellResult>& results);
std::string sweep_json(const scenario::Study& study, const std::vector<study::CellResult>& results,
                       const std::string& version);

}  // namespace ridethrough::report
