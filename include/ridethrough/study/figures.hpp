#pragma once

#include <string>
#include <vector>

#include "ridethrough/study/outcome.hpp"

namespace ridethrough::study {

/// One number that sums up a run.
struct Figure {
  std::string name;    ///< "lost_gpu_hours"
  std::string text;    ///< "lost GPU-hours"
  std::string unit;    ///< of printing; empty for a count
  double value = 0.0;  ///< SI, or a plain number; NaN where the scenario has none
  bool less_is_better = true;
  /// Differences below this part of the larger value are no difference.
  double relevance = 0.0;
  bool is_always_shown = true;  ///< also in a comparison in which nobody has it
};

/// The same figures in the same order for every outcome, the weightiest first.
std::vector<Figure> figures_of(const Outcome& outcome);

}  // namespace ridethrough::study
