#include "ridethrough/study/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "ridethrough/study/run.hpp"
#include "study/in_turn.hpp"
#include "study/run_end.hpp"

namespace ridethrough::study {

namespace {

void run_cell(const scenario::Study& study, const SweepOptions& options, CellResult& result) {
  const scenario::Model model = scenario::load_cell(study, result.cell, options.load);
  RunOptions run_options;
  run_options.progress = [&options](double) { return options.goes_on(); };
  Outcome outcome = run(model, run_options);
  result.end = outcome.verdict == Verdict::pass ? SuiteEnd::passed : SuiteEnd::failed;
  result.decided_by = outcome.decided_by;
  result.figures = figures_of(outcome);
  result.checks = std::move(outcome.checks);
  for (CheckResult& check : result.checks) check.cause.clear();
}

void refuse_too_many(const scenario::Study& study, std::size_t runs, std::size_t most) {
  if (runs <= most) return;
  scenario::Diagnostics diagnostics;
  diagnostics.error("RT1002", fmt::format("{} runs; the limit is {}", runs, most), study.place,
                    fmt::format("allow it with --max-runs {}", runs));
  throw scenario::ScenarioError(std::move(diagnostics));
}

std::vector<CellResult> run_all(const scenario::Study& study,
                                const std::vector<scenario::Cell>& cells,
                                const SweepOptions& options) {
  std::vector<CellResult> results(cells.size());
  in_turn(
      cells.size(), options.threads,
      [&](std::size_t i) {
        if (!options.goes_on()) throw Interrupted();
        results[i].cell = cells[i];
        results[i].name = cells[i].name(study);
        note_end(results[i], [&] { run_cell(study, options, results[i]); });
      },
      [&](std::size_t i) { options.ended(results[i]); });
  return results;
}

std::size_t shrunk_axis(const scenario::Study& study) {
  for (std::size_t i = 0; i < study.axes.size(); ++i) {
    if (study.axes[i].path == study.shrink) return i;
  }
  scenario::Diagnostics diagnostics;
  diagnostics.error("RT1004", "this study has no 'smallest'", study.place,
                    "add 'smallest: PATH', one line of 'vary'");
  throw scenario::ScenarioError(std::move(diagnostics));
}

/// Runs values of one axis, each once.
class SizeSearch {
 public:
  SizeSearch(const scenario::Study& study, const SweepOptions& options)
      : study_(study), options_(options), axis_(shrunk_axis(study)) {
    refuse_too_many(study, cells_of(study).size(), options.runs_max);
  }

  Size find() {
    const std::size_t count = study_.axes[axis_].values.size();
    std::size_t failing = 0, holding = count - 1;
    if (holds(failing))
      holding = failing;
    else if (holds(holding))
      bisect(failing, holding);
    const std::optional<std::size_t> found = first_held();
    for (const std::size_t quarter : {1U, 2U, 3U}) holds(quarter * (count - 1) / 4);
    Size size{axis_, {}, found, is_monotone()};
    if (!size.is_monotone) {
      for (std::size_t value = 0; value < count; ++value) holds(value);
      size.answer = first_held();
    }
    if (!size.answer) size.answer = first_held();
    for (auto& [value, step] : steps_) size.steps.push_back(std::move(step));
    return size;
  }

 private:
  void bisect(std::size_t failing, std::size_t holding) {
    while (holding - failing > 1) {
      const std::size_t middle = failing + (holding - failing) / 2;
      (holds(middle) ? holding : failing) = middle;
    }
  }

  bool holds(std::size_t value) {
    const auto [found, is_new] = steps_.try_emplace(value);
    if (is_new) found->second = step_at(value);
    return found->second.holds;
  }

  SizeStep step_at(std::size_t value) {
    std::vector<scenario::Cell> cells;
    for (const scenario::Cell& cell : cells_of(study_)) {
      if (cell.choice[axis_] == value) cells.push_back(cell);
    }
    SizeStep step{value, true, {}, run_all(study_, cells, options_)};
    for (const CellResult& result : step.results) {
      if (result.end == SuiteEnd::passed) continue;
      if (step.holds) {
        step.decided_by =
            result.decided_by.empty() ? result.name : result.name + ": " + result.decided_by;
      }
      step.holds = false;
    }
    return step;
  }

  std::optional<std::size_t> first_held() const {
    for (const auto& [value, step] : steps_) {
      if (step.holds) return value;
    }
    return std::nullopt;
  }

  bool is_monotone() const {
    bool has_held = false;
    for (const auto& [value, step] : steps_) {
      if (has_held && !step.holds) return false;
      has_held = has_held || step.holds;
    }
    return true;
  }

  const scenario::Study& study_;
  const SweepOptions& options_;
  std::size_t axis_;
  std::map<std::size_t, SizeStep> steps_;
};

}  // namespace

std::vector<CellResult> sweep(const scenario::Study& study, const SweepOptions& options) {
  const std::vector<scenario::Cell> cells = cells_of(study);
  refuse_too_many(study, cells.size(), options.runs_max);
  return run_all(study, cells, options);
}

Size find_size(const scenario::Study& study, const SweepOptions& options) {
  return SizeSearch(study, options).find();
}

}  // namespace ridethrough::study
