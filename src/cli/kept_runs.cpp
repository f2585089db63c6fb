#include "cli/kept_runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "cli/commands.hpp"
#include "cli/load_model.hpp"
#include "ridethrough/report/database.hpp"
#include "ridethrough/report/files.hpp"
#include "ridethrough/report/sweep.hpp"
#include "ridethrough/scenario/file_role.hpp"
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

constexpr const char* kUnfinished = "unfinished";

std::vector<study::CellResult> run_study(const scenario::Study& study, const Options& options) {
  study::SweepOptions sweep = sweep_options(options);
  const study::RunRange all = study::runs_of(study, options.runs_max);
  ProgressBar bar(study.file, options.quiet);
  show_runs(bar, sweep, all.size());
  if (options.out.empty()) return study::sweep(study, all, sweep);
  const report::PlanFolder folder = kept_folder(study, options, kUnfinished);
  try {
    return run_shard(folder, 0, study, sweep);
  } catch (const study::Interrupted&) {
    throw Kept(fmt::format(
        "interrupted; {} of {} runs are kept in '{}': the same command goes on from there",
        bar.done(), all.size(), kept_path(options, kUnfinished)));
  }
}

int tell_sweep(const scenario::Study& study, const std::vector<study::CellResult>& results,
               const Options& options) {
  const std::string json = report::sweep_json(study, results, RIDETHROUGH_VERSION);
  if (!options.out.empty()) {
    report::ResultFolder folder(options.out, {"cells.csv", "study.json"});
    folder.write({report::sweep_csv(study, results), json});
  }
  write_db(study, results, options);
  print(options.json ? json
                     : report::sweep_text(study, results, style_for_output(options.no_colour)));
  return exit_of(worst_end(results));
}

}  // namespace

study::SweepOptions sweep_options(const Options& options) {
  study::SweepOptions sweep;
  sweep.load = load_options(options);
  sweep.threads = options.threads;
  sweep.runs_max = options.runs_max;
  sweep.goes_on = [] { return !was_interrupted(); };
  return sweep;
}

void show_runs(ProgressBar& bar, study::SweepOptions& sweep, std::size_t expected) {
  if (expected > 0) bar.expect(expected);
  if (expected == 0) sweep.begun = [&bar](std::size_t runs) { bar.expect(runs); };
  sweep.ended = [&bar](const study::CellResult&) { bar.count(); };
}

void keep_in(report::RowJournal& journal, study::SweepOptions& options) {
  const auto told = options.ended;
  options.known = [&journal](std::size_t run) { return journal.row(run); };
  options.ended = [&journal, told](const study::CellResult& result) {
    if (journal.row(result.run) == nullptr && !is_bad(result)) journal.append(result);
    told(result);
  };
}

std::string kept_path(const Options& options, const std::string& name) {
  return (std::filesystem::path(options.out) / name).string();
}

report::PlanFolder kept_folder(const scenario::Study& study, const Options& options,
                               const std::string& name) {
  const std::string folder = kept_path(options, name);
  return report::PlanFolder::make(
      folder, report::plan_of(study, sweep_options(options), 1, RIDETHROUGH_VERSION, folder));
}

void note_ends(const scenario::Study& study) {
  for (const scenario::Axis& axis : study.axes) {
    if (!axis.range) continue;
    fmt::print(stderr, "note: '{}' is a range without 'steps'; of it {} and {} are run\n",
               axis.path, axis.values.front().name, axis.values.back().name);
  }
}

void note_ends_of(const std::string& file) {
  try {
    if (scenario::role_of(file).kind == scenario::FileRole::Kind::study) {
      note_ends(scenario::read_study(file));
    }
  } catch (const scenario::ScenarioError&) {
    return;  // the suite tells what is wrong with it
  }
}

bool can_write_database(const Options& options) {
  if (options.db.empty()) return true;
  if (!report::has_database()) {
    fmt::print(stderr,
               "error: '--db' needs SQLite, and this ridethrough was built without it: install "
               "libsqlite3-dev and build it again\n");
    return false;
  }
  report::probe_file(options.db);
  return true;
}

void write_db(const scenario::Study& study, const std::vector<study::CellResult>& results,
              const Options& options) {
  if (options.db.empty()) return;
  report::DatabaseSource source{RIDETHROUGH_VERSION, options.sets, std::nullopt};
  try {
    const scenario::Cell first = scenario::cells_of(study).front();
    source.seed = scenario::load_cell(study, first, load_options(options)).seed;
  } catch (const scenario::ScenarioError&) {
    source.seed.reset();  // a cell that is wrong has none; its row says so
  }
  report::write_database(options.db, study, results, source);
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
  keep_in(journal, options);
  options.ended = [&folder, kept = options.ended](const study::CellResult& result) {
    refuse_changed(folder.plan(), result);
    kept(result);
  };
  std::vector<study::CellResult> results = study::sweep(study, folder.plan().range(shard), options);
  if (std::ranges::none_of(results, is_bad)) folder.finish(shard, results);
  return results;
}

int run_and_tell(const scenario::Study& study, const Options& options) {
  if (!can_write_database(options)) return kUsage;
  note_ends(study);
  const int code = tell_results(study, run_study(study, options), options);
  if (!options.out.empty()) report::PlanFolder::open(kept_path(options, kUnfinished)).remove();
  return code;
}

int tell_results(const scenario::Study& study, const std::vector<study::CellResult>& results,
                 const Options& options) {
  return study.replicas > 0 ? tell_replicas(study, results, options)
                            : tell_sweep(study, results, options);
}

}  // namespace ridethrough::cli
