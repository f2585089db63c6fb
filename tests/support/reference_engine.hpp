#pragma once

#include <map>
#include <string>
#include <vector>

#include "ridethrough/scenario/model.hpp"

/// A slow, clear second implementation of a small plant: one or two sides of utility, transformer,
/// breaker, transfer switch with a generator, UPS with lead-acid cells or a cabinet of LFP cells
/// behind an islanding switch, distribution unit; racks on one or two cords; a training job. It
/// steps through time in equal, tiny steps, in plain doubles, and shares nothing with the engine
/// but the bound scenario. What it does not know: what the two sides share upstream, members that
/// differ, overload, bypass, temperature.
namespace ridethrough::support {

struct ReferenceChange {
  double time_s = 0.0;
  std::string component;  ///< "rack", "ups-a", "ats-a"
  std::string to;         ///< state that it entered
  std::string reason;     ///< of a rack's drop; else empty
};

/// What is told of a component; of each type only what it has.
struct ReferenceNumbers {
  double energy_j = 0.0;  ///< out of a utility or bank, into a rack, from a cabinet to its bus
  double cells_j = 0.0;   ///< out of the cells of a cabinet
  double open_j = 0.0;    ///< between feeder and bank of a UPS; docs leave that open
  double soc = 1.0;       ///< of a bank at the end
  double voltage_min_pu = 2.0;  ///< of a rack, of voltages that lasted two steps at least
  double interruptions = 0.0;   ///< of a job
  double lost_gpu_s = 0.0;
  double goodput = 1.0;
};

struct ReferenceRun {
  std::vector<ReferenceChange> changes;
  std::map<std::string, ReferenceNumbers> numbers;  ///< by component
};

/// Runs a scenario of the kinds that support/reference_scenarios.hpp draws, or a plain random one
/// (RandomScenario::is_plain).
ReferenceRun reference_run(const scenario::Model& model, double step_s);

}  // namespace ridethrough::support
