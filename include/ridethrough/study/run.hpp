#pragma once

#include <functional>

#include "ridethrough/scenario/model.hpp"
#include "ridethrough/scenario/wiring.hpp"
#include "ridethrough/study/outcome.hpp"

namespace ridethrough::study {

struct RunOptions {
  bool lump = true;
  bool record =
      false;  ///< keep the signals of `record:` (default: headline signals) for signals.csv
  bool meter = true;  ///< what utilities see of the site; of a year it costs more than the run
  double voltage_tolerance_pu = 1e-4;
  /// Called with the share of the run that is done, 200 times and after every some thousand
  /// instants; returning false interrupts it.
  std::function<bool(double)> progress = {};
  /// Test aid: this many extra wakes of random components at random times. They must not change a
  /// bit.
  int extra_wakes = 0;
};

/// The run was asked to stop (exit 130).
class Interrupted : public std::exception {
 public:
  const char* what() const noexcept override { return "interrupted"; }
};

/// Simulates a bound model from 0 to its duration. A pure function of model and options.
/// @throws scenario::ScenarioError when wiring finds errors, core::SimulationError, Interrupted.
Outcome run(const scenario::Model& model, const RunOptions& options);

/// Wires and binds all checks without running; findings (also warnings) are returned.
scenario::Diagnostics check(const scenario::Model& model);

}  // namespace ridethrough::study
