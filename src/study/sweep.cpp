#include "ridethrough/study/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "ridethrough/study/montecarlo.hpp"
#include "ridethrough/study/run.hpp"
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
    runs_of(study, options.runs_max);
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
    const std::vector<scenario::Cell> cells = cells_of(study_);
    std::vector<std::size_t> numbers;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (cells[i].choice[axis_] == value) numbers.push_back(i);
    }
    SizeStep step{value, true, {}, run_numbers(study_, numbers, options_)};
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

void check_cells(const scenario::Study& study, const scenario::LoadOptions& options) {
  for (const scenario::Cell& cell : cells_of(study)) {
    const scenario::Diagnostics findings = check(scenario::load_cell(study, cell, options));
    if (findings.has_errors()) throw scenario::ScenarioError(findings);
  }
}

Size find_size(const scenario::Study& study, const SweepOptions& options) {
  return SizeSearch(study, options).find();
}

}  // namespace ridethrough::study
