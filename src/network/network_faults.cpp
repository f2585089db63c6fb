#include <algorithm>
#include <cmath>

#include "network/zone.hpp"

// What a network offers about short circuits, phases and limited sources.
namespace ridethrough::network {

void Network::set_fault(NodeId id, const Fault& fault) {
  State& state = *state_;
  Node& node = state.node(id);
  if (node.fault < 0) {
    node.fault = static_cast<int>(state.faults.size());
    state.faults.push_back(
        {.node = id, .fault = fault, .is_there = false, .flow = {}, .meter = {}});
  }
  FaultPlace& place = state.faults[static_cast<std::size_t>(node.fault)];
  if (place.is_there && place.fault == fault) return;
  place.fault = fault;
  state.was_unbalanced = state.was_unbalanced || fault.kind != FaultKind::three_phase;
  place.is_there = true;
  state.touch(id);
}

void Network::clear_fault(NodeId id) {
  State& state = *state_;
  if (!state.has_fault(id)) return;
  state.faults[static_cast<std::size_t>(state.node(id).fault)].is_there = false;
  state.clear_fault_flow(state.node(id), state.engine.now());
  state.touch(id);
}

void Network::State::touch(NodeId id) {
  if (!has_started) return;
  touched.push_back(id);
  engine.mark(switching_id);
}

bool Network::has_fault(NodeId id) const { return state_->has_fault(id); }

Flow Network::fault_flow(NodeId id) const {
  const int place = state_->node(id).fault;
  return place < 0 ? Flow{} : state_->faults[static_cast<std::size_t>(place)].flow;
}

core::Energy Network::fault_energy(NodeId id, core::Tick now) const {
  const int place = state_->node(id).fault;
  if (place < 0) return {};
  return state_->faults[static_cast<std::size_t>(place)].meter.total(now);
}

core::Energy Network::fault_energy(core::Tick now) const {
  core::Energy sum;
  for (const FaultPlace& place : state_->faults) {
    sum += place.meter.total(now) * node(place.node).members;
  }
  return sum;
}

void Network::set_source_limit(SourceId id, double current_limit_w) {
  State& state = *state_;
  Source& source = state.source(id);
  if (source.spec.current_limit_w == current_limit_w) return;
  source.spec.current_limit_w = current_limit_w;
  if (source.is_on) state.touch(source.spec.node);
}

bool Network::is_limiting(SourceId id) const { return state_->source(id).is_limiting; }

Phases Network::phases(NodeId id) const { return state_->phases(id); }

double Network::lowest_phase_pu(NodeId id) const { return state_->lowest_phase_pu(id); }

double Network::current_w(LinkId id, core::Tick now) const {
  const Link& link = state_->link(id);
  const Node& upper = state_->node(link.spec.upper);
  const Node& lower = state_->node(link.spec.lower);
  if (!link.is_closed || lower.zone < 0 || !lower.is_energised) return 0.0;
  const Complex power{link.lower.power.watts(now), link.lower.reactive.watts(now)};
  const Zone& zone = *state_->zones[static_cast<std::size_t>(lower.zone)];
  const auto core_size = static_cast<int>(zone.core_size);
  const bool is_core = upper.flow_index < core_size && lower.flow_index < core_size;
  if (zone.faults.empty() || !is_core) return std::abs(power) / lower.voltage_pu;
  const Complex positive =
      state_->follows_drop(lower)
          ? (link.spec.ratio * upper.voltage - lower.voltage) / link.live_impedance
          : std::conj(power / lower.voltage);
  if (!lower.is_unbalanced) return std::abs(positive);
  return state_->highest_current_w(zone, link, positive);
}

double Network::State::highest_current_w(const Zone& zone, const Link& branch,
                                         Complex positive) const {
  const auto upper = static_cast<std::size_t>(node(branch.spec.upper).flow_index);
  const Node& end = node(branch.spec.lower);
  const auto lower = static_cast<std::size_t>(end.flow_index);
  const auto& negative_pu = zone.sequences->negative_pu;
  const auto& zero_pu = zone.sequences->zero_pu;
  const Complex zero_impedance = branch.live_impedance * branch.spec.zero_ratio;
  const Complex turn = std::polar(1.0, lag_rad(end.clock));
  const double ratio = branch.spec.ratio;
  const Complex negative =
      (ratio * negative_pu[upper] - negative_pu[lower]) / branch.live_impedance;
  Complex zero = 0.0;
  if (branch.spec.zero_path == ZeroPath::through) {
    zero = (ratio * zero_pu[upper] - zero_pu[lower]) / zero_impedance;
  } else if (branch.spec.zero_path == ZeroPath::lower_earth) {
    zero = -zero_pu[lower] / zero_impedance;
  }
  double highest_w = 0.0;
  for (const Complex phase : phases_of(positive / turn, negative * turn, zero)) {
    highest_w = std::max(highest_w, std::abs(phase));
  }
  return highest_w;
}

}  // namespace ridethrough::network
