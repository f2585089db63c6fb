#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ridethrough/network/network.hpp"

/// Loops of closed links that have no impedance: nothing says how a current divides on them.
namespace ridethrough::network {

struct IdealLoop {
  LinkId link = -1;           ///< the one that closes it: the last one that was added
  std::vector<NodeId> nodes;  ///< in turn, from its lower end round to its upper one
};

/// The first such loop of links as they stand now.
std::optional<IdealLoop> ideal_loop(const Network& network);

/// Whether closed links without impedance join the two.
bool are_one_node(const Network& network, NodeId one, NodeId other);

}  // namespace ridethrough::network
