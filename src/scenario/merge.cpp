#include "scenario/merge.hpp"

#include <fmt/format.h>

#include <map>
#include <string>
#include <utility>

#include "ridethrough/scenario/resolve.hpp"

namespace ridethrough::scenario {

namespace {

/// What the keys of a map are: that decides whether a changed `type:` is an error.
enum class MergeLevel {
  named_things,  // components, jobs or parts: every value is a thing
  thing,         // one component, job or part
  plain,
};

std::string article_for(std::string_view noun) {
  const bool vowel = !noun.empty() && std::string_view("aeio").find(noun[0]) != std::string::npos;
  return (vowel ? "an " : "a ") + std::string(noun);
}

class Merger {
 public:
  explicit Merger(Diagnostics* diagnostics) : diagnostics_(diagnostics) {}

  void lay(Tree& base, const Tree& overlay, MergeLevel level, const std::string& path) {
    if (base.kind != Tree::Kind::map || overlay.kind != Tree::Kind::map) {
      base = overlay;
      return;
    }
    if (level == MergeLevel::thing) check_type(base, overlay, path);
    // An index, because both maps may hold many thousand keys.
    std::map<std::string, std::size_t> index;
    for (std::size_t i = 0; i < base.entries.size(); ++i) index.emplace(base.entries[i].key, i);
    for (const TreeEntry& entry : overlay.entries) {
      const auto found = index.find(entry.key);
      if (found == index.end()) {
        base.entries.push_back(entry);
        continue;
      }
      TreeEntry& below = base.entries[found->second];
      if (below.value.kind != Tree::Kind::map) below.place = entry.place;
      lay(below.value, entry.value, level_below(level, entry.key),
          path_below(level, path, entry.key));
    }
  }

 private:
  static MergeLevel level_below(MergeLevel level, std::string_view key) {
    if (level == MergeLevel::named_things) return MergeLevel::thing;
    return level == MergeLevel::thing && key == "components" ? MergeLevel::named_things
                                                             : MergeLevel::plain;
  }

  static std::string path_below(MergeLevel level, const std::string& path, const std::string& key) {
    if (level != MergeLevel::named_things) return path;
    return path.empty() ? key : path + '.' + key;
  }

  void check_type(const Tree& base, const Tree& overlay, const std::string& path) {
    const Tree* below = base.find("type");
    const Tree* above = overlay.find("type");
    if (diagnostics_ == nullptr || below == nullptr || above == nullptr) return;
    if (below->text == above->text) return;
    diagnostics_->error("RT0603",
                        fmt::format("'{}' is {} in the base, here {}", path,
                                    article_for(below->text), article_for(above->text)),
                        above->place,
                        fmt::format("first 'remove: [{}]' (base: {}), then write it in full", path,
                                    location(below->place)));
  }

  Diagnostics* diagnostics_;
};

const Tree* id_of_entry(const Tree& item) {
  const Tree* id = item.find("id");
  return id != nullptr && id->kind == Tree::Kind::scalar ? id : nullptr;
}

void merge_by_id(Tree& base, const Tree& overlay) {
  if (base.kind != Tree::Kind::list || overlay.kind != Tree::Kind::list) {
    base = overlay;
    return;
  }
  std::map<std::string, std::size_t> index;
  for (std::size_t i = 0; i < base.items.size(); ++i) {
    if (const Tree* id = id_of_entry(base.items[i])) index.emplace(id->text, i);
  }
  for (const Tree& item : overlay.items) {
    const Tree* id = id_of_entry(item);
    const auto found = id == nullptr ? index.end() : index.find(id->text);
    if (found == index.end()) {
      base.items.push_back(item);
    } else {
      Merger(nullptr).lay(base.items[found->second], item, MergeLevel::plain, {});
    }
  }
}

void merge_root_entry(Tree& base, const TreeEntry& entry, Diagnostics& diagnostics) {
  if (entry.key == kMemberSet) {
    for (const TreeEntry& value : entry.value.entries) put_member_value(base, value);
    return;
  }
  TreeEntry* below = base.entry(entry.key);
  if (below == nullptr) {
    base.entries.push_back(entry);
    return;
  }
  below->place = entry.place;
  if (entry.key == "events" || entry.key == "checks") {
    merge_by_id(below->value, entry.value);
  } else if (entry.key == "components" || entry.key == "jobs" || entry.key == "parts") {
    Merger(&diagnostics)
        .lay(below->value, entry.value, MergeLevel::named_things,
             entry.key == "parts" ? "parts" : "");
  } else {
    Merger(nullptr).lay(below->value, entry.value, MergeLevel::plain, {});
  }
}

}  // namespace

Tree merge_roots(Tree base, const Tree& overlay, Diagnostics& diagnostics) {
  base.kind = Tree::Kind::map;
  base.place = overlay.place;
  for (const TreeEntry& entry : overlay.entries) merge_root_entry(base, entry, diagnostics);
  return base;
}

Tree merge_plain(Tree base, const Tree& overlay) {
  Merger(nullptr).lay(base, overlay, MergeLevel::plain, {});
  return base;
}

Tree merge_component(Tree base, const Tree& overlay, const std::string& path,
                     Diagnostics& diagnostics) {
  Merger(&diagnostics).lay(base, overlay, MergeLevel::thing, path);
  return base;
}

void put_member_value(Tree& root, TreeEntry value) {
  if (root.entry(kMemberSet) == nullptr) {
    Tree map;
    map.kind = Tree::Kind::map;
    map.place = value.place;
    root.entries.push_back({std::string(kMemberSet), value.place, std::move(map)});
  }
  Tree& map = *root.find(kMemberSet);
  std::erase_if(map.entries, [&](const TreeEntry& entry) { return entry.key == value.key; });
  map.entries.push_back(std::move(value));
}

}  // namespace ridethrough::scenario
