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

/// All runs of a study. With a folder for the results each is kept there, in `unfinished`, until
/// forget_kept(): what was interrupted goes on with the same command.
/// @throws Kept, report::PlanError, report::WriteError
std::vector<study::CellResult> run_study(const scenario::Study& study, const Options& options);

/// Writes the results of a sweep into the folder, if there is one, and prints them. Returns the
/// exit code.
int tell_sweep(const scenario::Study& study, const std::vector<study::CellResult>& results,
               const Options& options);

/// Takes away what run_study() kept: the results are written.
void forget_kept(const Options& options);

}  // namespace ridethrough::cli
