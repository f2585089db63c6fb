#pragma once

#include "ridethrough/scenario/diagnostic.hpp"
#include "ridethrough/scenario/tree.hpp"

namespace ridethrough::scenario {

/// Takes the paths of a `remove:` list out of what a file extends, in order (section 9).
void remove_paths(Tree& root, const Tree& paths, Diagnostics& diagnostics);

}  // namespace ridethrough::scenario
