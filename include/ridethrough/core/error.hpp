#pragma once

#include <stdexcept>
#include <string>

#include "ridethrough/core/time.hpp"

namespace ridethrough::core {

/// The run can not go on (exit 4): a model left its valid range, or an instant does not end.
class SimulationError : public std::runtime_error {
 public:
  SimulationError(Tick at, std::string component, const std::string& what);
  Tick at() const { return at_; }
  const std::string& component() const { return component_; }

 private:
  Tick at_;
  std::string component_;
};

}  // namespace ridethrough::core
