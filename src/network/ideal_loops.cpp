#include "ridethrough/network/ideal_loops.hpp"

#include "network/clock_tree.hpp"

namespace ridethrough::network {

namespace {

bool is_ideal(const Network& network, LinkId id) {
  const LinkSpec& link = network.link(id);
  return network.is_closed(id) && link.resistance_ohm == 0.0 && link.reactance_ohm == 0.0;
}

/// Closed links without impedance, in the order in which they were added, up to `end`.
std::vector<ClockEdge> ideal_edges(const Network& network, LinkId end) {
  std::vector<ClockEdge> edges;
  for (LinkId id = 0; id < end; ++id) {
    const LinkSpec& link = network.link(id);
    if (is_ideal(network, id)) edges.push_back({link.upper, link.lower, 0});
  }
  return edges;
}

/// The node that stands for all that are one with it.
NodeId root_of(std::vector<NodeId>& above, NodeId node) {
  while (above[static_cast<std::size_t>(node)] != node) {
    NodeId& next = above[static_cast<std::size_t>(node)];
    next = above[static_cast<std::size_t>(next)];
    node = next;
  }
  return node;
}

}  // namespace

std::optional<IdealLoop> ideal_loop(const Network& network) {
  std::vector<NodeId> above(network.nodes());
  for (std::size_t i = 0; i < above.size(); ++i) above[i] = static_cast<NodeId>(i);
  for (LinkId id = 0; id < static_cast<LinkId>(network.links()); ++id) {
    if (!is_ideal(network, id)) continue;
    const LinkSpec& link = network.link(id);
    const NodeId upper = root_of(above, link.upper);
    const NodeId lower = root_of(above, link.lower);
    if (upper == lower) {
      const ClockTree tree(network.nodes(), ideal_edges(network, id));
      return IdealLoop{id, tree.way_round({link.upper, link.lower, 0})};
    }
    above[static_cast<std::size_t>(lower)] = upper;
  }
  return std::nullopt;
}

bool are_one_node(const Network& network, NodeId one, NodeId other) {
  const auto all = static_cast<LinkId>(network.links());
  return ClockTree(network.nodes(), ideal_edges(network, all))
      .hours_between(one, other)
      .has_value();
}

}  // namespace ridethrough::network
