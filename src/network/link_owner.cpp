#include "network/zone.hpp"

// Who follows the current of a link: relays and whatever warms up.
namespace ridethrough::network {

void Network::add_link_owner(LinkId link, core::ProcessId owner) {
  state_->link(link).owners.push_back(owner);
}

/// Without asking whether anything changed: the current also follows the voltage, and a reaction
/// without a change does nothing.
void Network::State::mark_owners(const Link& link) {
  for (const core::ProcessId owner : link.owners) engine.mark(owner);
}

}  // namespace ridethrough::network
