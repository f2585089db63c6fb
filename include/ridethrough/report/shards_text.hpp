#pragma once

#include <string>
#include <vector>

#include "ridethrough/report/plan_folder.hpp"

/// What the commands on shards print.
namespace ridethrough::report {

/// How many shards and runs, and what to do next with `folder`.
std::string plan_text(const StudyPlan& plan, const std::string& folder);

/// "5 of 8 shards done", then the numbers of the others by what they are.
std::string status_text(const StudyPlan& plan, const std::vector<ShardState>& states);

/// "shard 3 is done: 12 runs"
std::string done_text(std::size_t shard, std::size_t runs);

/// "0-3,7", as job arrays take it; empty for none.
std::string ranges_text(const std::vector<std::size_t>& numbers);

/// A line each.
std::string lines_text(const std::vector<std::size_t>& numbers);

}  // namespace ridethrough::report
