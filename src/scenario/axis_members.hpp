#pragma once

#include <string>
#include <vector>

#include "ridethrough/scenario/model.hpp"

namespace ridethrough::scenario {

/// "block.vrla-*.age" for each box that it names, in order: "block.1.vrla-a.age". As it is where it
/// names none.
std::vector<std::string> member_paths(const Model& model, const std::string& path);

}  // namespace ridethrough::scenario
