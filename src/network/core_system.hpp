#pragma once

#include <memory>
#include <vector>

#include "network/widely_linear.hpp"
#include "ridethrough/network/power_flow.hpp"

namespace ridethrough::network {

/// The meshed part of a zone: admittances between core nodes and to the sources, factored once.
/// Vectors of this class are indexed by core position, the rank of a node among the core nodes.
class CoreSystem {
 public:
  CoreSystem();
  ~CoreSystem();
  CoreSystem(CoreSystem&&) noexcept;
  CoreSystem& operator=(CoreSystem&&) noexcept;

  /// @param position core position by node, -1 for tree nodes
  void prepare(const FlowZone& zone, const std::vector<int>& position, int core_count);

  /// Voltages without any demand, pu. @returns false if the core is singular (a part without
  /// source).
  bool open_circuit(const FlowZone& zone, std::vector<Complex>& voltage);

  /// Voltages, pu, when `current` (W/pu) is drawn at each core node.
  void loaded(const std::vector<Complex>& current, std::vector<Complex>& voltage);

  /// One step of Newton's method with the trees eliminated: `conductance` is the derivative of
  /// `current` by the core node's voltage, `offset` the current that the trees' own steps add.
  /// @returns false if the Jacobian's determinant is not positive.
  bool newton_step(const std::vector<Complex>& voltage, const std::vector<Complex>& current,
                   const std::vector<WidelyLinear>& conductance, const std::vector<Complex>& offset,
                   std::vector<Complex>& step);

  /// Power of each source into its node, W + j var; `drawn` is the power drawn at each core node.
  void source_power(const FlowZone& zone, const std::vector<Complex>& voltage,
                    const std::vector<Complex>& drawn, std::vector<Complex>& power) const;

 private:
  struct Factors;
  std::unique_ptr<Factors> factors_;
};

}  // namespace ridethrough::network
