#include <algorithm>
#include <cmath>
#include <numbers>

#include "network/zone.hpp"
#include "ridethrough/core/error.hpp"

// Negative and zero sequence of a zone (Fortescue, "Method of symmetrical co-ordinates applied to
// the solution of polyphase networks", Trans. AIEE 37 (1918) 1027): sources are shorted behind
// their impedances, loads draw balanced currents and are open, transformers decide where
// zero-sequence current may go. Voltages of the negative sequence are kept without the shift of
// vector groups, which turns them the other way than those of the positive one.
namespace ridethrough::network {

namespace {

/// For an earthed winding that is given no impedance.
const Complex kLeastImpedance{1e-14, 0.0};

/// Whether the upper end, or the lower, of a link is a way to earth for zero-sequence current.
bool earths(const Link& branch, bool at_upper) {
  return branch.spec.zero_path == (at_upper ? ZeroPath::upper_earth : ZeroPath::lower_earth);
}

Complex zero_impedance(const Link& branch, Complex impedance) {
  const Complex zero = impedance * branch.spec.zero_ratio;
  return zero == 0.0 ? kLeastImpedance : zero;
}

/// Sums of what hangs below a node are sums of integers, like all joins.
struct GridAdmittance {
  core::Int128 real = 0, imag = 0;
  static constexpr double kGrid = 1048576.0;

