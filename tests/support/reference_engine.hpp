#pragma once

#include <string>
#include <vector>

#include "ridethrough/scenario/model.hpp"

/// A slow, clear second implementation of one path: utility, transformer, transfer switch with a
/// generator, UPS with lead-acid cells, distribution unit and one rack on one cord. It steps
/// through time in equal, tiny steps, in plain doubles, and shares nothing with the engine but the
/// bound scenario. What it does not know: a second cord or member, bess, LFP cells, jobs, load
/// steps, failures, overload, bypass.
namespace ridethrough::support {

struct ReferenceChange {
  double time_s = 0.0;
  std::string component;  ///< "rack", "ups-a", "ats-a"
  std::string to;         ///< state that it entered
};

struct ReferenceRun {
  std::vector<ReferenceChange> changes;
  double grid_j = 0.0;          ///< out of the utility
  double rack_j = 0.0;          ///< into the rack
  double soc_frac = 1.0;        ///< of the battery at the end; 1 without one
  double battery_j = 0.0;       ///< net, discharging positive
  double lowest_rack_pu = 2.0;  ///< of voltages that lasted two steps at least
};

/// Runs a plain random scenario (RandomScenario::is_plain).
ReferenceRun reference_run(const scenario::Model& model, double step_s);

}  // namespace ridethrough::support
