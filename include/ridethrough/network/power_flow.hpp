#pragma once

#include <algorithm>
#include <complex>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

/// Steady state of one zone: which voltages satisfy all sources, impedances and demands at once.
namespace ridethrough::network {

using Complex = std::complex<double>;

/// Impedances are in 1/W: ohm / (nominal voltage)^2, so that dV_pu = z * conj(S_w / V_pu).

/// A node of the zone. Core nodes lie on loops or between sources; every other node hangs in a tree
/// below one of them and has a `parent` with a smaller index.
struct FlowNode {
  int parent = -1;          ///< index of the node above; -1 for a core node
  Complex impedance;        ///< between parent and this node
  double no_load_w = 0.0;   ///< drawn at the upper end of that impedance (magnetising loss); below
                            ///< 0.3 pu it falls with |V|^2, so that deep sags keep a solution
  std::int64_t copies = 1;  ///< identical nodes below each copy of the parent
  double ratio = 1.0;       ///< of an ideal transformer above the impedance: V below / V above, pu
};

/// A branch between two core nodes; its impedance is never zero.
struct FlowEdge {
  int from = 0, to = 0;
  Complex impedance;   ///< as the end `to` has it
  double ratio = 1.0;  ///< of an ideal transformer at `from`: V at its far side / V at `from`, pu
};

/// An ideal voltage behind an impedance. Zero impedance holds the voltage of its node; then it is
/// the only source of that node but for those with an impedance.
struct FlowSource {
  int node = 0;
  Complex emf{1.0, 0.0};
  Complex impedance;
};

/// A constant-power demand with what its current limit allows:
///   |S(V)| = |S|                        while V >= |S| / limit
///          = limit * V                  below that (constant current)
///          = limit * V^2 / resistive    below `resistive_pu` (constant impedance)
/// Without the last branch deep sags have no solution. The least of the three applies at every
/// voltage, so the demand stays continuous where `resistive_pu` lies above |S| / limit too.
struct FlowLoad {
  int node = 0;
  std::int64_t copies = 1;  ///< identical demands on each copy of the node
  double power_w = 0.0;     ///< negative feeds in
  double reactive_var = 0.0;
  double current_limit_w = std::numeric_limits<double>::infinity();  ///< apparent power at 1 pu
  double resistive_pu = 0.3;
};

struct FlowZone {
  std::vector<FlowNode> nodes;
  std::vector<FlowEdge> edges;
  std::vector<FlowSource> sources;
  std::vector<FlowLoad> loads;

  /// Whether some source has no impedance.
  bool holds_voltage() const {
    return std::any_of(sources.begin(), sources.end(),
                       [](const FlowSource& source) { return source.impedance == Complex{}; });
  }
};

struct FlowResult {
  /// false: no voltage satisfies the demands (collapse); then every voltage and power is zero.
  bool is_solved = false;
  int iterations = 0;
  std::vector<Complex> voltage;       ///< pu, by node
  std::vector<Complex> source_power;  ///< W + j var into the zone at the source's node, by source
  std::vector<double> served_frac;    ///< by load: served / demanded, 1 unless current-limited
};

/// Work space of the solver, kept by the zone so that a solve allocates nothing after the first.
class FlowSolver {
 public:
  FlowSolver();
  ~FlowSolver();
  FlowSolver(FlowSolver&&) noexcept;
  FlowSolver& operator=(FlowSolver&&) noexcept;

  /// Prepares for a zone's structure (nodes, edges, sources' impedances): orders and factors the
  /// core once. Call again when the structure changes; loads, their powers and emfs may change
  /// freely.
  /// @throws std::invalid_argument if a parent does not precede its child, or if an edge or a
  /// source ends at a node that is not in the core.
  void prepare(const FlowZone& zone);

  /// Solves from a cold start, so that the result depends on nothing but `zone`. Trees are swept
  /// with sums of rounded integers at every join, so n listed copies and one node with n copies
  /// give the same bits. The low-voltage root is refused. A zone without any emf is solved: it is
  /// dead, with zero voltages and nothing served.
  /// @returns a reference valid until the next call.
  const FlowResult& solve(const FlowZone& zone);

 private:
  struct Work;
  std::unique_ptr<Work> work_;
};

}  // namespace ridethrough::network
