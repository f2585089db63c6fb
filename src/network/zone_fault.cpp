#include <algorithm>
#include <cmath>

#include "network/zone.hpp"
#include "ridethrough/core/error.hpp"

// Short circuits in the solve. Seen from the positive sequence a fault is an impedance (Anderson,
// Analysis of Faulted Power Systems, 1973): that of the fault alone between all phases, with the
// negative sequence behind it between two, and with the zero sequence as well to earth.
namespace ridethrough::network {

namespace {

/// A bolted fault leaves this part of the voltage, so that powers still tell its current.
constexpr double kContactFrac = 1e-5;
/// No zone carries more than 100 GW: a fault that would has nothing that limits it.
constexpr double kLeastImpedance = 1e-11;
/// What no current passes, 1/W.
constexpr double kOpenImpedance = 1e12;
/// Emfs that moved less than this between two solves have arrived, pu.
constexpr double kArrivedPu = 1e-12;
constexpr int kMostRounds = 200;

/// Whether earth currents find a way back to the node of the fault.
bool has_way_back(const ZoneFault& fault) { return !std::isinf(fault.own_zero.real()); }

}  // namespace

SequenceCurrents currents(const ZoneFault& fault, FaultKind kind) {
  const Complex here = fault.current / fault.turn;  // of phase a at the node
  switch (kind) {
    case FaultKind::line_ground:
      return {here / fault.turn, here};
    case FaultKind::line_line:
      return {-here / fault.turn, 0.0};
    default:
      return {};
  }
}

bool Network::State::has_fault(NodeId id) const {
  const int place = node(id).fault;
  return place >= 0 && faults[static_cast<std::size_t>(place)].is_there;
}

/// Finds the impedance of every fault and puts it into the flow.
void Network::State::add_faults(Zone& zone) {
  if (zone.faults.empty()) return;
  const LinearNetwork reach = negative_network(zone);
  for (ZoneFault& fault : zone.faults) {
    const FaultPlace& place = fault_at(fault);
    const Node& member = node(place.node);
    fault.turn = std::polar(1.0, lag_rad(member.clock));
    fault.reach = reach.driving_point(member.flow_index);
    fault.contact = place.fault.resistance_ohm / (member.spec.nominal_v * member.spec.nominal_v);
    if (place.fault.kind != FaultKind::three_phase) continue;
    const Complex least = kContactFrac * fault.reach;
    fault.impedance = std::abs(fault.contact) < std::abs(least) ? least : fault.contact;
  }
  build_sequences(zone);
  for (ZoneFault& fault : zone.faults) place_fault(zone, fault);
}

void Network::State::place_fault(Zone& zone, ZoneFault& fault) {
  const FaultPlace& place = fault_at(fault);
  const int index = node(place.node).flow_index;
  fault.own_negative = zone.sequences->negative.driving_point(index);
  fault.own_zero = zone.sequences->zero.driving_point(index);
  if (place.fault.kind == FaultKind::line_line) {
    fault.impedance = fault.own_negative + fault.contact;
  } else if (place.fault.kind == FaultKind::line_ground) {
    fault.impedance = has_way_back(fault)
                          ? fault.own_negative + fault.own_zero + 3.0 * fault.contact
                          : Complex(kOpenImpedance);
  }
  const double most_w = most_current_w(zone);
  if (!std::isinf(most_w)) {  // the contact leaves a voltage at the current that is given
    const double least = kContactFrac / most_w;
    if (std::abs(fault.impedance) < least) fault.impedance = least;
  } else if (std::abs(fault.impedance + fault.reach) < kLeastImpedance) {
    zone.is_shorted = true;
    fault.impedance = kOpenImpedance;
  }
  zone.flow.sources.push_back({index, 0.0, fault.impedance});
}

/// Sets what each fault sees of the other sequences besides its own current.
/// @returns true if that has moved: then the zone must be solved again.
bool Network::State::aim_faults(Zone& zone) const {
  bool has_moved = false;
  for (std::size_t i = 0; i < zone.faults.size(); ++i) {
    const ZoneFault& fault = zone.faults[i];
    const FaultPlace& place = fault_at(fault);
    const bool is_open = place.fault.kind == FaultKind::line_ground && !has_way_back(fault);
    if (place.fault.kind == FaultKind::three_phase || is_open) continue;
    const auto at = static_cast<std::size_t>(node(place.node).flow_index);
    const SequenceCurrents drawn = currents(fault, place.fault.kind);
    const Complex negative =
        (zone.sequences->negative_pu[at] + fault.own_negative * drawn.negative) * fault.turn;
    Complex emf = negative;
    if (place.fault.kind == FaultKind::line_ground) {
      emf = -negative - zone.sequences->zero_pu[at] - fault.own_zero * drawn.zero;
    }
    emf *= fault.turn;
    Complex& present = zone.flow.sources[zone.sources.size() + i].emf;
    if (std::abs(emf - present) <= kArrivedPu) continue;
    present = emf;
    has_moved = true;
  }
  return has_moved;
}

/// Solves all sequences together. One fault fed by balanced sources is found at once; the sequences
/// of sources or of other faults are met by turns.
const FlowResult& Network::State::solve_sequences_too(Zone& zone) {
  const bool has_sequences = is_unbalanced(zone);
  for (int round = 0; round < kMostRounds; ++round) {
    const FlowResult& result = zone.solver.solve(zone.flow);
    if (!has_sequences || !result.is_solved) return result;
    for (std::size_t i = 0; i < zone.faults.size(); ++i) {
      const FlowSource& branch = zone.flow.sources[zone.sources.size() + i];
      const Complex here = result.voltage[static_cast<std::size_t>(branch.node)];
      zone.faults[i].current = (here - branch.emf) / branch.impedance;
    }
    solve_sequences(zone);
    if (!aim_faults(zone)) return result;
  }
  throw core::SimulationError(engine.now(), node(zone.nodes.front()).spec.name,
                              "unbalanced faults of one network lie too near each other");
}

void Network::State::take_faults(Zone& zone, const FlowResult& result, core::Tick now) {
  for (std::size_t i = 0; i < zone.faults.size(); ++i) {
    FaultPlace& place = fault_at(zone.faults[i]);
    const Complex power = -result.source_power[zone.sources.size() + i];
    place.flow = {core::Line::of_watts(now, power.real()), core::Line::of_watts(now, power.imag())};
    place.meter.carry(now, place.flow.power);
  }
}

void Network::State::clear_fault_flow(const Node& member, core::Tick now) {
  if (member.fault < 0) return;
  FaultPlace& place = faults[static_cast<std::size_t>(member.fault)];
  place.flow = {};
  place.meter.carry(now, {});
}

}  // namespace ridethrough::network
