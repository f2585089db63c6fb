#pragma once

#include <optional>
#include <string>

#include "ridethrough/scenario/condition.hpp"

namespace ridethrough::study {

/// Two parts of a conjunction that no value and no state satisfies together.
struct Contradiction {
  const scenario::Condition* later = nullptr;  ///< the part that closes the last room
  std::string path;                            ///< what both are about
  std::string earlier, this_one;  ///< "at least 5 kW", "at most 3 kW"; states as they are
};

/// Looks at bounds and states of single paths only: "x >= 5 kW and x <= 3 kW" is found, a
/// contradiction through sums of several signals is not.
std::optional<Contradiction> contradiction_in(const scenario::Condition& conjunction);

}  // namespace ridethrough::study
