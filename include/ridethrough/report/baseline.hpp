#pragma once

#include <string>
#include <vector>

#include "ridethrough/report/text.hpp"
#include "ridethrough/study/baseline.hpp"

/// Baselines as files and as tables.
namespace ridethrough::report {

/// "power-tests/n-plus-1.baseline.json" beside "power-tests/n-plus-1.yaml".
std::string baseline_file(const std::string& scenario_file);

/// One line for each figure and event, so that a change reads well in a version control; ends with
/// a newline.
std::string baseline_json(const study::Baseline& baseline);

/// What is kept beside the file of `model`.
/// @throws scenario::ScenarioError RT1100 if there is nothing or it can not be read, RT1101 if it
/// was written for another scenario.
study::Baseline kept_baseline(const scenario::Model& model);

/// A table of kept, now and allowed, a line for each difference; at most `rows_max` of them.
std::string differences_text(const std::vector<study::Difference>& differences,
                             std::size_t rows_max = 40);
/// One of them on a line.
std::string difference_line(const study::Difference& difference);

}  // namespace ridethrough::report
