#include "cli/kept_runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "cli/commands.hpp"
#include "cli/terminal.hpp"
#include "ridethrough/report/files.hpp"
#include "ridethrough/report/row_journal.hpp"
#include "ridethrough/report/sweep.hpp"
#include "ridethrough/study/run.hpp"

namespace ridethrough::cli {

namespace {

bool is_bad(const study::CellResult& result) { return result.end == study::SuiteEnd::bad; }

/// A plan is of the scenarios as they were.
void refuse_changed(const report::StudyPlan& plan, const study::CellResult& result) {
  if (result.digest.empty() || result.digest == plan.digests.at(plan.cell_of(result.run))) {
    return;
  }
  throw report::PlanError(
      fmt::format("the scenario of cell '{}' has changed since the plan was made; make a new one",
                  result.name));
}

std::string kept_folder(const Options& options) {
  return (std::filesystem::path(options.out) / "unfinished").string();
}

std::vector<study::CellResult> run_study(const scenario::Study& study, const Options& options) {
  study::SweepOptions sweep = sweep_options(options);
  const study::RunRange all = study::runs_of(study, options.runs_max);
  ProgressBar bar(study.file, options.quiet);
  double ended = 0.0;
  sweep.ended = [&](const study::CellResult&) {
    bar.show(++ended / static_cast<double>(all.size()));
  };
  if (options.out.empty()) return study::sweep(study, all, sweep);
  const auto folder = report::PlanFolder::make(
      kept_folder(options),
      report::plan_of(study, sweep, 1, RIDETHROUGH_VERSION, kept_folder(options)));
  try {
    return run_shard(folder, 0, study, sweep);
  } catch (const study::Interrupted&) {
    throw Kept(fmt::format(
        "interrupted; {:.0f} of {} runs are kept in '{}': the same command goes on from there",
        ended, all.size(), kept_folder(options)));
  }
}

int tell_sweep(const scenario::Study& study, const std::vector<study::CellResult>& results,
               const Options& options) {
  const std::string json = report::sweep_json(study, results, RIDETHROUGH_VERSION);
  if (!options.out.empty()) {
    report::ResultFolder folder(options.out, {"cells.csv", "study.json"});
    folder.write({report::sweep_csv(study, results), json});
  }
  print(options.json ? json
                     : report::sweep_text(study, results, style_for_output(options.no_colour)));
  return exit_of(worst_end(results));
}

}  // namespace

study::SweepOptions sweep_options(const Options& options) {
  study::SweepOptions sweep;
  sweep.load = {options.sets, library_folder()};
  sweep.threads = options.threads;
  sweep.runs_max = options.runs_max;
  sweep.goes_on = [] { return !was_interrupted(); };
  return sweep;
}

study::SuiteEnd worst_end(const std::vector<study::CellResult>& results) {
  study::SuiteEnd worst = study::SuiteEnd::passed;
  for (const study::CellResult& each : results) worst = std::max(worst, each.end);
  return worst;
}

std::vector<study::CellResult> run_shard(const report::PlanFolder& folder, std::size_t shard,
                                         const scenario::Study& study,
                                         study::SweepOptions options) {
  // Rows of another plan are refused there: nothing is overwritten.
  const report::ShardState state = folder.state(shard);
  if (state == report::ShardState::done || state == report::ShardState::of_another_plan) {
    return folder.rows(shard, study);
  }
  report::RowJournal journal(folder.journal_file(shard));
  const auto told = options.ended;
  options.known = [&](std::size_t run) { return journal.row(run); };
  options.ended = [&](const study::CellResult& result) {
    refuse_changed(folder.plan(), result);
    if (journal.row(result.run) == nullptr && !is_bad(result)) journal.append(result);
    told(result);
  };
  std::vector<study::CellResult> results = study::sweep(study, folder.plan().range(shard), options);
  if (std::ranges::none_of(results, is_bad)) folder.finish(shard, results);
  return results;
}

int run_and_tell(const scenario::Study& study, const Options& options) {
  const int code = tell_results(study, run_study(study, options), options);
  if (!options.out.empty()) report::PlanFolder::open(kept_folder(options)).remove();
  return code;
}

int tell_results(const scenario::Study& study, const std::vector<study::CellResult>& results,
                 const Options& options) {
  return study.replicas > 0 ? tell_replicas(study, results, options)
                            : tell_sweep(study, results, options);
}

}  // namespace ridethrough::cli
