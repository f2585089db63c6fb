#pragma once

#include <functional>

#include "ridethrough/core/error.hpp"
#include "ridethrough/study/suite.hpp"
#include "ridethrough/study/sweep.hpp"

namespace ridethrough::study {

/// Does `work`, which sets how `result` ended; what is wrong with its scenario, or stopped its
/// simulation, becomes the end of it. Other exceptions pass.
template <class Result>
void note_end(Result& result, const std::function<void()>& work) {
  try {
    work();
  } catch (const scenario::ScenarioError& error) {
    result.end = SuiteEnd::bad;
    result.findings = error.diagnostics().all();
  } catch (const core::SimulationError& error) {
    result.end = SuiteEnd::unfinished;
    result.problem = error.what();
  }
}

/// Keeps of an outcome what `result` has room for.
void keep_outcome(Outcome outcome, CellResult& result);

/// Runs `model` and keeps its outcome.
void run_model(const scenario::Model& model, const std::function<bool()>& goes_on,
               CellResult& result);

}  // namespace ridethrough::study
