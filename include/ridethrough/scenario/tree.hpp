#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ridethrough/scenario/diagnostic.hpp"

namespace ridethrough::scenario {

struct TreeEntry;

/// A YAML document with the place of every key and value. No anchors, tags, nulls or duplicate keys
/// survive reading; order of keys is kept for printing and never carries meaning.
struct Tree {
  enum class Kind { scalar, list, map };

  Kind kind = Kind::scalar;
  std::string text;  ///< of a scalar, quotes removed
  bool quoted = false;
  std::vector<Tree> items;         ///< of a list
  std::vector<TreeEntry> entries;  ///< of a map
  Place place;                     ///< of the value itself

  const Tree* find(std::string_view key) const;
  Tree* find(std::string_view key);
  const TreeEntry* entry(std::string_view key) const;
  TreeEntry* entry(std::string_view key);
};

struct TreeEntry {
  std::string key;
  Place place;  ///< of the key
  Tree value;
};

}  // namespace ridethrough::scenario
