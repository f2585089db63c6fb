#pragma once

#include "network/linear_network.hpp"

namespace ridethrough::network {

/// Negative and zero sequence of a zone's core, by flow index: linear, because loads draw balanced
/// currents.
struct SequenceNetworks {
  LinearNetwork negative, zero;
  /// By flow index of the whole zone: zero-sequence admittance to earth that hangs below a node.
  std::vector<Complex> zero_below;
  std::vector<Complex> negative_pu,
      zero_pu;  ///< voltages of the core, as the first source sees them
};

}  // namespace ridethrough::network
