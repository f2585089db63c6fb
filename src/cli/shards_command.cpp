#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/kept_runs.hpp"
#include "cli/terminal.hpp"
#include "ridethrough/report/shards_text.hpp"
#include "ridethrough/report/sweep.hpp"
#include "ridethrough/scenario/sha256.hpp"

namespace ridethrough::cli {

namespace {

using report::PlanFolder;
using report::ShardState;

/// The study of a plan, unless its file or the tool is another one by now.
scenario::Study study_of(const PlanFolder& folder) {
  const report::StudyPlan& plan = folder.plan();
  if (plan.version != RIDETHROUGH_VERSION) {
    throw report::PlanError(fmt::format("the plan is of ridethrough {}; this is {}", plan.version,
                                        RIDETHROUGH_VERSION));
  }
  scenario::Study study = scenario::read_study(folder.study_file());
  if ("sha256:" + scenario::sha256_hex(study.place.source->text) != plan.text_digest) {
    throw report::PlanError(
        fmt::format("'{}' has changed since the plan was made", folder.study_file()));
  }
  return study;
}

std::vector<ShardState> states_of(const PlanFolder& folder) {
  std::vector<ShardState> states;
  for (std::size_t i = 0; i < folder.plan().shards; ++i) states.push_back(folder.state(i));
  return states;
}

std::vector<std::size_t> not_done(const std::vector<ShardState>& states) {
  std::vector<std::size_t> numbers;
  for (std::size_t i = 0; i < states.size(); ++i) {
    if (states[i] != ShardState::done) numbers.push_back(i);
  }
  return numbers;
}

}  // namespace

int plan_command(const Options& options) {
  const scenario::Study study = scenario::read_study(options.files.front());
  const study::SweepOptions sweep = sweep_options(options);
  note_ends(study);
  study::check_cells(study, sweep.load);
  const auto folder = PlanFolder::make(
      options.out, report::plan_of(study, sweep, options.shards, RIDETHROUGH_VERSION, options.out));
  print(report::plan_text(folder.plan(), options.out));
  return kGood;
}

int shard_command(const Options& options) {
  const PlanFolder folder = PlanFolder::open(options.out);
  if (options.shard >= folder.plan().shards) {
    fmt::print(stderr, "error: there is no shard {}; they are 0 to {}\n", options.shard,
               folder.plan().shards - 1);
    return kUsage;
  }
  const scenario::Study study = study_of(folder);
  study::SweepOptions sweep = sweep_options(options);
  sweep.load.sets = folder.plan().sets;
  const std::size_t runs = folder.plan().range(options.shard).size();
  ProgressBar bar(fmt::format("shard {}", options.shard), options.quiet);
  show_runs(bar, sweep, runs);
  scenario::Diagnostics findings;
  for (const study::CellResult& result : run_shard(folder, options.shard, study, sweep)) {
    for (const scenario::Diagnostic& each : result.findings) findings.add(each);
  }
  if (findings.has_errors()) throw scenario::ScenarioError(findings);
  print(report::done_text(options.shard, runs));
  return kGood;
}

int status_command(const Options& options) {
  const PlanFolder folder = PlanFolder::open(options.out);
  print(report::status_text(folder.plan(), states_of(folder)));
  return kGood;
}

int missing_command(const Options& options) {
  const std::vector<std::size_t> numbers = not_done(states_of(PlanFolder::open(options.out)));
  if (numbers.empty()) return kGood;
  print(options.ranges ? report::ranges_text(numbers) + "\n" : report::lines_text(numbers));
  return kGood;
}

int merge_command(const Options& options) {
  if (!can_write_database(options)) return kUsage;
  const PlanFolder folder = PlanFolder::open(options.out);
  const scenario::Study study = study_of(folder);
  const std::vector<ShardState> states = states_of(folder);
  const std::vector<std::size_t> missing = not_done(states);
  std::vector<study::CellResult> results;
  for (std::size_t shard = 0; shard < states.size(); ++shard) {
    const bool may_miss =
        states[shard] == ShardState::missing || states[shard] == ShardState::begun;
    if (may_miss) continue;
    for (study::CellResult& row : folder.rows(shard, study)) results.push_back(std::move(row));
  }
  if (!missing.empty() && !options.allow_partial) {
    fmt::print(stderr, "error: {} of {} shards are not done: {}\n", missing.size(), states.size(),
               report::ranges_text(missing));
    return kNotFinished;
  }
  if (!missing.empty()) {
    fmt::print(stderr, "warning: the result is partial: {} of {} runs\n", results.size(),
               folder.plan().runs);
  }
  Options told = options;
  told.sets = folder.plan().sets;
  return tell_results(study, results, told);
}

}  // namespace ridethrough::cli
