#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ridethrough/scenario/path.hpp"
#include "ridethrough/scenario/tree.hpp"

namespace ridethrough::scenario {

/// A component or job that the beginning of a path names, and where the rest of the path begins.
struct Target {
  Tree* owner = nullptr;  ///< the map that holds it
  std::string name;
  Tree* thing = nullptr;
  std::size_t next = 0;  ///< first segment of the parameter
};

/// What a path finds in a tree of components.
struct Targets {
  std::vector<Target> found;
  bool behind_part = false;  ///< the path goes on into a group whose children are in a part
  std::size_t missing = 0;   ///< if nothing was found: the segment that names nothing
  std::vector<std::string> siblings;  ///< names that stand where it was looked up
  std::string group;                  ///< path of the group that was searched, "" at the root
};

/// Walks `path` from the root of a tree: names and globs descend into components and jobs, members
/// are passed over (every member has the same structure).
Targets find_targets(Tree& root, const Path& path);

/// True if the path tells members apart; `*` does not.
bool names_members(const Path& path);

/// The first `count` segments, member sets in canonical text.
std::string canonical_text(const Path& path, std::size_t count);

/// Dotted paths of everything in the tree that can be removed, for suggestions.
std::vector<std::string> removable_paths(const Tree& root);

}  // namespace ridethrough::scenario
