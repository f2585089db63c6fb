#include <fmt/format.h>

#include <algorithm>

#include "ridethrough/scenario/resolve.hpp"
#include "scenario/binder.hpp"
#include "scenario/set.hpp"

namespace ridethrough::scenario {

namespace {

class Unfolder {
 public:
  explicit Unfolder(Binding& binding) : binding_(binding) {}

  void unfold(Tree& components, const std::string& prefix) {
    for (TreeEntry& entry : components.entries) {
      if (text_of(entry.value, "type") != "group") continue;
      const std::string path = prefix + entry.key;
      const bool opened = open(entry, path);
      if (Tree* children = entry.value.find("components")) unfold(*children, path + ".");
      if (opened) open_.pop_back();
    }
  }

 private:
  /// True if the group came from a part, whose name then stands on `open_`.
  bool open(TreeEntry& entry, const std::string& path) {
    const TreeEntry* written = entry.value.entry("part");
    if (written == nullptr) return false;
    const Tree name = written->value;
    Tree base;
    base.kind = Tree::Kind::map;
    base.place = entry.value.place;
    base.entries.push_back({"components", name.place, no_components(name.place)});
    const Part* part = binding_.parts.use(name, "group", binding_.diagnostics);
    const bool circular =
        part != nullptr && std::find(open_.begin(), open_.end(), part->name) != open_.end();
    if (circular) {
      binding_.diagnostics.error("RT0504",
                                 fmt::format("the group '{}' contains itself", part->name),
                                 name.place, "a group can not stand inside its own part");
    }
    if (part != nullptr && !circular) base.entries.front().value = part->components;
    entry.value = merge_component(std::move(base), entry.value, path, binding_.diagnostics);
    std::erase_if(entry.value.entries, [](const TreeEntry& e) { return e.key == "part"; });
    if (part == nullptr || circular) return false;
    binding_.group_parts.insert_or_assign(path, part->name);
    open_.push_back(part->name);
    return true;
  }

  /// A part that is not there leaves an empty group behind: the missing part is the only finding.
  static Tree no_components(const Place& place) {
    Tree empty;
    empty.kind = Tree::Kind::map;
    empty.place = place;
    return empty;
  }

  Binding& binding_;
  std::vector<std::string> open_;
};

}  // namespace

void unfold_groups(Tree& root, Binding& binding) {
  Tree* components = root.find("components");
  if (components != nullptr) Unfolder(binding).unfold(*components, "");
  const TreeEntry* pending = root.entry(kMemberSet);
  if (pending == nullptr) return;
  const Tree settings = pending->value;
  std::erase_if(root.entries, [](const TreeEntry& entry) { return entry.key == kMemberSet; });
  for (const TreeEntry& setting : settings.entries) {
    set_value(root, setting, binding.diagnostics);
  }
}

}  // namespace ridethrough::scenario
