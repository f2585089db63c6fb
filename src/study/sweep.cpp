#include "ridethrough/study/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ridethrough/scenario/draw.hpp"
#include "ridethrough/study/montecarlo.hpp"
#include "ridethrough/study/run.hpp"
#include "study/asked_figures.hpp"
#include "study/run_each.hpp"
#include "study/run_end.hpp"

namespace ridethrough::study {

void keep_outcome(Outcome outcome, CellResult& result) {
  result.end = outcome.verdict == Verdict::pass ? SuiteEnd::passed : SuiteEnd::failed;
  result.decided_by = outcome.decided_by;
  result.figures = figures_of(outcome);
  result.checks = std::move(outcome.checks);
  for (CheckResult& check : result.checks) check.cause.clear();
}

void run_model(const scenario::Model& model, const std::function<bool()>& goes_on,
               CellResult& result) {
  result.digest = model.digest;
  RunOptions options;
  options.progress = [&goes_on](double) { return goes_on(); };
  keep_outcome(run(model, options), result);
}

namespace {

/// Runs of the study, by their numbers; the results stand in the same order.
std::vector<CellResult> run_numbers(const scenario::Study& study,
                                    const std::vector<std::size_t>& numbers,
                                    const SweepOptions& options) {
  const std::vector<scenario::Cell> cells = cells_of(study);
  return run_each(
      numbers, options,
      [&](CellResult& result) {
        result.cell = cells[result.run];
        result.name = result.cell.name(study);
      },
      [&](CellResult& result) {
        run_model(scenario::load_cell(study, result.cell, options.load), options.goes_on, result);
      });
}

}  // namespace

RunRange runs_of(const scenario::Study& study, std::size_t runs_max) {
  const std::size_t cells = cells_of(study).size();
  const std::size_t runs = cells * std::max<std::size_t>(1, study.replicas);
  if (runs <= runs_max) return {0, runs};
  scenario::Diagnostics diagnostics;
  const std::string allow = fmt::format("allow it with --max-runs {}", runs);
  const bool is_drawn = study.replicas > 0;
  diagnostics.error(
      "RT1002", fmt::format("{} runs; the limit is {}", runs, runs_max),
      is_drawn ? study.replicas_place : study.place,
      is_drawn ? fmt::format("{} cells x {} replicas; {}", cells, study.replicas, allow) : allow);
  throw scenario::ScenarioError(std::move(diagnostics));
}

std::vector<CellResult> sweep(const scenario::Study& study, RunRange range,
                              const SweepOptions& options) {
  if (study.replicas > 0) return run_replicas(study, range, options);
  return run_numbers(study, numbers_of(range), options);
}

std::vector<std::string> cell_digests(const scenario::Study& study,
                                      const scenario::LoadOptions& options) {
  std::vector<std::string> digests;
  for (const scenario::Cell& cell : cells_of(study)) {
    try {
      digests.push_back(scenario::load_cell(study, cell, options).digest);
    } catch (const scenario::ScenarioError&) {
      digests.emplace_back();
    }
  }
  return digests;
}

scenario::Diagnostics check_cell(const scenario::Study& study, const scenario::Cell& cell,
                                 const scenario::LoadOptions& options) {
  try {
    const scenario::Model model = scenario::load_cell(study, cell, options);
    scenario::Diagnostics findings = check(model);
    scenario::check_draws(model, study, findings);
    for (const scenario::StudyCheck& each : study.checks) {
      check_outcome_path(each, model, findings);
    }
    return findings;
  } catch (const scenario::ScenarioError& error) {
    return error.diagnostics();
  }
}

void check_cells(const scenario::Study& study, const scenario::LoadOptions& options) {
  for (const scenario::Cell& cell : cells_of(study)) {
    const scenario::Diagnostics findings = check_cell(study, cell, options);
    if (findings.has_errors()) throw scenario::ScenarioError(findings);
  }
}

}  // namespace ridethrough::study
