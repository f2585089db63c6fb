#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "network/zone.hpp"
#include "ridethrough/core/error.hpp"

// Vector groups: how far each node lags the first source of its zone. The solve leaves that lag
// out, because on every loop the lags of its transformers cancel; what does not cancel can not be
// joined.
namespace ridethrough::network {

namespace {

constexpr int kHours = 12;

int on_dial(int clock) { return ((clock % kHours) + kHours) % kHours; }

}  // namespace

double lag_rad(int clock) {
  const int hour = on_dial(clock);
  return (hour > kHours / 2 ? hour - kHours : hour) * (std::numbers::pi / 6.0);
}

void Network::State::set_clocks(Zone& zone) {
  if (!has_clocks) return;
  node(source(zone.sources.front()).spec.node).clock = 0;
  for (std::size_t i = 0; i < zone.core_children.size(); ++i) {
    pass_clock(link(zone.core_links[i]));
  }
  for (std::size_t i = zone.core_children.size(); i < zone.core_links.size(); ++i) {
    check_clock(link(zone.core_links[i]));
  }
  for (std::size_t i = zone.core_size; i < zone.nodes.size(); ++i) {
    pass_clock(link(zone.link_above[i]));
  }
}

void Network::State::pass_clock(const Link& branch) {
  const int lag = branch.is_reversed ? -branch.spec.clock : branch.spec.clock;
  node(branch.below()).clock = on_dial(node(branch.above()).clock + lag);
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