  void add(Complex admittance, std::int64_t copies) {
    real += static_cast<core::Int128>(std::round(admittance.real() * kGrid)) * copies;
    imag += static_cast<core::Int128>(std::round(admittance.imag() * kGrid)) * copies;
  }
  Complex value() const {
    return Complex(static_cast<double>(real), static_cast<double>(imag)) / kGrid;
  }
};

/// Part of its upper end's voltage that the lower end of a series impedance has, and the admittance
/// that the upper end sees.
Complex share_below(Complex impedance, Complex below) { return 1.0 / (1.0 + impedance * below); }

/// What a source gives to solve(): its voltage where it holds the node, else a current into it.
void drive(const LinearNetwork& network, int at, Complex emf, Complex impedance,
           std::vector<Complex>& given) {
  Complex& entry = given[static_cast<std::size_t>(at)];
  if (impedance == 0.0) {
    entry = emf;
  } else if (!network.is_held(at)) {
    entry += emf / impedance;
  }
}

}  // namespace

bool Network::State::is_unbalanced(const Zone& zone) const {
  if (!was_unbalanced) return false;
  return std::any_of(zone.sources.begin(), zone.sources.end(),
                     [this](SourceId id) { return !source(id).emf.is_balanced(); }) ||
         std::any_of(zone.faults.begin(), zone.faults.end(), [this](const ZoneFault& fault) {
           return fault_at(fault).fault.kind != FaultKind::three_phase;
         });
}

LinearNetwork Network::State::negative_network(const Zone& zone) const {
  LinearNetwork network(zone.core_size);
  for (const SourceId id : zone.sources) {
    const Source& feed = source(id);
    network.short_behind(node(feed.spec.node).flow_index, feed.impedance);
  }
  for (const LinkId id : zone.core_links) {
    const Link& edge = link(id);
    network.add_branch(node(edge.spec.upper).flow_index, node(edge.spec.lower).flow_index,
                       1.0 / edge.live_impedance, edge.spec.ratio);
  }
  for (const ZoneFault& fault : zone.faults) {
    const FaultPlace& place = fault_at(fault);
    if (place.fault.kind != FaultKind::three_phase || fault.impedance == 0.0) continue;
    network.add_earth(node(place.node).flow_index, 1.0 / fault.impedance);
  }
  network.factor();
  return network;
}

/// Zero-sequence admittance to earth below each node of the trees.
std::vector<Complex> Network::State::zero_below(const Zone& zone) const {
  std::vector<GridAdmittance> sums(zone.nodes.size());
  for (std::size_t i = zone.nodes.size(); i-- > zone.core_size;) {
    const Link& branch = link(zone.link_above[i]);
    GridAdmittance& above = sums[static_cast<std::size_t>(zone.flow.nodes[i].parent)];
    const std::int64_t copies = zone.flow.nodes[i].copies;
    const double square = zone.flow.nodes[i].ratio * zone.flow.nodes[i].ratio;
    const Complex impedance = zone.flow.nodes[i].impedance;
    if (branch.spec.zero_path == ZeroPath::through) {
      const Complex below = sums[i].value();
      above.add(square * below * share_below(impedance * branch.spec.zero_ratio, below), copies);
    } else if (earths(branch, !branch.is_reversed)) {
      above.add(square / zero_impedance(branch, impedance), copies);
    }
  }
  std::vector<Complex> below;
  below.reserve(sums.size());
  for (const GridAdmittance& sum : sums) below.push_back(sum.value());
  return below;
}

LinearNetwork Network::State::zero_network(const Zone& zone,
                                           const std::vector<Complex>& below) const {
  LinearNetwork network(zone.core_size);
  for (const SourceId id : zone.sources) {
    const Source& feed = source(id);
    if (std::isinf(feed.spec.zero_ratio)) continue;
    network.short_behind(node(feed.spec.node).flow_index, feed.impedance * feed.spec.zero_ratio);
  }
  for (const LinkId id : zone.core_links) {
    const Link& edge = link(id);
    const int upper = node(edge.spec.upper).flow_index;
    const int lower = node(edge.spec.lower).flow_index;
    const Complex admittance = 1.0 / zero_impedance(edge, edge.live_impedance);
    const double ratio = edge.spec.ratio;
    if (edge.spec.zero_path == ZeroPath::through) {
      network.add_branch(upper, lower, admittance, ratio);
    }
    if (earths(edge, true)) network.add_earth(upper, ratio * ratio * admittance);
    if (earths(edge, false)) network.add_earth(lower, admittance);
  }
  for (std::size_t i = 0; i < zone.core_size; ++i) network.add_earth(static_cast<int>(i), below[i]);
  network.factor();
  return network;
}

void Network::State::build_sequences(Zone& zone) {
  std::vector<Complex> below = zero_below(zone);
  LinearNetwork zero = zero_network(zone, below);
  zone.sequences = std::make_unique<SequenceNetworks>(
      SequenceNetworks{negative_network(zone), std::move(zero), std::move(below), {}, {}});
}

/// Voltages of both sequences for what sources make and faults draw at present.
void Network::State::solve_sequences(Zone& zone) {
  if (!zone.sequences) build_sequences(zone);
  SequenceNetworks& networks = *zone.sequences;
  std::vector<Complex> negative(zone.core_size), zero(zone.core_size);
  const core::Tick now = engine.now();
  const double lead_rad = source(zone.sources.front()).emf.angle_at(now);
  for (const SourceId id : zone.sources) {
    const Source& feed = source(id);
    if (feed.emf.is_balanced()) continue;
    const Node& member = node(feed.spec.node);
    const Complex turned = std::polar(1.0, feed.emf.angle_at(now) - lead_rad);
    const Complex negative_pu =
        feed.emf.negative_pu * turned * std::polar(1.0, -lag_rad(member.clock));
    drive(networks.negative, member.flow_index, negative_pu, feed.impedance, negative);
    if (std::isinf(feed.spec.zero_ratio)) continue;
    drive(networks.zero, member.flow_index, feed.emf.zero_pu * turned,
          feed.impedance * feed.spec.zero_ratio, zero);
  }
  for (const ZoneFault& fault : zone.faults) {
    const FaultPlace& place = fault_at(fault);
    const int index = node(place.node).flow_index;
    const auto at = static_cast<std::size_t>(index);
    const SequenceCurrents drawn = currents(fault, place.fault.kind);
    if (!networks.negative.is_held(index)) negative[at] -= drawn.negative;
    if (!networks.zero.is_held(index)) zero[at] -= drawn.zero;
  }
  networks.negative_pu = networks.negative.solve(negative);
  networks.zero_pu = networks.zero.solve(zero);
}

/// Writes what the solve found to the nodes; below the core no negative-sequence current flows.
void Network::State::take_sequences(Zone& zone) {
  const SequenceNetworks& networks = *zone.sequences;
  std::vector<Complex> negative = networks.negative_pu;
  std::vector<Complex> zero = networks.zero_pu;
  for (std::size_t i = zone.core_size; i < zone.nodes.size(); ++i) {
    const Link& branch = link(zone.link_above[i]);
    const auto above = static_cast<std::size_t>(zone.flow.nodes[i].parent);
    const double ratio = zone.flow.nodes[i].ratio;
    const Complex impedance = zone.flow.nodes[i].impedance * branch.spec.zero_ratio;
    const bool passes = branch.spec.zero_path == ZeroPath::through;
    negative.push_back(ratio * negative[above]);
    zero.push_back(passes ? ratio * zero[above] * share_below(impedance, networks.zero_below[i])
                          : 0.0);
  }
  sequences.resize(nodes.size());
  for (std::size_t i = 0; i < zone.nodes.size(); ++i) {
    Node& member = node(zone.nodes[i]);
    NodeSequences& own = sequences[static_cast<std::size_t>(zone.nodes[i])];
    member.is_unbalanced = member.is_energised;
    own.negative = negative[i] * std::polar(1.0, lag_rad(member.clock));
    own.zero = zero[i];
    const Phases phasors = phases(zone.nodes[i]);
    const auto [lowest, highest] =
        std::minmax({std::abs(phasors[0]), std::abs(phasors[1]), std::abs(phasors[2])});
    own.lowest_pu = lowest;
    own.highest_pu = highest;
  }
}

Phases phases_of(Complex positive, Complex negative, Complex zero) {
  const Complex third = std::polar(1.0, 2.0 * std::numbers::pi / 3.0);
  const Complex back = std::conj(third);
  return {positive + negative + zero, back * positive + third * negative + zero,
          third * positive + back * negative + zero};
}

Phases Network::State::phases(NodeId id) const {
  const Node& member = node(id);
  const Complex positive = member.voltage * std::polar(1.0, -lag_rad(member.clock));
  if (!member.is_unbalanced) return phases_of(positive, 0.0, 0.0);
  const NodeSequences& own = sequences[static_cast<std::size_t>(id)];
  return phases_of(positive, own.negative, own.zero);
}

}  // namespace ridethrough::network
