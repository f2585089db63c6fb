#pragma once

#include <string>
#include <vector>

#include "report/json_values.hpp"
#include "ridethrough/study/sweep.hpp"

/// What the renderings of studies share.
namespace ridethrough::report {

/// Values, verdict, figures and margins of each cell.
Json cells_json(const scenario::Study& study, const std::vector<study::CellResult>& results);

/// The head of a document: version of the format and of the tool, and which study.
Json study_json(const scenario::Study& study, const std::string& version);

/// Findings and unfinished runs, which have no place in a table; each finding once.
std::string problems_text(const std::vector<study::CellResult>& results);

}  // namespace ridethrough::report
