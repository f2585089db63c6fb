#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ridethrough/study/sweep.hpp"

/// The smallest (or largest) value of one axis of a study for which everything holds.
namespace ridethrough::study {

/// One value of the axis that is sized.
struct SizeStep {
  bool holds = false;               ///< all checks pass in all other cells
  std::string decided_by;           ///< "cell: check" that failed; empty if all passed
  std::vector<CellResult> results;  ///< of all other cells
};

/// Values that hold without one that fails among those that were run between them.
struct SizeSpan {
  std::size_t first = 0, last = 0;  ///< steps, in the order in which they were looked at
};

/// The check that keeps the answer from being better.
struct SizeLimit {
  std::string check;
  std::size_t fails_at = 0;  ///< step at which it fails: beside the answer, else the last
  std::string cell;          ///< that fails there
  scenario::Cell others;     ///< the same cell, with the first value on the sized axis
  std::string unit;          ///< of printing of the margins
  /// SI; a step where it has none, or where the run did not end, has none here.
  std::vector<std::optional<double>> margins;
};

/// A value that does worse than one before it, in the order in which they are looked at.
struct SizeBend {
  std::size_t better = 0, worse = 0;  ///< steps
  std::string check = {};  ///< whose margin falls; empty: all checks pass at the one, not the other
  std::string unit = {};   ///< of printing of that margin
  double margin_at_better = 0.0, margin_at_worse = 0.0;  ///< SI
};

struct Size {
  scenario::Study study;  ///< with the values that were run on the sized axis
  std::size_t axis = 0;
  std::string within;                 ///< steps of a range, as a user writes it; empty: exact
  std::vector<SizeStep> steps;        ///< those that were run, in the order of the axis
  std::optional<std::size_t> answer;  ///< a step; none holds if empty
  std::optional<SizeLimit> limit;     ///< none if the first value that was looked at holds already
  std::optional<SizeBend> bend;       ///< why the values between were run, too
  std::vector<SizeSpan> holding;      ///< the first begins with the answer

  const std::string& value(std::size_t step) const { return study.axes[axis].values[step].name; }
  /// The step from which on everything holds, up to the end of the axis.
  std::optional<std::size_t> holds_from() const;
};

/// How often find_size() will call `ended` if nothing is out of order.
std::size_t expected_runs(const scenario::Study& study);

/// The first value of the axis `study.sized`, in its order (from its end for `largest:`), for which
/// all checks pass in all cells of the other axes. Both ends and three values between them are run,
/// then the bracket is closed where the margin of the check that decides is expected to be zero
/// (ITP: Oliveira and Takahashi, ACM TOMS 47, 2020), by halves where no margin decides: on a list,
/// a grid or whole numbers exactly, else within a step of the range. Where a better value fails
/// while a worse one holds, or where the margin that decides falls between the first five, the
/// values of the axis (a 64th of a finer range) are run, and the edges of all that holds are closed
/// in on. The same on any number of threads.
/// @throws scenario::ScenarioError RT1004 if the study has no such axis, RT1002 if more than
/// `runs_max` runs were needed; Interrupted.
Size find_size(const scenario::Study& study, const SweepOptions& options);

}  // namespace ridethrough::study
