#pragma once

#include <map>
#include <string>

#include "ridethrough/scenario/model.hpp"
#include "scenario/bind_text.hpp"

namespace ridethrough::scenario {

/// A bound scenario with the trees from which it came.
struct LoadedScenario {
  Model model;
  Tree root;                           ///< resolved, groups unfolded
  std::map<std::string, Tree> values;  ///< parameters by component path, parts merged in
};

/// Binds a resolved tree against a catalog. `diagnostics` holds the findings of resolution.
/// @throws ScenarioError with these and all findings of the binder.
LoadedScenario load_resolved(Tree root, const std::string& file, const std::string& library,
                             Catalog catalog, Diagnostics diagnostics);

/// The flat file: every value with its origin, defaults included.
std::string print_resolved(const LoadedScenario& loaded);

}  // namespace ridethrough::scenario
