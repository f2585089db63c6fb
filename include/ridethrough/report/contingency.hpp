#pragma once

#include <string>

#include "ridethrough/report/text.hpp"
#include "ridethrough/study/contingency.hpp"

namespace ridethrough::report {

/// How many are survived, a line for each that is not, and how near the others came. The rows of
/// all cases are those of a sweep: sweep_csv() and sweep_json().
std::string contingency_text(const study::Contingency& contingency, const TextStyle& style);

}  // namespace ridethrough::report
