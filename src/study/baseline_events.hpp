#pragma once

#include <vector>

#include "ridethrough/study/baseline.hpp"

namespace ridethrough::study {

/// Rows that are missing, extra, in another order or at another time. The n-th row of one kind (all
/// but its time equal) answers to the n-th of that kind; a row whose time is within `shift` and
/// that changed places with another is reordered only if their times differ by more than that.
void compare_events(const std::vector<OutcomeEvent>& kept, const std::vector<OutcomeEvent>& now,
                    core::Tick shift, std::vector<Difference>& found);

}  // namespace ridethrough::study
