#include "scenario/remove.hpp"

#include <fmt/format.h>

#include <string>

#include "ridethrough/scenario/path.hpp"
#include "ridethrough/scenario/resolve.hpp"
#include "ridethrough/scenario/suggest.hpp"
#include "scenario/root_check.hpp"
#include "scenario/targets.hpp"

namespace ridethrough::scenario {

namespace {

bool erase_key(Tree& map, std::string_view key) {
  return std::erase_if(map.entries, [&](const TreeEntry& entry) { return entry.key == key; }) > 0;
}

// Erases the key that the segments from `at` on lead to, through plain maps.
bool erase_parameter(Tree& owner, const Path& path, std::size_t at) {
  Tree* map = &owner;
  for (; at + 1 < path.segments.size(); ++at) {
    map = map->find(path.segments[at].text);
    if (map == nullptr) return false;
  }
  return erase_key(*map, path.segments[at].text);
}

bool remove_entry(Tree& list, const Path& path) {
  const std::string& id = path.segments[1].text;
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    const Tree* found = list.items[i].find("id");
    if (found == nullptr || found->text != id) continue;
    if (path.segments.size() > 2) return erase_parameter(list.items[i], path, 2);
    list.items.erase(list.items.begin() + static_cast<std::ptrdiff_t>(i));
    return true;
  }
  return false;
}

std::vector<std::string> names_in(const Path& path) {
  std::vector<std::string> names;
  for (const Segment& segment : path.segments) {
    if (segment.kind != Segment::Kind::members) names.push_back(segment.text);
  }
  return names;
}

// The value of a member of something that is gone would hit nothing.
void forget_members_of(Tree& root, const Path& removed) {
  Tree* values = root.find(kMemberSet);
  if (values == nullptr) return;
  const std::vector<std::string> gone = names_in(removed);
  std::erase_if(values->entries, [&](const TreeEntry& entry) {
    Path path;
    std::string problem;
    int column = 0;
    if (!parse_path(entry.key, path, problem, column)) return false;
    const std::vector<std::string> names = names_in(path);
    if (names.size() < gone.size()) return false;
    for (std::size_t i = 0; i < gone.size(); ++i) {
      if (!glob_matches(gone[i], names[i])) return false;
    }
    return true;
  });
}

bool remove_component(Tree& root, const Path& path) {
  bool removed = false;
  for (const Target& target : find_targets(root, path).found) {
    const bool whole = target.next >= path.segments.size();
    removed = (whole ? erase_key(*target.owner, target.name)
                     : erase_parameter(*target.thing, path, target.next)) ||
              removed;
  }
  if (removed) forget_members_of(root, path);
  return removed;
}

bool remove_path(Tree& root, const Path& path) {
  const std::string& first = path.segments.front().text;
  Tree* section = root.find(first);
  if (first == "events" || first == "checks") {
    if (path.segments.size() == 1) return erase_key(root, first);
    return section != nullptr && remove_entry(*section, path);
  }
  if (first == "parts" && path.segments.size() > 1) {
    return section != nullptr && erase_parameter(*section, path, 1);
  }
  if (remove_component(root, path)) return true;
  const bool is_section = path.segments.size() == 1 && is_root_key(first);
  return is_section && first != "schema_version" && erase_key(root, first);
}

void remove_item(Tree& root, const Tree& item, Diagnostics& diagnostics) {
  Path path;
  std::string problem;
  int column = 0;
  if (!parse_path(item.text, path, problem, column)) {
    diagnostics.error("RT0604", fmt::format("'{}' is no path", item.text),
                      within(item.place, column, 1), problem);
    return;
  }
  if (names_members(path)) {
    diagnostics.error("RT0604", "members can not be removed one by one", item.place,
                      "they are alike; lower 'count:' or remove the component");
    return;
  }
  if (remove_path(root, path)) return;
  const std::vector<std::string> known = removable_paths(root);
  diagnostics.error("RT0604", fmt::format("nothing to remove at '{}'", item.text), item.place,
                    did_you_mean(item.text, known, "the base has " + listed(known, 7)));
}

}  // namespace

void remove_paths(Tree& root, const Tree& paths, Diagnostics& diagnostics) {
  for (const Tree& item : paths.items) {
    if (item.kind == Tree::Kind::scalar) remove_item(root, item, diagnostics);
  }
}

}  // namespace ridethrough::scenario
