#include "network/zone_newton.hpp"

#include <algorithm>
#include <cmath>

namespace ridethrough::network {
namespace {

/// A step this small, made without damping, leaves an error far below it.
constexpr double kNewtonTolerancePu = 1e-12;
/// Undamped steps that stop shrinking below this are the grid's rounding.
constexpr double kNewtonFloorPu = 1e-9;
/// Largest step as a part of a node's voltage, so that no root is jumped over.
constexpr double kLargestStep = 0.2;
/// A node with less than this part of the zone's voltage has collapsed, if some load has no limit.
constexpr double kCollapsedFrac = 1e-3;
/// ... or of the zone's, where a node has almost none.
constexpr double kLeastRoom = 0.01;
/// Steps aim at this part of the largest.
constexpr double kAimedSize = 0.7;
constexpr double kFirstDamping = 1.0;
constexpr double kDampingFall = 0.1;
constexpr double kDampingRise = 8.0;
/// Where braking starts after an undamped step that was too long.
constexpr double kLeastBrake = 0.1;
/// Below this the step is as good as Newton's own.
constexpr double kNoDamping = 1e-5;
/// No zone needs steps this short; the flow has met a wall.
constexpr double kTooDamped = 1e9;
constexpr int kMostSteps = 300;

/// Derivatives are summed in steps of 1/16 W/pu^2: they only steer the steps, and the admittance of
/// a short busbar is large.
constexpr double kGridPerConductance = 16.0;

/// The terms of one node in a parent's sums.
struct Terms {
  Complex current;           ///< W/pu
  Complex offset;            ///< W/pu, current added by the subtree's own step at a fixed voltage
  WidelyLinear conductance;  ///< W/pu^2, d current / d voltage
  double inertia = 0.0;      ///< W/pu^2, size of the conductances of the node's own loads
};

/// @returns false if a term does not fit the grid.
bool add_terms(const Terms& terms, std::int64_t copies, std::int64_t (&sum)[9]) {
  constexpr double kCoarser = kGridPerConductance / kGridPerWatt;
  const double values[9] = {terms.current.real(),
                            terms.current.imag(),
                            terms.offset.real(),
                            terms.offset.imag(),
                            terms.conductance.direct.real() * kCoarser,
                            terms.conductance.direct.imag() * kCoarser,
                            terms.conductance.mirrored.real() * kCoarser,
                            terms.conductance.mirrored.imag() * kCoarser,
                            terms.inertia * kCoarser};
  for (int i = 0; i < 9; ++i) {
    if (!fits_grid(values[i])) return false;
    add_to_grid(sum[i], to_grid(values[i]), copies);
  }
  return true;
}

/// The sums of a node with the inertia of its loads, `damping` times their own conductance.
Terms damped_terms(const std::int64_t (&sum)[9], double damping) {
  constexpr double kFiner = kGridPerWatt / kGridPerConductance;
  const auto pair = [&](int i) { return Complex{from_grid(sum[i]), from_grid(sum[i + 1])}; };
  Terms terms{pair(0), pair(2), {pair(4) * kFiner, pair(6) * kFiner}, 0.0};
  terms.conductance.direct += damping * from_grid(sum[8]) * kFiner;
  return terms;
}

/// Stable in the sense of the flow: both eigenvalues of the 2x2 pivot have positive product and
/// sum.
bool is_stable(const WidelyLinear& pivot) {
  return pivot.determinant() > 0.0 && pivot.direct.real() > 0.0;
}

}  // namespace

void ZoneNewton::prepare(std::size_t node_count, std::size_t core_count) {
  sums_.resize(node_count);
  branches_.resize(node_count);
  step_.resize(node_count);
  last_step_.resize(node_count);
  core_voltage_.resize(core_count);
  core_current_.resize(core_count);
  core_offset_.resize(core_count);
  core_step_.resize(core_count);
  core_conductance_.resize(core_count);
}

bool ZoneNewton::add_loads(const ZoneState& zone) {
  std::fill(sums_.begin(), sums_.end(), Sums{});
  for (const LimitedLoad& load : zone.loads) {
    const Complex voltage = zone.voltage(load.node);
    const WidelyLinear conductance = load.conductance(voltage);
    const Terms terms{load.current(voltage), 0.0, conductance,
                      std::abs(conductance.direct) + std::abs(conductance.mirrored)};
    if (!add_terms(terms, load.copies, sums_[static_cast<std::size_t>(load.node)].part)) {
      return false;
    }
  }
  return true;
}

bool ZoneNewton::eliminate_trees(const ZoneState& zone, double damping) {
  for (std::size_t i = zone.nodes.size(); i-- > 0;) {
    const NodeState& node = zone.nodes[i];
    if (node.parent < 0) continue;
    // The branch equation k V_up - V - z J(V) = 0 with its derivative:
    // (1 + z G) step = k step_up + (k V_up - V - z J) - z offset. The upper end draws k J.
    const Terms below = damped_terms(sums_[i].part, damping);
    const Complex impedance{node.resistance, node.reactance};
    const WidelyLinear pivot{1.0 + impedance * below.conductance.direct,
                             impedance * below.conductance.mirrored};
    if (!is_stable(pivot)) return false;
    const Complex upper = zone.voltage(node.parent);
    Branch& branch = branches_[i];
    branch.map = pivot.inverse();
    branch.mismatch = node.ratio * upper - zone.voltage(static_cast<int>(i)) -
                      impedance * (below.current + below.offset);
    WidelyLinear seen = below.conductance * branch.map;
    const Complex offset = node.ratio * (below.offset + seen(branch.mismatch));
    seen.direct *= node.ratio * node.ratio;
    seen.mirrored *= node.ratio * node.ratio;
    const WidelyLinear no_load = no_load_conductance(node.no_load_w, upper);
    seen.direct += no_load.direct;
    seen.mirrored += no_load.mirrored;
    const Terms above{node.ratio * below.current + no_load_current(node.no_load_w, upper), offset,
                      seen, 0.0};
    if (!add_terms(above, node.copies, sums_[static_cast<std::size_t>(node.parent)].part)) {
      return false;
    }
  }
  return true;
}

bool ZoneNewton::step_root(const ZoneState& zone, const RadialFeed& feed, double damping) {
  const auto root = static_cast<std::size_t>(feed.node);
  const Terms below = damped_terms(sums_[root].part, damping);
  const WidelyLinear pivot{1.0 + feed.impedance * below.conductance.direct,
                           feed.impedance * below.conductance.mirrored};
  if (!is_stable(pivot)) return false;
  step_[root] = pivot.inverse()(feed.emf - zone.voltage(feed.node) -
                                feed.impedance * (below.current + below.offset));
  return true;
}

bool ZoneNewton::step_core(const ZoneState& zone, CoreSystem& core,
                           const std::vector<int>& core_nodes, double damping) {
  for (std::size_t at = 0; at < core_nodes.size(); ++at) {
    const Terms below = damped_terms(sums_[static_cast<std::size_t>(core_nodes[at])].part, damping);
    core_voltage_[at] = zone.voltage(core_nodes[at]);
    core_current_[at] = below.current;
    core_conductance_[at] = below.conductance;
    core_offset_[at] = below.offset;
  }
  if (!core.newton_step(core_voltage_, core_current_, core_conductance_, core_offset_,
                        core_step_)) {
    return false;
  }
  for (std::size_t at = 0; at < core_nodes.size(); ++at) {
    step_[static_cast<std::size_t>(core_nodes[at])] = core_step_[at];
  }
  return true;
}

bool ZoneNewton::find_step(const ZoneState& zone, const RadialFeed* feed, CoreSystem* core,
                           const std::vector<int>& core_nodes, double damping) {
  if (!add_loads(zone) || !eliminate_trees(zone, damping)) return false;
  const bool is_root_found = feed != nullptr ? step_root(zone, *feed, damping)
                                             : step_core(zone, *core, core_nodes, damping);
  if (!is_root_found) return false;
  for (std::size_t i = 0; i < zone.nodes.size(); ++i) {
    const int parent = zone.nodes[i].parent;
    if (parent < 0) continue;
    const Branch& branch = branches_[i];
    const Complex upper = zone.nodes[i].ratio * step_[static_cast<std::size_t>(parent)];
    step_[i] = branch.map(upper + branch.mismatch);
  }
  return true;
}

/// Largest step as a part of what is allowed at its node.
double ZoneNewton::step_size(const ZoneState& zone) const {
  const double least_square = kLeastRoom * kLeastRoom * zone.scale_pu * zone.scale_pu;
  double largest = 0.0;
  for (std::size_t i = 0; i < zone.nodes.size(); ++i) {
    largest = std::max(largest, std::norm(step_[i]) / std::max(zone.nodes[i].square, least_square));
  }
  return std::sqrt(largest) / kLargestStep;
}

/// True if a node goes back most of its last step: a kink was crossed and the steps must shrink.
bool ZoneNewton::turns_back() const {
  for (std::size_t i = 0; i < step_.size(); ++i) {
    const double along = std::real(step_[i] * std::conj(last_step_[i]));
    if (along < -0.5 * std::norm(last_step_[i]) &&
        std::norm(step_[i]) > kNewtonFloorPu * kNewtonFloorPu) {
      return true;
    }
  }
  return false;
}

bool ZoneNewton::solve(ZoneState& zone, const RadialFeed* feed, CoreSystem* core,
                       const std::vector<int>& core_nodes, int& iterations) {
  std::fill(last_step_.begin(), last_step_.end(), Complex{});
  double damping = kFirstDamping;
  double last_pu = 1e300;
  // Where every load is limited a voltage may pass near zero on its way and come back.
  const bool may_collapse =
      std::any_of(zone.loads.begin(), zone.loads.end(),
                  [](const LimitedLoad& load) { return std::isinf(load.limit_w); });
  const double lowest_pu = may_collapse ? kCollapsedFrac * zone.scale_pu : 0.0;
  for (int steps = 0; steps < kMostSteps && damping < kTooDamped; ++steps) {
    ++iterations;
    if (!find_step(zone, feed, core, core_nodes, damping) || turns_back()) {
      damping = std::max(damping, kNoDamping) * kDampingRise;
      continue;
    }
    // A damped step is about inversely proportional to its damping.
    const double size = step_size(zone);
    if (size > 1.0) {
      damping = std::max(damping, kLeastBrake) * std::min(size / kAimedSize, kDampingRise);
      continue;
    }
    double change_pu = 0.0;
    bool is_collapsed = false;
    for (std::size_t i = 0; i < zone.nodes.size(); ++i) {
      zone.set_voltage(static_cast<int>(i), zone.voltage(static_cast<int>(i)) + step_[i]);
      change_pu = std::max(change_pu, std::abs(step_[i]));
      is_collapsed = is_collapsed || zone.nodes[i].square < lowest_pu * lowest_pu;
    }
    if (is_collapsed) return false;
    const bool is_at_floor = change_pu < kNewtonFloorPu && change_pu >= 0.5 * last_pu;
    if (damping == 0.0 && (change_pu <= kNewtonTolerancePu || is_at_floor)) return true;
    last_pu = change_pu;
    last_step_.swap(step_);
    damping *= std::max(size / kAimedSize, kDampingFall);
    if (damping < kNoDamping) damping = 0.0;
  }
  return false;
}

}  // namespace ridethrough::network
