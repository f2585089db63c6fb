#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ridethrough/scenario/study.hpp"
#include "ridethrough/study/figures.hpp"
#include "ridethrough/study/suite.hpp"

/// The cells of a study, each run by itself.
namespace ridethrough::study {

/// What is kept of the run of one cell.
struct CellResult {
  scenario::Cell cell;
  std::string name;                 ///< as `--cell` takes it
  SuiteEnd end = SuiteEnd::bad;     ///< passed, failed, unfinished or bad
  std::string decided_by;           ///< id of the check that failed
  std::vector<CheckResult> checks;  ///< without the chain of causes
  std::vector<Figure> figures;
  std::vector<scenario::Diagnostic> findings;  ///< errors of a bad cell
  std::string problem;                         ///< why it could not finish
  std::uint32_t replica = 0;                   ///< from 1; 0: nothing was drawn
  /// What each loss of racks came from, in order of time: "block.gen-a breakdown + grid-a outage".
  std::vector<std::string> losses = {};
};

struct SweepOptions {
  scenario::LoadOptions load;
  unsigned threads = 0;
  std::size_t runs_max = 10'000;
  std::function<bool()> goes_on = [] { return true; };
  std::function<void(const CellResult&)> ended = [](const CellResult&) {};
};

/// Runs all cells; the result does not depend on the number of threads.
/// @throws scenario::ScenarioError RT1002 if there are more than `runs_max`; Interrupted.
std::vector<CellResult> sweep(const scenario::Study& study, const SweepOptions& options);

/// One value of the axis that is made small.
struct SizeStep {
  std::size_t value = 0;            ///< on that axis
  bool holds = false;               ///< all checks pass in all other cells
  std::string decided_by;           ///< "cell: check" that failed; empty if all passed
  std::vector<CellResult> results;  ///< of all other cells
};

struct Size {
  std::size_t axis = 0;
  std::vector<SizeStep> steps;        ///< those that were run, by value
  std::optional<std::size_t> answer;  ///< index into the values of the axis; none holds if empty
  bool is_monotone = true;            ///< false: a larger value fails where a smaller one holds
};

/// The first value of the axis `study.shrink`, in the order of the axis, for which all checks pass
/// in all cells of the other axes. Bisection between the ends; three more values are run, and if
/// one of them contradicts it all of them are, and the least value that holds is the answer.
/// @throws scenario::ScenarioError if the study has no `smallest`; Interrupted.
Size find_size(const scenario::Study& study, const SweepOptions& options);

}  // namespace ridethrough::study
