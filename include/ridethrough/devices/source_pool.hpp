#pragma once

#include <optional>
#include <vector>

#include "ridethrough/network/network.hpp"

namespace ridethrough::devices {

/// All sources of a run that have an outlet and an angle of their own, as they are wired.
struct SourcePool {
  struct Source {
    network::NodeId node = -1;
    network::SourceId source = -1;
    const network::Emf* emf = nullptr;
    bool is_stated = false;   ///< its angle at t = 0 stands in the file
    bool has_looked = false;  ///< its voltage of the first instant is set
  };
  std::vector<Source> sources;
};

/// Two sources that closed links join although what the file says of them is out of phase.
struct OpposedSources {
  network::NodeId one = -1, other = -1;
  double gap_rad = 0.0;  ///< by how much `other` is ahead of `one`, with the vector groups between
  double angle_rad = 0.0;  ///< that `other` should have
};

/// The first such pair of links as they stand now.
std::optional<OpposedSources> opposed_sources(const SourcePool& pool,
                                              const network::Network& network);

}  // namespace ridethrough::devices
