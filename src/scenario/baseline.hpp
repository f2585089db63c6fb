#pragma once

#include "ridethrough/devices/schema.hpp"
#include "ridethrough/scenario/model.hpp"
#include "ridethrough/scenario/tree.hpp"

namespace ridethrough::scenario {

/// The map under `baseline:` of the root.
const devices::ParamSpec& baseline_parameter();

/// All that a resolved scenario says and that can change its run; of lists whose items have an id,
/// that stands in the path.
FlatValues flat_values(const Tree& root, const std::vector<PartUse>& parts);

}  // namespace ridethrough::scenario
