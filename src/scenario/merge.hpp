#pragma once

#include "ridethrough/scenario/diagnostic.hpp"
#include "ridethrough/scenario/tree.hpp"

namespace ridethrough::scenario {

/// Lays the root of one file over the root of what it extends (section 9): maps merge key by key,
/// scalars and lists replace, events and checks merge by `id`.
Tree merge_roots(Tree base, const Tree& overlay, Diagnostics& diagnostics);

/// Lays `overlay` over `base` where no component is involved.
Tree merge_plain(Tree base, const Tree& overlay);

/// Files the value of single members: a later value of the same path replaces the earlier one.
void put_member_value(Tree& root, TreeEntry value);

}  // namespace ridethrough::scenario
