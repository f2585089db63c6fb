#include "ridethrough/study/montecarlo.hpp"

#include <map>
#include <optional>

#include "ridethrough/study/replica.hpp"
#include "study/asked_figures.hpp"
#include "study/losses.hpp"
#include "study/run_each.hpp"
#include "study/run_end.hpp"

namespace ridethrough::study {

namespace {

/// A cell that is ready to run, or what is wrong with it.
struct LoadedCell {
  std::string name;
  std::optional<CellRuns> runs = {};
  SuiteEnd end = SuiteEnd::passed;
  std::vector<scenario::Diagnostic> findings = {};
  std::string problem = {};
};

void check_sentences(const scenario::Study& study, const scenario::Model& model) {
  scenario::Diagnostics diagnostics;
  for (const scenario::StudyCheck& check : study.checks) {
    check_outcome_path(check, model, diagnostics);
  }
  if (diagnostics.has_errors()) throw scenario::ScenarioError(std::move(diagnostics));
}

void run_one(const scenario::Study& study, const CellRuns& runs, const SweepOptions& options,
             CellResult& result) {
  RunOptions run_options;
  run_options.meter = false;
  run_options.progress = [&options](double) { return options.goes_on(); };
  result.digest = runs.model().digest;
  Replica replica = runs.run(result.replica, run_options);
  result.weight = replica.weight;
  result.losses = losses_of(replica.model, replica.outcome);
  std::vector<Figure> asked = asked_figures(study, replica.outcome);
  keep_outcome(std::move(replica.outcome), result);
  for (Figure& figure : asked) result.figures.push_back(std::move(figure));
  // A scenario without checks passes if it keeps its racks.
  if (result.checks.empty() && !result.losses.empty()) result.end = SuiteEnd::failed;
}

/// What is wrong with a cell is wrong with all of its replicas.
LoadedCell load(const scenario::Study& study, const scenario::Cell& cell,
                const SweepOptions& options) {
  LoadedCell loaded{cell.name(study)};
  note_end(loaded, [&] {
    loaded.runs.emplace(study, cell, options.load);
    check_sentences(study, loaded.runs->model());
  });
  return loaded;
}

}  // namespace

std::vector<CellResult> run_replicas(const scenario::Study& study, RunRange range,
                                     const SweepOptions& options) {
  const std::vector<scenario::Cell> cells = scenario::cells_of(study);
  std::map<std::size_t, LoadedCell> loaded;
  for (std::size_t run = range.first; run < range.last; run += study.replicas) {
    loaded.emplace(run / study.replicas, load(study, cells[run / study.replicas], options));
  }
  if (range.size() > 0) {
    const std::size_t last = (range.last - 1) / study.replicas;
    if (!loaded.contains(last)) loaded.emplace(last, load(study, cells[last], options));
  }
  return run_each(
      numbers_of(range), options,
      [&](CellResult& row) {
        const std::size_t cell = row.run / study.replicas;
        row.cell = cells[cell];
        row.name = loaded.at(cell).name;
        row.replica = static_cast<std::uint32_t>(row.run % study.replicas) + 1;
      },
      [&](CellResult& row) {
        const LoadedCell& own = loaded.at(row.run / study.replicas);
        row.end = own.end;
        row.findings = own.findings;
        if (own.end != SuiteEnd::bad) run_one(study, *own.runs, options, row);
      });
}

}  // namespace ridethrough::study
