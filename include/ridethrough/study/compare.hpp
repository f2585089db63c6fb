#pragma once

#include <string>
#include <vector>

#include "ridethrough/scenario/model.hpp"
#include "ridethrough/study/outcome.hpp"

/// Several architectures through the same events.
namespace ridethrough::study {

/// One figure of the comparison, a value for each scenario.
struct ComparedFigure {
  std::string name;            ///< "lost_gpu_hours"
  std::string text;            ///< "lost GPU-hours"
  std::string unit;            ///< of printing
  std::vector<double> values;  ///< SI, or a plain number; NaN where a scenario has none
  bool less_is_better = true;
};

struct Comparison {
  std::vector<Outcome> outcomes;
  std::vector<ComparedFigure> figures;
  int better = -1;          ///< index of the scenario that did best, -1 if none did
  std::string sentence;     ///< which did better, and by what
  bool is_unequal = false;  ///< `--unequal`: the scenarios did not see the same events
};

/// Refuses scenarios that differ in duration, seed, events or jobs (RT1201).
void check_fair(const std::vector<scenario::Model>& models, scenario::Diagnostics& diagnostics);

/// Figures side by side and the verdict; `outcomes` in the order given.
Comparison compare(std::vector<Outcome> outcomes);

}  // namespace ridethrough::study
