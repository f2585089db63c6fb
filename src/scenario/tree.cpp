#include "ridethrough/scenario/tree.hpp"

#include <utility>

namespace ridethrough::scenario {

const TreeEntry* Tree::entry(std::string_view key) const {
  for (const TreeEntry& candidate : entries) {
    if (candidate.key == key) return &candidate;
  }
  return nullptr;
}

TreeEntry* Tree::entry(std::string_view key) {
  return const_cast<TreeEntry*>(std::as_const(*this).entry(key));
}

const Tree* Tree::find(std::string_view key) const {
  const TreeEntry* found = entry(key);
  return found == nullptr ? nullptr : &found->value;
}

Tree* Tree::find(std::string_view key) {
  TreeEntry* found = entry(key);
  return found == nullptr ? nullptr : &found->value;
}

}  // namespace ridethrough::scenario
