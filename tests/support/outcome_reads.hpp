#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "ridethrough/core/time.hpp"
#include "ridethrough/study/run.hpp"

/// What tests read from the outcome of a run.
namespace ridethrough::support {

inline const study::RecordedSignal& recorded(const study::Outcome& outcome, std::string_view name) {
  for (const study::RecordedSignal& each : outcome.signals) {
    if (each.name == name) return each;
  }
  throw std::invalid_argument("no signal " + std::string(name));
}

/// When `component` first went into `state`, s; -1 if it never did.
inline double entered_s(const study::Outcome& outcome, std::string_view component,
                        std::string_view state) {
  for (const study::OutcomeEvent& event : outcome.events) {
    if (event.component == component && event.what == "state" && event.to == state) {
      return core::seconds(event.time);
    }
  }
  return -1.0;
}

}  // namespace ridethrough::support
