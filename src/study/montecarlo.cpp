#include "ridethrough/study/montecarlo.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "ridethrough/study/replica.hpp"
#include "study/asked_figures.hpp"
#include "study/in_turn.hpp"
#include "study/losses.hpp"
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

void refuse(const char* rule, const std::string& message, const scenario::Place& place,
            const std::string& label) {
  scenario::Diagnostics diagnostics;
  diagnostics.error(rule, message, place, label);
  throw scenario::ScenarioError(std::move(diagnostics));
}

/// E38.
void refuse_unwanted(const scenario::Study& study, std::size_t cells, std::size_t most) {
  if (study.replicas == 0) {
    refuse("RT1004", "this study has no 'replicas'", study.place, "add 'replicas: 1000'");
  }
  const std::size_t runs = cells * study.replicas;
  if (runs <= most) return;
  refuse("RT1002", fmt::format("{} runs; the limit is {}", runs, most), study.replicas_place,
         fmt::format("{} cells x {} replicas; allow it with --max-runs {}", cells, study.replicas,
                     runs));
}

}  // namespace

std::vector<CellResult> run_replicas(const scenario::Study& study, const SweepOptions& options) {
  const std::vector<scenario::Cell> cells = scenario::cells_of(study);
  refuse_unwanted(study, cells.size(), options.runs_max);
  std::vector<LoadedCell> loaded(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    loaded[i].name = cells[i].name(study);
    note_end(loaded[i], [&] {
      loaded[i].runs.emplace(study, cells[i], options.load);
      check_sentences(study, loaded[i].runs->model());
    });
  }
  std::vector<CellResult> rows(cells.size() * study.replicas);
  const auto work = [&](std::size_t i) {
    if (!options.goes_on()) throw Interrupted();
    const LoadedCell& cell = loaded[i / study.replicas];
    CellResult& row = rows[i];
    row.run = i;
    row.cell = cells[i / study.replicas];
    row.name = cell.name;
    row.replica = static_cast<std::uint32_t>(i % study.replicas) + 1;
    row.end = cell.end;
    row.findings = cell.findings;
    if (cell.end != SuiteEnd::bad) note_end(row, [&] { run_one(study, *cell.runs, options, row); });
  };
  in_turn(rows.size(), options.threads, work, [&](std::size_t i) { options.ended(rows[i]); });
  return rows;
}

}  // namespace ridethrough::study
