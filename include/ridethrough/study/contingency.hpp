#pragma once

#include <string>
#include <vector>

#include "ridethrough/study/sweep.hpp"

/// Every failure of a scenario by enumeration: what its architecture survives.
namespace ridethrough::study {

struct ContingencyOptions {
  SweepOptions sweep;
  std::size_t failures = 1;         ///< at a time: 1 is N-1
  bool during_maintenance = false;  ///< and that in every state of maintenance
  core::Tick at = 0;                ///< when the failures begin
};

/// The cases as cells of a study with the axes `failure` and, if asked for, `maintenance`; the
/// value "none" of an axis is the scenario as it stands.
struct Contingency {
  scenario::Study study;
  std::vector<CellResult> results;
};

/// Runs the scenario once for every failure mode of one member of each component, and for the loss
/// of each utility, beside its own events; members that the scenario tells apart are tried each.
/// In a state of maintenance one component is out of service from the start, by the first of its
/// modes that takes it out cleanly: on its bypass, else broken down, open or unable to start.
/// Failures without effect on a component that is out already are left out.
/// @throws scenario::ScenarioError with the findings of the scenario, RT1002; Interrupted
Contingency contingency(const scenario::Model& model, const ContingencyOptions& options);

}  // namespace ridethrough::study
