#include "network/clock_tree.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace ridethrough::network {

namespace {

ClockTree tree_of(const Network& network) {
  std::vector<ClockEdge> edges;
  for (std::size_t i = 0; i < network.links(); ++i) {
    const auto id = static_cast<LinkId>(i);
    const LinkSpec& link = network.link(id);
    if (network.is_closed(id)) edges.push_back({link.upper, link.lower, link.clock});
  }
  return {network.nodes(), edges};
}

}  // namespace

ClockTree::ClockTree(std::size_t nodes, const std::vector<ClockEdge>& edges)
    : edges_(edges), places_(nodes) {
  std::vector<std::vector<std::size_t>> edges_at(nodes);
  for (std::size_t i = 0; i < edges.size(); ++i) {
    edges_at[static_cast<std::size_t>(edges[i].upper)].push_back(i);
    edges_at[static_cast<std::size_t>(edges[i].lower)].push_back(i);
  }
  for (std::size_t i = 0; i < nodes; ++i) {
    if (places_[i].root < 0) grow(static_cast<NodeId>(i), edges_at);
  }
}

void ClockTree::grow(NodeId root, const std::vector<std::vector<std::size_t>>& edges_at) {
  places_[static_cast<std::size_t>(root)].root = root;
  std::vector<NodeId> reached{root};
  for (std::size_t next = 0; next < reached.size(); ++next) {
    const NodeId here = reached[next];
    for (const std::size_t index : edges_at[static_cast<std::size_t>(here)]) {
      const ClockEdge& edge = edges_[index];
      const bool goes_down = edge.upper == here;
      const NodeId there = goes_down ? edge.lower : edge.upper;
      Place& found = places_[static_cast<std::size_t>(there)];
      if (found.root >= 0) continue;
      const int clock = on_dial(place(here).clock + (goes_down ? edge.clock : -edge.clock));
      found = {here, root, place(here).depth + 1, clock};
      reached.push_back(there);
    }
  }
}

std::optional<UnequalLoop> ClockTree::unequal_loop() const {
  for (const ClockEdge& edge : edges_) {
    const int over = on_dial(place(edge.upper).clock + edge.clock - place(edge.lower).clock);
    if (over != 0) return UnequalLoop{way_round(edge), 30 * std::min(over, kHours - over)};
  }
  return std::nullopt;
}

std::vector<NodeId> ClockTree::way_round(const ClockEdge& chord) const {
  std::vector<NodeId> up, down;
  NodeId one = chord.lower, other = chord.upper;
  while (one != other) {
    const bool is_one_deeper = place(one).depth >= place(other).depth;
    NodeId& deeper = is_one_deeper ? one : other;
    (is_one_deeper ? up : down).push_back(deeper);
    deeper = place(deeper).parent;
  }
  up.push_back(one);
  up.insert(up.end(), down.rbegin(), down.rend());
  return up;
}

std::optional<int> ClockTree::hours_between(NodeId one, NodeId other) const {
  if (place(one).root != place(other).root) return std::nullopt;
  return on_dial(place(other).clock - place(one).clock);
}

std::optional<UnequalLoop> unequal_loop(const Network& network) {
  return tree_of(network).unequal_loop();
}

std::optional<int> hours_between(const Network& network, NodeId one, NodeId other) {
  return tree_of(network).hours_between(one, other);
}

std::string loop_text(const UnequalLoop& loop, const std::vector<std::string>& names) {
  return fmt::format("going round '{}' turns the voltage by {} degrees", fmt::join(names, "', '"),
                     loop.degrees);
}

std::string loop_text(const Network& network, const UnequalLoop& loop) {
  std::vector<std::string> names;
  for (const NodeId id : loop.nodes) names.push_back(network.node(id).name);
  return loop_text(loop, names);
}

}  // namespace ridethrough::network
