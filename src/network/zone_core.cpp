#include <algorithm>

#include "network/zone.hpp"

// Which nodes of a zone are its core: what is left when leaves are cut off again and again.
namespace ridethrough::network {

/// What is left of a zone while its leaves are cut off again and again, by node.
struct Network::State::Pruning {
  std::vector<int> degree;  // closed links to nodes that are left
  std::vector<bool> is_left;
  std::vector<NodeId> leaves;  // to be cut off
};

/// Sources and faults belong to the core.
bool Network::State::holds_source(NodeId id) const {
  const auto& own = node(id).sources;
  return has_fault(id) ||
         std::any_of(own.begin(), own.end(), [this](SourceId s) { return source(s).is_on; });
}

Network::State::Pruning Network::State::start_pruning(const Zone& zone) const {
  Pruning pruning{std::vector<int>(nodes.size(), 0), std::vector<bool>(nodes.size(), false), {}};
  for (const NodeId id : zone.nodes) {
    const auto& own = node(id).links;
    const auto degree = static_cast<int>(std::count_if(
        own.begin(), own.end(), [this](LinkId link_id) { return link(link_id).is_closed; }));
    pruning.is_left[static_cast<std::size_t>(id)] = true;
    pruning.degree[static_cast<std::size_t>(id)] = degree;
    if (degree <= 1 && !holds_source(id)) pruning.leaves.push_back(id);
  }
  return pruning;
}

void Network::State::cut_leaf(NodeId leaf, Pruning& pruning) const {
  pruning.is_left[static_cast<std::size_t>(leaf)] = false;
  for (const LinkId id : node(leaf).links) {
    if (!link(id).is_closed) continue;
    const NodeId other = link(id).other_end(leaf);
    const auto place = static_cast<std::size_t>(other);
    if (pruning.is_left[place] && --pruning.degree[place] == 1 && !holds_source(other)) {
      pruning.leaves.push_back(other);
    }
  }
}

std::vector<NodeId> Network::State::core_of(const Zone& zone) const {
  Pruning pruning = start_pruning(zone);
  while (!pruning.leaves.empty()) {
    const NodeId leaf = pruning.leaves.back();
    pruning.leaves.pop_back();
    cut_leaf(leaf, pruning);
  }
  std::vector<NodeId> core_nodes;
  for (const NodeId id : zone.nodes) {
    if (pruning.is_left[static_cast<std::size_t>(id)]) core_nodes.push_back(id);
  }
  std::sort(core_nodes.begin(), core_nodes.end());
  return core_nodes;
}

/// Puts a tree that reaches the whole core from the first source before the links that close loops.
void Network::State::span_core(Zone& zone) {
  std::vector<bool> is_reached(zone.core_size, false);
  std::vector<NodeId> reached{source(zone.sources.front()).spec.node};
  is_reached[static_cast<std::size_t>(node(reached.front()).flow_index)] = true;
  std::vector<LinkId> tree;
  for (std::size_t next = 0; next < reached.size(); ++next) {
    const NodeId here = reached[next];
    for (const LinkId id : node(here).links) {
      const NodeId there = link(id).other_end(here);
      const auto place = static_cast<std::size_t>(node(there).flow_index);
      if (!link(id).is_closed || place >= zone.core_size || is_reached[place]) continue;
      is_reached[place] = true;
      reached.push_back(there);
      tree.push_back(id);
      zone.core_children.push_back(node(there).flow_index);
    }
  }
  for (const LinkId id : tree) std::erase(zone.core_links, id);
  zone.core_links.insert(zone.core_links.begin(), tree.begin(), tree.end());
}

}  // namespace ridethrough::network
