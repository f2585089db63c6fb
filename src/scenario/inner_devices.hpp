#pragma once

#include <string_view>
#include <vector>

#include "ridethrough/scenario/wiring.hpp"

namespace ridethrough::scenario {

/// `parameters` with the value at the dotted place replaced.
devices::Parameters with_value(devices::Parameters parameters, std::string_view dotted,
                               const devices::Value& value);

/// A parameter that is itself a device (the cells of a bess) becomes a cohort of its own, hanging
/// on the dc port of the one that it is written in, which is number `host` of the plan.
std::vector<Cohort> inner_devices(const Cohort& cohort, int host);

}  // namespace ridethrough::scenario
