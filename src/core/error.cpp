#include "ridethrough/core/error.hpp"

#include <fmt/format.h>

#include <utility>

namespace ridethrough::core {

SimulationError::SimulationError(Tick at, std::string component, const std::string& what)
    : std::runtime_error(fmt::format("t = {}.{:09} s, {}: {}", at / kTicksPerSecond,
                                     at % kTicksPerSecond, component, what)),
      at_(at),
      component_(std::move(component)) {}

}  // namespace ridethrough::core
