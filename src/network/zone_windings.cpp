#include <algorithm>
#include <numbers>

#include "network/clock_tree.hpp"
#include "network/zone.hpp"
#include "ridethrough/core/error.hpp"

// What the windings of transformers do to the voltage on its way from the first source of a zone.
// The solve leaves the lag of vector groups out, because on every loop the lags of its transformers
// cancel; what does not cancel can not be joined. Taps are in the solve, and on a loop they drive a
// current.
namespace ridethrough::network {

double lag_rad(int clock) {
  const int hour = on_dial(clock);
  return (hour > kHours / 2 ? hour - kHours : hour) * (std::numbers::pi / 6.0);
}

void Network::State::set_windings(Zone& zone) {
  if (!has_windings) return;
  Node& first = node(source(zone.sources.front()).spec.node);
  first.clock = 0;
  first.boost = 1.0;
  for (std::size_t i = 0; i < zone.core_children.size(); ++i)
    pass_windings(link(zone.core_links[i]));
  for (std::size_t i = zone.core_children.size(); i < zone.core_links.size(); ++i) {
    check_clock(zone, link(zone.core_links[i]));
  }
  for (std::size_t i = zone.core_size; i < zone.nodes.size(); ++i) {
    pass_windings(link(zone.link_above[i]));
  }
  if (!is_radial(zone)) zone.core_impedance *= spread(zone) * spread(zone);
}

void Network::State::pass_windings(const Link& branch) {
  const Node& parent = node(branch.above());
  Node& child = node(branch.below());
  child.clock = on_dial(parent.clock + (branch.is_reversed ? -1 : 1) * branch.spec.clock);
  child.boost = parent.boost * branch.onward_ratio();
}

/// By how much taps may enlarge what a current moves elsewhere: with all voltages divided by their
/// boost the zone has none.
double Network::State::spread(const Zone& zone) const {
  double lowest = 1.0, highest = 1.0;
  for (const NodeId id : zone.nodes) {
    lowest = std::min(lowest, node(id).boost);
    highest = std::max(highest, node(id).boost);
  }
  return highest / lowest;
}

void Network::State::check_clock(const Zone& zone, const Link& chord) const {
  const Node& lower = node(chord.spec.lower);
  if (on_dial(node(chord.spec.upper).clock + chord.spec.clock) == lower.clock) return;
  std::vector<ClockEdge> edges;
  for (const LinkId id : zone.core_links) {
    const LinkSpec& spec = link(id).spec;
    edges.push_back({spec.upper, spec.lower, spec.clock});
  }
  const std::optional<UnequalLoop> loop = ClockTree(nodes.size(), edges).unequal_loop();
  std::vector<std::string> names;
  for (const NodeId id : loop->nodes) names.push_back(node(id).spec.name);
  throw core::SimulationError(
      engine.now(), lower.spec.name,
      "vector groups that can not be paralleled meet here: " + loop_text(*loop, names));
}

}  // namespace ridethrough::network
