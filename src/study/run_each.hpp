#pragma once

#include <functional>
#include <vector>

#include "ridethrough/study/sweep.hpp"

namespace ridethrough::study {

/// Runs with these numbers on several cores; the results stand in the order of `numbers`. `place`
/// says which cell and replica `result.run` is, `run` fills in what comes of it, unless it is known
/// already. Both are called on any thread.
/// @throws Interrupted
std::vector<CellResult> run_each(const std::vector<std::size_t>& numbers,
                                 const SweepOptions& options,
                                 const std::function<void(CellResult&)>& place,
                                 const std::function<void(CellResult&)>& run);

/// All numbers of `range`.
std::vector<std::size_t> numbers_of(RunRange range);

}  // namespace ridethrough::study
