#pragma once

#include <string>
#include <vector>

#include "ridethrough/report/text.hpp"
#include "ridethrough/study/search.hpp"

namespace ridethrough::report {

/// The least margin first, then where it is and how to run that point by itself; `sets` are the
/// `--set` of the search.
std::string search_text(const scenario::Study& study, const study::Search& search,
                        const std::vector<std::string>& sets, const TextStyle& style);
std::string search_json(const scenario::Study& study, const study::Search& search,
                        const std::string& version);

}  // namespace ridethrough::report
