#include <fmt/format.h>

#include <algorithm>
#include <numbers>

#include "network/zone.hpp"
#include "ridethrough/core/error.hpp"

// What the windings of transformers do to the voltage on its way from the first source of a zone.
// The solve leaves the lag of vector groups out, because on every loop the lags of its transformers
// cancel; what does not cancel can not be joined. Taps are in the solve, and on a loop they drive a
// current.
namespace ridethrough::network {

namespace {

constexpr int kHours = 12;

int on_dial(int clock) { return ((clock % kHours) + kHours) % kHours; }

}  // namespace

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
    check_clock(link(zone.core_links[i]));
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

void Network::State::check_clock(const Link& chord) const {
  const Node& upper = node(chord.spec.upper);
  const Node& lower = node(chord.spec.lower);
  const int due = on_dial(upper.clock + chord.spec.clock);
  if (due == lower.clock) return;
  throw core::SimulationError(
      engine.now(), lower.spec.name,
      fmt::format("closes a loop with '{}' through transformers whose vector groups can not be "
                  "paralleled: {} degrees apart",
                  upper.spec.name, 30 * on_dial(lower.clock - due)));
}

}  // namespace ridethrough::network
