#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ridethrough/scenario/study.hpp"
#include "ridethrough/study/figures.hpp"
#include "ridethrough/study/suite.hpp"

/// The runs of a study, each by itself: every replica of every cell, in that order. The number of a
/// run is its place there.
namespace ridethrough::study {

/// What is kept of one run.
struct CellResult {
  std::size_t run = 0;
  scenario::Cell cell;
  std::string name;                 ///< as `--cell` takes it
  std::string digest;               ///< of its scenario; empty if that could not be read
  SuiteEnd end = SuiteEnd::bad;     ///< passed, failed, unfinished or bad
  std::string decided_by;           ///< id of the check that failed
  std::vector<CheckResult> checks;  ///< without the chain of causes
  std::vector<Figure> figures;
  std::vector<scenario::Diagnostic> findings;  ///< errors of a bad cell
  std::string problem;                         ///< why it could not finish
  std::uint32_t replica = 0;                   ///< from 1; 0: nothing was drawn
  /// What each loss of racks came from, in order of time: "block.gen-a breakdown + grid-a outage".
  std::vector<std::string> losses = {};
  double weight = 1.0;  ///< of a replica whose failures were made likelier
};

struct SweepOptions {
  scenario::LoadOptions load;
  unsigned threads = 0;
  std::size_t runs_max = 10'000;
  std::function<bool()> goes_on = [] { return true; };
  /// Called with how many runs are to come, before the first of them.
  std::function<void(std::size_t)> begun = [](std::size_t) {};
  /// Called with each run as soon as it ended, in any order, never twice at a time.
  std::function<void(const CellResult&)> ended = [](const CellResult&) {};
  /// The result of a run that was made before, by its number; null if it is to be run.
  std::function<const CellResult*(std::size_t)> known = [](std::size_t) { return nullptr; };
};

/// Runs of a study: [first, last).
struct RunRange {
  std::size_t first = 0;
  std::size_t last = 0;

  std::size_t size() const { return last - first; }
};

/// All runs of the study.
/// @throws scenario::ScenarioError RT1002 if there are more than `runs_max`.
RunRange runs_of(const scenario::Study& study, std::size_t runs_max);

/// Runs those of `range`, in the order of their numbers whatever the number of threads.
/// @throws Interrupted
std::vector<CellResult> sweep(const scenario::Study& study, RunRange range,
                              const SweepOptions& options);

/// The scenario of each cell, by its digest, in the order of cells_of(); empty where it is wrong.
std::vector<std::string> cell_digests(const scenario::Study& study,
                                      const scenario::LoadOptions& options);

/// What is wrong with one cell: its scenario, what the study draws in it, what its checks over
/// replicas read.
scenario::Diagnostics check_cell(const scenario::Study& study, const scenario::Cell& cell,
                                 const scenario::LoadOptions& options);

/// Validates every cell.
/// @throws scenario::ScenarioError with the findings of the first that can not be run.
void check_cells(const scenario::Study& study, const scenario::LoadOptions& options);

}  // namespace ridethrough::study
