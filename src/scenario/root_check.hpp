#pragma once

#include <string>

#include "ridethrough/scenario/diagnostic.hpp"
#include "ridethrough/scenario/tree.hpp"

namespace ridethrough::scenario {

inline constexpr int kSchemaVersion = 1;

/// Checks the root of one file, before merging: `schema_version` first and known, no unknown key,
/// the kind of each value, `name`, ids of events and checks written once. Afterwards resolution may
/// rely on the kinds if this returned true.
bool check_root(const Tree& root, Diagnostics& diagnostics);

/// A base must have the version of what extends it (RT0601). `asked` is the `extends:` value.
void check_same_version(const Tree& base, const Tree& overlay, const Place& asked,
                        const std::string& base_name, Diagnostics& diagnostics);

bool is_root_key(std::string_view key);

/// `abstract name note study baseline` belong to one file and are not inherited.
bool is_inherited(std::string_view key);

}  // namespace ridethrough::scenario
