#pragma once

#include <cstdint>
#include <vector>

#include "ridethrough/scenario/draw.hpp"
#include "ridethrough/scenario/study.hpp"
#include "ridethrough/study/run.hpp"

/// One cell of a study, many times.
namespace ridethrough::study {

/// A replica with what it drew.
struct Replica {
  scenario::Model model;
  Outcome outcome;
  double weight = 1.0;  ///< how likely it is, over how likely the study makes it
};

/// A cell that is loaded once; replicas draw on copies of it. Const, so that threads may share it.
class CellRuns {
 public:
  /// @throws scenario::ScenarioError if the cell is wrong or can not draw what the study asks for.
  CellRuns(const scenario::Study& study, scenario::Cell cell, scenario::LoadOptions options);

  const scenario::Model& model() const { return model_; }
  /// Replica `number`, from 1 on; 0 is the cell with nothing drawn.
  /// @throws scenario::ScenarioError, core::SimulationError, Interrupted.
  Replica run(std::uint32_t number, const RunOptions& options) const;

 private:
  const scenario::Study& study_;
  scenario::Cell cell_;
  scenario::LoadOptions options_;
  scenario::Model model_;
};

/// @throws scenario::ScenarioError RT1009 unless the study has such a replica.
void check_replica(const scenario::Study& study, std::uint32_t number);

}  // namespace ridethrough::study
