#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ridethrough/network/network.hpp"

/// What the vector groups of transformers do between nodes that closed links join, live or dead.
namespace ridethrough::network {

/// Around it the lags of vector groups do not cancel, so it can not be closed.
struct UnequalLoop {
  std::vector<NodeId> nodes;  ///< in turn; the first one is where it closes
  int degrees = 0;            ///< what is left over, up to half a turn
};

/// The first such loop of links as they stand now.
std::optional<UnequalLoop> unequal_loop(const Network& network);

/// "going round 'm', 't1', 'grid', 't2' turns the voltage by 30 degrees".
std::string loop_text(const Network& network, const UnequalLoop& loop);

/// By how many times 30 degrees `other` lags `one` (0 to 11); nothing if no closed links join them.
std::optional<int> hours_between(const Network& network, NodeId one, NodeId other);

}  // namespace ridethrough::network
