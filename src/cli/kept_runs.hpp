#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "cli/options.hpp"
#include "ridethrough/report/plan_folder.hpp"
#include "ridethrough/study/sweep.hpp"

namespace ridethrough::cli {

study::SweepOptions sweep_options(const Options& options);

study::SuiteEnd worst_end(const std::vector<study::CellResult>& results);

/// The user stopped a study whose finished runs are kept; says where (exit 130).
class Kept : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Runs one shard of a plan, or what is missing of it, each run kept on the disk as soon as it
/// ended. A shard that is done is only read. A shard with a scenario that can not be run stays
/// unfinished; its findings are in the results.
/// @throws report::PlanError, report::WriteError; study::Interrupted, after which the same call
/// goes on.
std::vector<study::CellResult> run_shard(const report::PlanFolder& folder, std::size_t shard,
                                         const scenario::Study& study, study::SweepOptions options);

/// All runs of a study, whose results are then written into the folder, if there is one, and
/// printed. Each run is kept there, in `unfinished`, until that is done: what was interrupted goes
/// on with the same command. Returns the exit code.
/// @throws Kept, report::PlanError, report::WriteError
int run_and_tell(const scenario::Study& study, const Options& options);

/// Writes and prints the results: those of cells, or what replicas say together.
int tell_results(const scenario::Study& study, const std::vector<study::CellResult>& results,
                 const Options& options);
int tell_replicas(const scenario::Study& study, const std::vector<study::CellResult>& rows,
                  const Options& options);

}  // namespace ridethrough::cli
