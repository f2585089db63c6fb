#pragma once

#include "network/zone_state.hpp"

/// Backward/forward sweep over the trees of a zone (Shirmohammadi et al., "A compensation-based
/// power flow method for weakly meshed distribution and transmission networks", IEEE Trans. Power
/// Systems 3 (1988) 753), with powers instead of currents, because they converge with the square of
/// the drop.
namespace ridethrough::network {

/// Power at the upper end of an impedance that delivers `sum` at `node`: the loss is z |S|^2 /
/// |V|^2.
inline void lift_power(NodeState& node) {
  const double power_w = from_grid(node.sum_w);
  const double power_var = from_grid(node.sum_var);
  const double current_square = (power_w * power_w + power_var * power_var) * node.inverse_square;
  node.sending_w = power_w + node.resistance * current_square;
  node.sending_var = power_var + node.reactance * current_square;
}

/// Moves `node` to V_upper - z conj(S_sending / V_upper), with V_upper as the impedance's upper end
/// has it, below the ideal transformer.
/// @returns how far the voltage moved, pu (sum over its two parts, so that a NaN shows).
inline double drop_voltage(NodeState& node, double upper_real, double upper_imag,
                           double upper_inverse_square) {
  const double current_real =
      (node.sending_w * upper_real + node.sending_var * upper_imag) * upper_inverse_square;
  const double current_imag =
      (node.sending_w * upper_imag - node.sending_var * upper_real) * upper_inverse_square;
  const double real = upper_real - (node.resistance * current_real - node.reactance * current_imag);
  const double imag = upper_imag - (node.resistance * current_imag + node.reactance * current_real);
  const double change_real = std::abs(real - node.real_pu);
  const double change_imag = std::abs(imag - node.imag_pu);
  node.real_pu = real;
  node.imag_pu = imag;
  node.square = real * real + imag * imag;
  node.inverse_square = 1.0 / node.square;
  return change_real + change_imag;
}

/// Sums the demands from the leaves to the core nodes at the present voltages.
/// @returns false if a power left the grid: the iteration has collapsed.
bool sweep_up(ZoneState& zone);

/// Moves every tree node to what its parent's voltage and its own sending power make it.
/// @returns the largest move of a voltage, pu. Updates `lowest_square`, of which the core's
/// part must be in `zone.lowest_square` already.
double sweep_down(ZoneState& zone);

/// The sweep's equations have roots that the network's do not have: there the current that leaves
/// the upper end differs from the one that arrives. True if V_upper - V = z conj(S / V) at `node`.
inline bool is_branch_satisfied(const NodeState& node, double upper_real, double upper_imag) {
  const double power_w = from_grid(node.sum_w) * node.inverse_square;
  const double power_var = from_grid(node.sum_var) * node.inverse_square;
  const double current_real = power_w * node.real_pu + power_var * node.imag_pu;
  const double current_imag = power_w * node.imag_pu - power_var * node.real_pu;
  const double miss_real =
      upper_real - node.real_pu - node.resistance * current_real + node.reactance * current_imag;
  const double miss_imag =
      upper_imag - node.imag_pu - node.resistance * current_imag - node.reactance * current_real;
  // False roots miss by about the voltage itself, true ones by the tolerance of the sweep.
  constexpr double kMissFrac = 1e-6;
  return miss_real * miss_real + miss_imag * miss_imag < kMissFrac * kMissFrac * node.square;
}

/// `is_branch_satisfied` for every tree node.
bool are_trees_satisfied(const ZoneState& zone);

/// Decides when an iteration that should contract has arrived, or that it will not.
class Convergence {
 public:
  /// Slow: still approaching, but another method is quicker. Failed: the steps grow.
  enum class Verdict { Running, Arrived, Slow, Failed };

  /// @param slowest_ratio steps that shrink less than this, twice running, are slow
  /// @param cap iterations after which the iteration is slow
  Convergence(double slowest_ratio, int cap) : slowest_ratio_(slowest_ratio), cap_(cap) {}

  /// `change_pu` is the size of the step just made.
  Verdict judge(double change_pu);
  int iterations() const { return iterations_; }

 private:
  double slowest_ratio_;
  int cap_;
  int iterations_ = 0;
  int slow_steps_ = 0;
  double previous_pu_ = 1e300;
};

}  // namespace ridethrough::network
