#include "scenario/instance_tree.hpp"

#include <algorithm>
#include <utility>

namespace ridethrough::scenario {

namespace {

class TreeBuilder {
 public:
  TreeBuilder(const Selectors& selectors, bool lump) : selectors_(selectors), lump_(lump) {}

  InstanceTree build(const Model& model) {
    tree_.instances.emplace_back();
    add_all(model.components, 0, "");
    return std::move(tree_);
  }

 private:
  void add_all(const std::vector<ComponentSpec>& specs, int parent, const std::string& prefix) {
    for (const ComponentSpec& spec : specs) {
      const std::string path = joined(prefix, spec.name);
      if (!spec.is_counted) {
        add(spec, parent, {}, path);
        continue;
      }
      for (const Members& members : classes(path, spec.count)) add(spec, parent, members, path);
    }
  }

  std::vector<Members> classes(const std::string& path, std::int64_t count) const {
    if (lump_) return selectors_.classes(path, count);
    std::vector<Members> singles;
    for (std::int64_t member = 1; member <= count; ++member) {
      singles.push_back(Members::of({member}));
    }
    return singles;
  }

  void add(const ComponentSpec& spec, int parent, const Members& members, const std::string& path) {
    if (tree_.instances.size() >= kInstancesMax) {
      if (tree_.beyond_limit == nullptr) tree_.beyond_limit = &spec;
      return;
    }
    const auto index = static_cast<int>(tree_.instances.size());
    tree_.instances.push_back({&spec, parent, members, {}, -1});
    tree_.instances[static_cast<std::size_t>(parent)].children.push_back(index);
    add_all(spec.children, index, path);
  }

  const Selectors& selectors_;
  bool lump_;
  InstanceTree tree_;
};

}  // namespace

InstanceTree lay_out(const Model& model, const Selectors& selectors, bool lump) {
  return TreeBuilder(selectors, lump).build(model);
}

std::vector<std::string> InstanceTree::names_in(int scope) const {
  std::vector<std::string> names;
  for (const int child : instances[static_cast<std::size_t>(scope)].children) {
    names.push_back(instances[static_cast<std::size_t>(child)].spec->name);
  }
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

bool InstanceTree::is_inside(int instance, int ancestor) const {
  for (int here = instance; here >= 0; here = instances[static_cast<std::size_t>(here)].parent) {
    if (here == ancestor) return true;
  }
  return false;
}

std::vector<int> InstanceTree::children_named(int parent, const std::string& name) const {
  std::vector<int> found;
  for (const int child : instances[static_cast<std::size_t>(parent)].children) {
    if (instances[static_cast<std::size_t>(child)].spec->name == name) found.push_back(child);
  }
  return found;
}

std::vector<int> InstanceTree::found_outward(int scope, const std::string& name) const {
  for (int level = scope; level >= 0;) {
    std::vector<int> found = children_named(level, name);
    const Instance& here = instances[static_cast<std::size_t>(level)];
    if (!found.empty() || (level > 0 && here.spec->is_closed)) return found;
    level = here.parent;
  }
  return {};
}

std::vector<int> InstanceTree::step(int index, const Segment& segment) const {
  if (segment.kind != Segment::Kind::members) return children_named(index, segment.text);
  const auto& spans = instances[static_cast<std::size_t>(index)].members.spans;
  const bool is_asked =
      segment.members.all || (!spans.empty() && segment.members.contains(spans.front().first));
  return is_asked ? std::vector<int>{index} : std::vector<int>{};
}

std::vector<int> InstanceTree::resolve(const Path& path, int scope, std::string& problem) const {
  const std::string& first = path.segments.front().text;
  std::vector<int> here = found_outward(scope, first);
  if (here.empty()) problem = first;
  for (std::size_t i = 1; i < path.segments.size() && !here.empty(); ++i) {
    std::vector<int> next;
    for (const int index : here) {
      const std::vector<int> reached = step(index, path.segments[i]);
      next.insert(next.end(), reached.begin(), reached.end());
    }
    if (next.empty()) problem = path.segments[i].text;
    here = std::move(next);
  }
  return here;
}

}  // namespace ridethrough::scenario
