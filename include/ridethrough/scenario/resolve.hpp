#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ridethrough/scenario/diagnostic.hpp"
#include "ridethrough/scenario/tree.hpp"

/// `extends`, `remove` and `set` (section 9 of the scenario language), on trees.
namespace ridethrough::scenario {

/// Root key under which resolution hands values of single members to the binder: a map from path
/// (member sets in canonical text) to value, in the order in which they were written.
inline constexpr std::string_view kMemberSet = "member_set";

struct ResolveOptions {
  std::vector<std::string> sets;    ///< `--set` arguments, in order
  std::optional<std::string> base;  ///< one value of the `extends` axis of a study: the file's base
};

struct ResolvedFile {
  Tree root;  ///< without `extends`, `remove`, `set`; local parts under `parts`
  std::vector<std::string> files;  ///< every file read, each once, bases before what extends them
};

/// Reads `file` and its bases and resolves them to one tree. After errors the tree is incomplete.
/// A study whose `vary:` has an `extends` axis is resolved only with `options.base`; without it the
/// tree is the file as written.
ResolvedFile resolve(const std::string& file, const ResolveOptions& options,
                     Diagnostics& diagnostics);

/// `resolve` for callers that want only the tree.
Tree resolve_scenario(const std::string& file, const std::vector<std::string>& sets,
                      Diagnostics& diagnostics);

/// `relative` as seen from the file in which `place` lies; from the working directory for `--set`.
std::string resolve_file(const Place& place, std::string_view relative);

/// Lays `overlay` over `base`, one component called `path` in messages: maps merge key by key, all
/// else replaces, a changed `type:` is RT0603. For an instance of a group part over that part.
Tree merge_component(Tree base, const Tree& overlay, const std::string& path,
                     Diagnostics& diagnostics);

}  // namespace ridethrough::scenario
