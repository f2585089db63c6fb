#include "ridethrough/network/power_flow.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "network/core_system.hpp"
#include "network/tree_sweep.hpp"
#include "network/zone_newton.hpp"
#include "network/zone_state.hpp"

namespace ridethrough::network {
namespace {

using Verdict = Convergence::Verdict;

/// Steps that shrink less than this leave the rest to Newton's method. Sweeps are cheap and come
/// down on the highest root from above, so they may be slow; a core's step costs nearly one of
/// Newton's.
constexpr double kSlowestSweepRatio = 0.95;
constexpr double kSlowestCoreRatio = 0.5;
constexpr int kMostSweeps = 200;
/// Sweeps that arrive sooner contract tenfold a time: only a small drop does, so this is the upper
/// root. Later ones must show that their root is stable.
constexpr int kTrustedSweeps = 12;

}  // namespace

struct FlowSolver::Work {
  ZoneState state;
  RadialFeed feed;
  CoreSystem core;
  ZoneNewton newton;
  std::vector<int> core_nodes;  ///< node by core position
  std::vector<int> position;    ///< core position by node, -1 in trees
  bool is_radial = false;       ///< one core node: its sources merge into one feed
  std::vector<Complex> core_voltage, core_current, core_power;
  FlowResult result;

  void prepare(const FlowZone& zone);
  void check(const FlowZone& zone) const;
  void merge_sources(const FlowZone& zone);
  bool start(const FlowZone& zone);
  void foresee_root(NodeState& root) const;
  Verdict sweep_radial();
  Verdict sweep_core();
  double move_core();
  bool settle(const FlowZone& zone);
  void report(const FlowZone& zone);
  void report_nothing(bool is_solved);
};

void FlowSolver::Work::check(const FlowZone& zone) const {
  const auto node_count = static_cast<int>(zone.nodes.size());
  const auto is_core = [&](int node) {
    return node >= 0 && node < node_count && position[static_cast<std::size_t>(node)] >= 0;
  };
  for (int i = 0; i < node_count; ++i) {
    if (zone.nodes[static_cast<std::size_t>(i)].parent >= i) {
      throw std::invalid_argument("power flow: a parent must precede its child");
    }
  }
  for (const FlowEdge& edge : zone.edges) {
    if (!is_core(edge.from) || !is_core(edge.to)) {
      throw std::invalid_argument("power flow: an edge must join core nodes");
    }
  }
  for (const FlowSource& source : zone.sources) {
    if (!is_core(source.node)) {
      throw std::invalid_argument("power flow: a source must feed a core node");
    }
  }
}

void FlowSolver::Work::prepare(const FlowZone& zone) {
  const std::size_t count = zone.nodes.size();
  state.nodes.assign(count, NodeState{});
  core_nodes.clear();
  position.assign(count, -1);
  for (std::size_t i = 0; i < count; ++i) {
    const FlowNode& given = zone.nodes[i];
    NodeState& node = state.nodes[i];
    node.parent = given.parent;
    if (given.parent < 0) {
      position[i] = static_cast<int>(core_nodes.size());
      core_nodes.push_back(static_cast<int>(i));
      continue;
    }
    node.resistance = given.impedance.real();
    node.reactance = given.impedance.imag();
    node.no_load_w = given.no_load_w;
    node.copies = given.copies;
    node.ratio = given.ratio;
  }
  check(zone);
  is_radial = core_nodes.size() == 1 && (zone.sources.size() == 1 || !zone.holds_voltage());
  core_voltage.assign(core_nodes.size(), 0.0);
  core_current.assign(core_nodes.size(), 0.0);
  core_power.assign(core_nodes.size(), 0.0);
  newton.prepare(count, core_nodes.size());
  result.voltage.assign(count, 0.0);
  if (!is_radial) {
    core.prepare(zone, position, static_cast<int>(core_nodes.size()));
    return;
  }
  feed.node = core_nodes.front();
  merge_sources(zone);
  NodeState& root = state.nodes[static_cast<std::size_t>(feed.node)];
  root.resistance = feed.impedance.real();
  root.reactance = feed.impedance.imag();
}

/// Thevenin's equivalent of all sources at the one core node.
void FlowSolver::Work::merge_sources(const FlowZone& zone) {
  if (zone.sources.size() == 1) {
    feed.emf = zone.sources.front().emf;
    feed.impedance = zone.sources.front().impedance;
    return;
  }
  Complex admittance, current;
  for (const FlowSource& source : zone.sources) {
    admittance += 1.0 / source.impedance;
    current += source.emf / source.impedance;
  }
  feed.emf = current / admittance;
  feed.impedance = 1.0 / admittance;
}

/// Sets the voltages of the unloaded zone.
bool FlowSolver::Work::start(const FlowZone& zone) {
  if (is_radial) {
    merge_sources(zone);
    state.set_voltage(feed.node, feed.emf);
  } else {
    if (!core.open_circuit(zone, core_voltage)) return false;
    for (std::size_t at = 0; at < core_nodes.size(); ++at) {
      state.set_voltage(core_nodes[at], core_voltage[at]);
    }
  }
  state.start_trees();
  return true;
}

/// Takes the root's voltage magnitude for its first sum from the closed form, the upper root of
/// V^4 + (2 Re(S conj(z)) - E^2) V^2 + |z S|^2 = 0: a zone of one node has then arrived.
void FlowSolver::Work::foresee_root(NodeState& root) const {
  const double power_w = from_grid(root.sum_w);
  const double power_var = from_grid(root.sum_var);
  const double half =
      0.5 * std::norm(feed.emf) - power_w * root.resistance - power_var * root.reactance;
  const double rest =
      half * half - (power_w * power_w + power_var * power_var) * std::norm(feed.impedance);
  if (half <= 0.0 || rest <= 0.0) return;
  root.square = half + std::sqrt(rest);
  root.inverse_square = 1.0 / root.square;
  lift_power(root);
}

Verdict FlowSolver::Work::sweep_radial() {
  NodeState& root = state.nodes[static_cast<std::size_t>(feed.node)];
  const double emf_real = feed.emf.real();
  const double emf_imag = feed.emf.imag();
  const double inverse_square = 1.0 / std::norm(feed.emf);
  Convergence convergence(kSlowestSweepRatio, kMostSweeps);
  auto verdict = Verdict::Running;
  while (verdict == Verdict::Running) {
    if (!sweep_up(state)) return Verdict::Failed;
    if (convergence.iterations() == 0) foresee_root(root);
    const double root_moved_pu = drop_voltage(root, emf_real, emf_imag, inverse_square);
    state.lowest_square = root.square;
    verdict = convergence.judge(root_moved_pu + sweep_down(state));
    result.iterations = convergence.iterations();
  }
  if (verdict != Verdict::Arrived) return verdict;
  const bool is_root = is_branch_satisfied(root, emf_real, emf_imag) && are_trees_satisfied(state);
  return is_root ? Verdict::Arrived : Verdict::Failed;
}

/// One pass of the core at the currents that the trees' sums draw; returns the largest move, pu.
double FlowSolver::Work::move_core() {
  for (std::size_t at = 0; at < core_nodes.size(); ++at) {
    const NodeState& node = state.nodes[static_cast<std::size_t>(core_nodes[at])];
    const Complex drawn{from_grid(node.sum_w), -from_grid(node.sum_var)};
    core_current[at] = drawn * state.voltage(core_nodes[at]) * node.inverse_square;
    core_voltage[at] = state.voltage(core_nodes[at]);
  }
  core.loaded(core_current, core_voltage);
  double moved_pu = 0.0;
  state.lowest_square = std::numeric_limits<double>::infinity();
  for (std::size_t at = 0; at < core_nodes.size(); ++at) {
    const Complex move = core_voltage[at] - state.voltage(core_nodes[at]);
    const double size_pu = std::abs(move.real()) + std::abs(move.imag());
    if (!(size_pu <= moved_pu)) moved_pu = size_pu;
    state.set_voltage(core_nodes[at], core_voltage[at]);
    state.lowest_square = std::min(state.lowest_square, std::norm(core_voltage[at]));
  }
  return moved_pu;
}

Verdict FlowSolver::Work::sweep_core() {
  Convergence convergence(kSlowestCoreRatio, kMostSweeps);
  auto verdict = Verdict::Running;
  while (verdict == Verdict::Running) {
    if (!sweep_up(state)) return Verdict::Failed;
    const double core_moved_pu = move_core();
    verdict = convergence.judge(core_moved_pu + sweep_down(state));
    result.iterations = convergence.iterations();
  }
  if (verdict != Verdict::Arrived) return verdict;
  return are_trees_satisfied(state) ? Verdict::Arrived : Verdict::Failed;
}

bool FlowSolver::Work::settle(const FlowZone& zone) {
  if (!state.read_loads(zone.loads) || !start(zone)) return false;
  const RadialFeed* const root = is_radial ? &feed : nullptr;
  CoreSystem* const mesh = is_radial ? nullptr : &core;
  const Verdict verdict = is_radial ? sweep_radial() : sweep_core();
  if (verdict == Verdict::Arrived && (result.iterations <= kTrustedSweeps ||
                                      newton.is_stable_root(state, root, mesh, core_nodes))) {
    return true;
  }
  const auto follow = [&] {
    return newton.solve(state, root, mesh, core_nodes, result.iterations);
  };
  // A slow iteration is usually still above the root and near it; from a failed one nothing is
  // learnt.
  const bool is_solved = (verdict == Verdict::Slow && follow()) || (start(zone) && follow());
  if (!is_solved) return false;
  // The sums that the report reads belong to the final voltages.
  for (const NodeState& node : state.nodes) {
    state.lowest_square = std::min(state.lowest_square, node.square);
  }
  return sweep_up(state);
}

void FlowSolver::Work::report(const FlowZone& zone) {
  result.is_solved = true;
  for (std::size_t i = 0; i < state.nodes.size(); ++i) {
    result.voltage[i] = state.voltage(static_cast<int>(i));
  }
  for (std::size_t i = 0; i < state.loads.size(); ++i) {
    const LimitedLoad& load = state.loads[i];
    result.served_frac[i] =
        load.served_frac(state.nodes[static_cast<std::size_t>(load.node)].square);
  }
  const auto drawn = [&](int node) {
    const NodeState& at = state.nodes[static_cast<std::size_t>(node)];
    return Complex{from_grid(at.sum_w), from_grid(at.sum_var)};
  };
  if (!is_radial) {
    for (std::size_t at = 0; at < core_nodes.size(); ++at) {
      core_voltage[at] = state.voltage(core_nodes[at]);
      core_power[at] = drawn(core_nodes[at]);
    }
    core.source_power(zone, core_voltage, core_power, result.source_power);
  } else if (zone.sources.size() == 1) {
    result.source_power[0] = drawn(feed.node);
  } else {
    const Complex here = state.voltage(feed.node);
    for (std::size_t i = 0; i < zone.sources.size(); ++i) {
      const FlowSource& source = zone.sources[i];
      result.source_power[i] = here * std::conj((source.emf - here) / source.impedance);
    }
  }
}

void FlowSolver::Work::report_nothing(bool is_solved) {
  result.is_solved = is_solved;
  std::fill(result.voltage.begin(), result.voltage.end(), Complex{});
  std::fill(result.source_power.begin(), result.source_power.end(), Complex{});
  std::fill(result.served_frac.begin(), result.served_frac.end(), 0.0);
}

FlowSolver::FlowSolver() : work_(std::make_unique<Work>()) {}
FlowSolver::~FlowSolver() = default;
FlowSolver::FlowSolver(FlowSolver&&) noexcept = default;
FlowSolver& FlowSolver::operator=(FlowSolver&&) noexcept = default;

void FlowSolver::prepare(const FlowZone& zone) { work_->prepare(zone); }

const FlowResult& FlowSolver::solve(const FlowZone& zone) {
  Work& work = *work_;
  work.result.iterations = 0;
  work.result.source_power.resize(zone.sources.size());
  work.result.served_frac.resize(zone.loads.size());
  const bool is_dead =
      std::all_of(zone.sources.begin(), zone.sources.end(),
                  [](const FlowSource& source) { return source.emf == Complex{}; });
  if (is_dead) {
    work.report_nothing(true);
  } else if (work.settle(zone)) {
    work.report(zone);
  } else {
    work.report_nothing(false);
  }
  return work.result;
}

}  // namespace ridethrough::network
