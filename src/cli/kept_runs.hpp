#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "cli/options.hpp"
#include "cli/terminal.hpp"
#include "ridethrough/report/plan_folder.hpp"
#include "ridethrough/report/row_journal.hpp"
#include "ridethrough/study/sweep.hpp"

namespace ridethrough::cli {

study::SweepOptions sweep_options(const Options& options);

/// From now on `bar` shows how many of the runs have ended: of `expected`, or of those that are
/// begun.
void show_runs(ProgressBar& bar, study::SweepOptions& sweep, std::size_t expected = 0);

/// Says which axes are ranges without steps, of which only the ends are run; nothing of a file that
/// is no study or can not be read.
void note_ends(const scenario::Study& study);
void note_ends_of(const std::string& file);

/// Whether `--db` can be written when the work is done; false after a message.
/// @throws report::WriteError
bool can_write_database(const Options& options);

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

/// From now on each run is kept in `journal` as soon as it ended, and those of before are known.
void keep_in(report::RowJournal& journal, study::SweepOptions& options);

/// The folder of `--out` in which the runs of a study are kept until all are done, and what lies
/// there by now.
/// @throws report::PlanError, report::WriteError
std::string kept_path(const Options& options, const std::string& name);
report::PlanFolder kept_folder(const scenario::Study& study, const Options& options,
                               const std::string& name);

/// `results` as `--db`, if that was asked for.
/// @throws report::WriteError
void write_db(const scenario::Study& study, const std::vector<study::CellResult>& results,
              const Options& options);

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
