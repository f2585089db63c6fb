#include "scenario/targets.hpp"

#include <algorithm>
#include <utility>

namespace ridethrough::scenario {

namespace {

constexpr std::size_t kMostSuggestions = 10'000;  // a suggestion must not take seconds

bool is_group(const Tree& thing) {
  const Tree* type = thing.find("type");
  return thing.find("components") != nullptr || (type != nullptr && type->text == "group");
}

bool segment_matches(const Segment& segment, const std::string& name) {
  if (segment.kind == Segment::Kind::glob) return glob_matches(segment.text, name);
  return segment.text == name;
}

class TargetSearch {
 public:
  explicit TargetSearch(const Path& path) : segments_(path.segments) {}

  Targets run(Tree& root) {
    bool matched = false;
    for (const char* section : {"components", "jobs"}) {
      Tree* things = root.find(section);
      if (things != nullptr) matched = descend(*things, 0) || matched;
    }
    if (!matched) miss(0, root, true);
    return std::move(targets_);
  }

 private:
  std::size_t after_members(std::size_t at) const {
    while (at < segments_.size() && segments_[at].kind == Segment::Kind::members) ++at;
    return at;
  }

  bool descend(Tree& things, std::size_t at) {
    bool matched = false;
    for (TreeEntry& entry : things.entries) {
      if (!segment_matches(segments_[at], entry.key)) continue;
      matched = true;
      walk({&things, entry.key, &entry.value, after_members(at + 1)});
    }
    return matched;
  }

  void walk(const Target& target) {
    const std::size_t next = target.next;
    Tree* children = target.thing->find("components");
    const bool at_end = next >= segments_.size();
    if (!at_end && children != nullptr && descend(*children, next)) return;
    const bool names_child =
        !at_end && is_group(*target.thing) &&
        (next + 1 < segments_.size() || segments_[next].kind == Segment::Kind::glob) &&
        target.thing->find(segments_[next].text) == nullptr;
    if (!names_child) {
      targets_.found.push_back(target);
    } else if (target.thing->find("part") != nullptr) {
      targets_.behind_part = true;
    } else {
      miss(next, *target.thing, false);
      targets_.group = target.name;
    }
  }

  void miss(std::size_t segment, const Tree& parent, bool at_root) {
    targets_.missing = segment;
    targets_.siblings.clear();
    targets_.group.clear();
    for (const char* section : {"components", "jobs"}) {
      const Tree* things = parent.find(section);
      if (things == nullptr || (!at_root && std::string_view(section) == "jobs")) continue;
      for (const TreeEntry& entry : things->entries) targets_.siblings.push_back(entry.key);
    }
  }

  const std::vector<Segment>& segments_;
  Targets targets_;
};

void collect_keys(const Tree& map, const std::string& prefix, std::vector<std::string>& paths) {
  if (map.kind != Tree::Kind::map) return;
  for (const TreeEntry& entry : map.entries) {
    if (paths.size() >= kMostSuggestions) return;
    if (entry.key == "components") {
      collect_keys(entry.value, prefix, paths);
      continue;
    }
    const std::string path = prefix.empty() ? entry.key : prefix + '.' + entry.key;
    paths.push_back(path);
    collect_keys(entry.value, path, paths);
  }
}

}  // namespace

Targets find_targets(Tree& root, const Path& path) { return TargetSearch(path).run(root); }

bool names_members(const Path& path) {
  return std::any_of(path.segments.begin(), path.segments.end(), [](const Segment& segment) {
    return segment.kind == Segment::Kind::members && !segment.members.all;
  });
}

std::string canonical_text(const Path& path, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < std::min(count, path.segments.size()); ++i) {
    const Segment& segment = path.segments[i];
    if (i > 0) text += '.';
    text += segment.kind == Segment::Kind::members ? segment.members.text() : segment.text;
  }
  return text;
}

std::vector<std::string> removable_paths(const Tree& root) {
  std::vector<std::string> paths;
  for (const TreeEntry& entry : root.entries) {
    if (entry.key == "components" || entry.key == "jobs") collect_keys(entry.value, "", paths);
    if (entry.key == "parts") collect_keys(entry.value, "parts", paths);
    paths.push_back(entry.key);
    if (entry.key != "events" && entry.key != "checks") continue;
    for (const Tree& item : entry.value.items) {
      const Tree* id = item.find("id");
      if (id != nullptr) paths.push_back(entry.key + '.' + id->text);
    }
  }
  return paths;
}

}  // namespace ridethrough::scenario
