#include "network/zone_state.hpp"

#include <algorithm>
#include <cmath>

namespace ridethrough::network {

void ZoneState::set_voltage(int node, Complex value) {
  NodeState& at = nodes[static_cast<std::size_t>(node)];
  at.real_pu = value.real();
  at.imag_pu = value.imag();
  at.square = std::norm(value);
  at.inverse_square = 1.0 / at.square;
}

bool ZoneState::read_loads(const std::vector<FlowLoad>& zone_loads) {
  for (NodeState& node : nodes) node.demand_w = node.demand_var = 0;
  loads.clear();
  highest_knee_square = 0.0;
  for (const FlowLoad& given : zone_loads) {
    const LimitedLoad& load = loads.emplace_back(given);
    if (!fits_grid(load.apparent_w)) return false;
    NodeState& node = nodes[static_cast<std::size_t>(load.node)];
    add_to_grid(node.demand_w, to_grid(load.power.real()), load.copies);
    add_to_grid(node.demand_var, to_grid(load.power.imag()), load.copies);
    highest_knee_square = std::max(highest_knee_square, load.knee_square);
  }
  return true;
}

void ZoneState::start_trees() {
  lowest_square = std::numeric_limits<double>::infinity();
  double highest_square = 0.0;
  for (NodeState& node : nodes) {
    if (node.parent >= 0) {
      const NodeState& above = nodes[static_cast<std::size_t>(node.parent)];
      const double square = node.ratio * node.ratio;
      node.real_pu = node.ratio * above.real_pu;
      node.imag_pu = node.ratio * above.imag_pu;
      node.square = square * above.square;
      node.inverse_square = above.inverse_square / square;
    }
    lowest_square = std::min(lowest_square, node.square);
    highest_square = std::max(highest_square, node.square);
  }
  scale_pu = std::sqrt(highest_square);
}

}  // namespace ridethrough::network
