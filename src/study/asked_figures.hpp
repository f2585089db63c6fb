#pragma once

#include <string_view>
#include <vector>

#include "ridethrough/scenario/study.hpp"
#include "ridethrough/study/figures.hpp"
#include "ridethrough/study/outcome.hpp"

/// Figures of a run that only a reduction over replicas reads.
namespace ridethrough::study {

inline constexpr std::string_view kYears = "years";
inline constexpr std::string_view kAvailability = "rack_availability";

/// How long the run was, how much of its time a rack was up, and the outcomes of jobs that the
/// checks of the study name: "pretrain.interruptions".
std::vector<Figure> asked_figures(const scenario::Study& study, const Outcome& outcome);

/// Whether a check over replicas can read `path`: "run.passed", "run.losses", "run.FIGURE", or a
/// finding of a job.
/// @return false after RT1008 with a suggestion.
bool check_outcome_path(const scenario::StudyCheck& check, const scenario::Model& model,
                        scenario::Diagnostics& diagnostics);

}  // namespace ridethrough::study
