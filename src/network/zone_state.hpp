#pragma once

#include <cstdint>
#include <vector>

#include "network/limited_load.hpp"
#include "network/power_grid.hpp"
#include "ridethrough/network/power_flow.hpp"

namespace ridethrough::network {

/// A node while it is solved: plain numbers side by side, because the sweep is the inner loop of a
/// run. Core nodes keep `parent` -1; their impedance and no-load demand are unused.
struct NodeState {
  int parent = -1;
  double resistance = 0.0, reactance = 0.0;  ///< 1/W
  double no_load_w = 0.0;
  std::int64_t copies = 1;
  double ratio = 1.0;  ///< of an ideal transformer above the impedance
  double real_pu = 0.0, imag_pu = 0.0;
  double square = 0.0, inverse_square = 0.0;  ///< |V|^2 and its inverse
  std::int64_t demand_w = 0, demand_var = 0;  ///< grid sum of the node's own loads, served in full
  std::int64_t sum_w = 0, sum_var = 0;        ///< grid sum of loads and children, last voltages
  double sending_w = 0.0, sending_var = 0.0;  ///< into the impedance at its upper end
};

/// Everything that the sweep and Newton's method share.
struct ZoneState {
  std::vector<NodeState> nodes;
  std::vector<LimitedLoad> loads;
  double highest_knee_square = 0.0;  ///< above it no current limit bites anywhere
  double lowest_square = 0.0;        ///< of the last voltages
  double scale_pu = 1.0;             ///< largest voltage magnitude of the cold start

  Complex voltage(int node) const {
    const NodeState& at = nodes[static_cast<std::size_t>(node)];
    return {at.real_pu, at.imag_pu};
  }
  void set_voltage(int node, Complex value);

  /// Reads the loads and their grid sums. False if one is beyond the grid.
  bool read_loads(const std::vector<FlowLoad>& zone_loads);
  /// Every tree node takes the voltage of its core node: nothing flows yet.
  void start_trees();
};

}  // namespace ridethrough::network
