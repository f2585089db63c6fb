#pragma once

#include <string_view>
#include <vector>

#include "ridethrough/study/outcome.hpp"

namespace ridethrough::report {

/// Of the findings of that name the cohort that is worst off: the least of what is a minimum, else
/// the greatest; the first of equals. Null where there is none.
const study::MemberFinding* worst_off(const std::vector<study::MemberFinding>& findings,
                                      std::string_view name, bool is_least);

}  // namespace ridethrough::report
