#pragma once

#include <vector>

#include "network/core_system.hpp"
#include "network/zone_state.hpp"

namespace ridethrough::network {

/// The one source of a radial zone, seen from its core node.
struct RadialFeed {
  int node = 0;
  Complex emf;
  Complex impedance;  ///< zero holds the node's voltage
};

/// Newton's method on the whole zone with the trees eliminated from the leaves up, so that a step
/// costs one pass up and one down, plus the core. Partial derivatives are summed on the integer
/// grid too.
///
/// It gives every load an inertia, as if a capacitor stood beside it, and follows that flow from
/// no-load with growing implicit Euler steps (pseudo-transient continuation; Kelley and Keyes, SIAM
/// J. Numer. Anal. 35 (1998) 508). So it comes down to the highest voltages at which the flow
/// rests; a passive network can not make such a flow swing forever. The last steps are plain
/// Newton.
class ZoneNewton {
 public:
  void prepare(std::size_t node_count, std::size_t core_count);

  /// Starts from the voltages in `zone`. Exactly one of `feed` (radial) and `core` is not null.
  /// @param core_nodes node by core position
  /// @returns true if the zone has arrived at a stable root; counts steps in `iterations`.
  bool solve(ZoneState& zone, const RadialFeed* feed, CoreSystem* core,
             const std::vector<int>& core_nodes, int& iterations);

  /// True if every pivot at the present voltages is stable, as on the upper branch.
  bool is_stable_root(const ZoneState& zone, const RadialFeed* feed, CoreSystem* core,
                      const std::vector<int>& core_nodes) {
    return find_step(zone, feed, core, core_nodes, 0.0);
  }

 private:
  /// Sums of currents and derivatives at a node, W/pu and W/pu^2 on the grid.
  struct Sums {
    std::int64_t part[9] = {};
  };
  /// A tree branch after elimination: step = map(step of the parent + mismatch).
  struct Branch {
    WidelyLinear map;
    Complex mismatch;
  };

  bool add_loads(const ZoneState& zone);
  bool eliminate_trees(const ZoneState& zone, double damping);
  bool step_root(const ZoneState& zone, const RadialFeed& feed, double damping);
  bool step_core(const ZoneState& zone, CoreSystem& core, const std::vector<int>& core_nodes,
                 double damping);
  bool find_step(const ZoneState& zone, const RadialFeed* feed, CoreSystem* core,
                 const std::vector<int>& core_nodes, double damping);
  double step_size(const ZoneState& zone) const;
  bool turns_back() const;

  std::vector<Sums> sums_;
  std::vector<Branch> branches_;
  std::vector<Complex> step_, last_step_;
  std::vector<Complex> core_voltage_, core_current_, core_offset_, core_step_;
  std::vector<WidelyLinear> core_conductance_;
};

}  // namespace ridethrough::network
