#pragma once

#include <string>
#include <vector>

#include "ridethrough/report/text.hpp"
#include "ridethrough/study/size.hpp"

namespace ridethrough::report {

/// The answer first, then the check that decides it, how to run it by itself, and what was run to
/// find it; `sets` are the `--set` of the command.
std::string size_text(const study::Size& size, const std::vector<std::string>& sets,
                      const TextStyle& style);
/// A row for each run, as sweep_csv() has them.
std::string size_csv(const study::Size& size);
std::string size_json(const study::Size& size, const std::string& version);

}  // namespace ridethrough::report
