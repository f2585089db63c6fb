#include "network/tree_sweep.hpp"

#include <algorithm>
#include <cmath>

namespace ridethrough::network {
namespace {

/// Well under the 1e-7 pu that anybody compares, well over the 1e-16 of the arithmetic.
constexpr double kVoltageTolerancePu = 1e-13;

/// Steps this small that stop shrinking are the grid's rounding (1 uW through any impedance that a
/// zone of some kW can have), not a failure.
constexpr double kRoundingFloorPu = 1e-9;

/// Steps are judged by their ratio only after the start has been forgotten.
constexpr int kFirstJudged = 4;

/// Takes back what the current limits do not let the loads draw.
void apply_current_limits(ZoneState& zone) {
  for (const LimitedLoad& load : zone.loads) {
    NodeState& node = zone.nodes[static_cast<std::size_t>(load.node)];
    if (node.square >= load.knee_square) continue;
    const double share = load.served_frac(node.square);
    const std::int64_t lost_w = to_grid(load.power.real() * share) - to_grid(load.power.real());
    const std::int64_t lost_var = to_grid(load.power.imag() * share) - to_grid(load.power.imag());
    add_to_grid(node.sum_w, lost_w, load.copies);
    add_to_grid(node.sum_var, lost_var, load.copies);
  }
}

}  // namespace

bool sweep_up(ZoneState& zone) {
  for (NodeState& node : zone.nodes) {
    node.sum_w = node.demand_w;
    node.sum_var = node.demand_var;
  }
  if (zone.lowest_square < zone.highest_knee_square) apply_current_limits(zone);
  NodeState* const nodes = zone.nodes.data();
  for (std::size_t i = zone.nodes.size(); i-- > 0;) {
    NodeState& node = nodes[i];
    lift_power(node);
    if (node.parent < 0) continue;
    NodeState& above = nodes[node.parent];
    const double total_w = node.sending_w + no_load_power_w(node.no_load_w, above.square);
    if (!fits_grid(total_w) || !fits_grid(node.sending_var)) return false;
    add_to_grid(above.sum_w, to_grid(total_w), node.copies);
    add_to_grid(above.sum_var, to_grid(node.sending_var), node.copies);
  }
  return true;
}

double sweep_down(ZoneState& zone) {
  double change_pu = 0.0;
  double lowest_square = zone.lowest_square;
  NodeState* const nodes = zone.nodes.data();
  for (NodeState& node : zone.nodes) {
    if (node.parent < 0) continue;
    const NodeState& above = nodes[node.parent];
    const double moved_pu =
        drop_voltage(node, node.ratio * above.real_pu, node.ratio * above.imag_pu,
                     above.inverse_square / (node.ratio * node.ratio));
    // Written so that a NaN is passed on: no comparison with it is true.
    if (!(moved_pu <= change_pu)) change_pu = moved_pu;
    lowest_square = std::min(lowest_square, node.square);
  }
  zone.lowest_square = lowest_square;
  return change_pu;
}

bool are_trees_satisfied(const ZoneState& zone) {
  for (const NodeState& node : zone.nodes) {
    if (node.parent < 0) continue;
    const NodeState& above = zone.nodes[static_cast<std::size_t>(node.parent)];
    if (!is_branch_satisfied(node, node.ratio * above.real_pu, node.ratio * above.imag_pu)) {
      return false;
    }
  }
  return true;
}

Convergence::Verdict Convergence::judge(double change_pu) {
  ++iterations_;
  if (!(change_pu < 1e3)) return Verdict::Failed;
  const double shrunk_pu = previous_pu_ - change_pu;
  // What is left of a geometric series after this step is change^2 / (previous - change).
  const bool is_tail_small =
      shrunk_pu > 0.0 && change_pu * change_pu <= kVoltageTolerancePu * shrunk_pu;
  if (change_pu <= kVoltageTolerancePu || (is_tail_small && iterations_ > 2)) {
    return Verdict::Arrived;
  }
  const bool is_judged = iterations_ >= kFirstJudged;
  const bool is_growing = change_pu > previous_pu_;
  slow_steps_ = is_judged && change_pu > slowest_ratio_ * previous_pu_ ? slow_steps_ + 1 : 0;
  previous_pu_ = change_pu;
  if (slow_steps_ >= 2) {
    if (change_pu < kRoundingFloorPu) return Verdict::Arrived;
    return is_growing ? Verdict::Failed : Verdict::Slow;
  }
  return iterations_ >= cap_ ? Verdict::Slow : Verdict::Running;
}

}  // namespace ridethrough::network
