#pragma once

#include <string>
#include <vector>

#include "ridethrough/scenario/model.hpp"

/// The steady state at t = 0: what `powerflow` prints.
namespace ridethrough::study {

struct BusState {
  std::string name;
  std::int64_t members = 1;
  double nominal_v = 0.0;
  double voltage_pu = 0.0;
  double angle_rad = 0.0;
};

struct BranchState {
  std::string from, to;  ///< names of the buses it joins
  double sent_w = 0.0, sent_var = 0.0;
  double loss_w = 0.0;
};

struct PowerFlow {
  std::string name;
  std::vector<BusState> buses;
  std::vector<BranchState> branches;  ///< only those that carry something
  bool has_collapsed = false;         ///< no voltage satisfies the demands of some zone
};

/// @throws scenario::ScenarioError when wiring finds errors, core::SimulationError.
PowerFlow power_flow(const scenario::Model& model);

}  // namespace ridethrough::study
