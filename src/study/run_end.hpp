#pragma once

#include <functional>

#include "ridethrough/core/error.hpp"
#include "ridethrough/study/suite.hpp"

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

}  // namespace ridethrough::study
