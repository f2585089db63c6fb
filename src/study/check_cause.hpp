#pragma once

#include <cstdint>
#include <vector>

#include "ridethrough/scenario/model.hpp"
#include "ridethrough/study/check.hpp"
#include "ridethrough/study/outcome.hpp"

/// Which rows of events.csv led to the failing margin of a check.
namespace ridethrough::study {

/// `seq` of the rows that led to it, nearest first; empty for a check that holds, and where no row
/// stands before the failure.
///
/// The nearest is the last row of the judged component at the instant at which the claim began to
/// fail; else the last row of any component at that instant; else the last earlier row of the
/// judged component or of the script. The others are its causes, as events.csv tells them.
std::vector<std::int64_t> causes_of(const scenario::CheckSpec& check, const CheckResult& result,
                                    const std::vector<OutcomeEvent>& events);

}  // namespace ridethrough::study
