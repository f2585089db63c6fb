#pragma once

#include <string>

#include "ridethrough/scenario/diagnostic.hpp"
#include "ridethrough/scenario/tree.hpp"

namespace ridethrough::scenario {

/// Applies one `path: value` of `set:` to a resolved tree (section 9). Values of single members go
/// to the root key `member_set`.
void set_value(Tree& root, const TreeEntry& setting, Diagnostics& diagnostics);

/// Applies one `--set PATH=VALUE`.
void set_argument(Tree& root, const std::string& argument, Diagnostics& diagnostics);

}  // namespace ridethrough::scenario
