#pragma once

#include <string>
#include <vector>

#include "ridethrough/scenario/model.hpp"

/// The closed form beside Monte Carlo: a reliability block diagram of the same topology. It knows
/// who feeds whom and who fails how often, and no time, voltage or battery (docs/reliability.md).
namespace ridethrough::study {

/// Blocks that must all be down to lose the racks, none of them in vain.
struct CutSet {
  std::vector<std::string> blocks;  ///< "block.1.gen-a", "block.1 ups (common cause)"
  double unavailability = 0.0;      ///< product of those of the blocks
  double losses_a_year = 0.0;       ///< that it adds, if others do not come with it
};

/// How long the sets that racks hang on can run, which a block diagram does not know.
struct FuelLimit {
  std::string set = {};    ///< with the least fuel: "block.1.gen-a"; empty: none has a tank
  double tank_s = 0.0;     ///< what it lasts at rated power
  double outlasted = 0.0;  ///< share of the sustained outages of a feed that last longer
};

/// What the racks of one component can count on; its first member, with all above it.
struct RackAvailability {
  std::string path;
  std::string member;
  std::size_t blocks = 0;       ///< that can fail
  bool has_repair = true;       ///< false: some block is never repaired, and what follows is empty
  double unavailability = 0.0;  ///< long-run share of time without a feed
  double losses_a_year = 0.0;
  double survival = 1.0;  ///< no loss in the duration of the scenario if nothing is repaired
  FuelLimit fuel = {};
  std::vector<CutSet> cut_sets = {};  ///< up to three blocks, the weightiest first
};

/// Failures as `reliability:` states them and sustained outages of `disturbances:`.
/// @throws scenario::ScenarioError when wiring finds errors, or RT1011 when racks hang on more
/// blocks than can be enumerated.
std::vector<RackAvailability> availability(const scenario::Model& model);

}  // namespace ridethrough::study
