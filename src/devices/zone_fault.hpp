#pragma once

#include "ridethrough/network/network.hpp"

namespace ridethrough::devices {

/// There is a short circuit somewhere in the zone of a node.
inline bool has_fault_around(const network::Network& network, network::NodeId node) {
  const auto nodes = static_cast<network::NodeId>(network.nodes());
  for (network::NodeId other = 0; other < nodes; ++other) {
    if (network.has_fault(other) && network.leader(other) == network.leader(node)) return true;
  }
  return false;
}

}  // namespace ridethrough::devices
