#pragma once

#include <cstdint>
#include <string>

#include "ridethrough/scenario/model.hpp"

namespace ridethrough::support {

/// What a random scenario may hold. A seed draws the same plant with or without events and job.
struct RandomScenario {
  bool has_events = true;
  bool has_job = true;
  bool starts_full = false;  ///< all storage begins fully charged
  bool is_plain = false;     ///< only what the reference engine knows, one of each
  std::int64_t later_d = 0;  ///< all events, and the end, so many days later
  std::uint64_t order = 0;   ///< not zero: the components stand in another order in the file
};

/// The text of a scenario of one or two utilities and one or two groups with random storage, racks,
/// loads, events and checks. It is valid by construction.
std::string random_scenario(std::uint64_t seed, const RandomScenario& kind = {});

/// Binds the text of a scenario against the catalogue and the shipped parts.
/// @throws scenario::ScenarioError with every finding.
scenario::Model model_of(const std::string& text);

}  // namespace ridethrough::support
