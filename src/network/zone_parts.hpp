#pragma once

#include <vector>

#include "ridethrough/network/network.hpp"
#include "ridethrough/network/power_flow.hpp"

/// What a network keeps of each node, link, source, demand and fault.
namespace ridethrough::network {

struct Node {
  NodeSpec spec;
  std::vector<LinkId> links;
  std::vector<SourceId> sources;
  std::vector<DemandId> demands;  // observers included
  std::vector<LowId> lows;
  int zone = -1;
  int flow_index = -1;
  Complex voltage;
  double voltage_pu = 0.0;  // its magnitude, which is asked for far more often
  bool is_energised = false;
  bool is_unbalanced = false;  // then State::sequences has its other two sequences
  int clock = 0;               // it lags the first source of its zone by so many times 30 degrees
  int fault = -1;              // place in State::faults, kept when the fault is lifted
  SourceKind fed_by = SourceKind::grid;
  Flow own;    // served demands of one member of the node
  Flow below;  // what one member sends into its tree
  // How far the voltage has moved since the last solve, to first order in the powers.
  Complex solved_va;  // what left the branch above (in a core: the node) then
  Complex gain;       // impedance above / conj(voltage): pu per VA
  Complex branch_pu;  // moved by the branch above
  double branch_size_pu = 0.0;
  bool has_new_flow = false;
  bool is_dirty = false;
};

/// A lowest voltage that is kept. Its nodes have had theirs since `since`.
struct LowKeeper {
  std::vector<NodeId> nodes;
  core::Tick since = 0;
  Low low;
};

struct Link {
  LinkSpec spec;
  Complex impedance;       // 1/W
  Complex live_impedance;  // `impedance`, or that of a contact inside a loop
  double live_no_load_w = 0.0;
  bool is_closed = true;
  bool is_reversed = false;  // power comes from the lower node at present
  Flow upper, lower;         // as wired, per member of the lower node
  core::Meter upper_meter, lower_meter;
  double loss_check_j = 0.0;
  core::Tick loss_since = 0;
  double loss_voltage_pu = 0.0;  // at the receiving end
  std::vector<core::ProcessId> owners;
  // Where next to no voltage is left the current is known from the drop alone, W/pu squared; else
  // -1.
  double drop_current2 = -1.0;

  NodeId other_end(NodeId end) const { return spec.upper == end ? spec.lower : spec.upper; }
  /// The end nearer to the first source of the zone, and the further one.
  NodeId above() const { return is_reversed ? spec.lower : spec.upper; }
  NodeId below() const { return is_reversed ? spec.upper : spec.lower; }
};

struct Source {
  SourceSpec spec;
  std::vector<core::ProcessId> owners;
  Complex impedance;
  bool is_on = false;
  Emf emf;
  Flow flow;
  core::Meter meter;
  bool has_collapsed = false;
  bool is_limiting = false;
};

/// A node that has or had a short circuit.
struct FaultPlace {
  NodeId node = 0;
  Fault fault;
  bool is_there = true;
  Flow flow;  // into it, per member of the node
  core::Meter meter;
};

/// A short circuit in the positive sequence of its zone: a voltage behind an impedance, 1/W.
struct ZoneFault {
  int place = 0;
  Complex contact = 0.0;  // between the conductors that touch
  Complex reach = 0.0;    // from the sources to its node
  Complex impedance = 0.0;
  Complex own_negative = 0.0;  // driving-point impedances of the other sequences
  Complex own_zero = 0.0;
  Complex turn = 1.0;     // from phase a of its node to the first source's
  Complex current = 0.0;  // of the positive sequence, W/pu
};

/// What a fault draws besides, W/pu, as the first source sees the negative sequence.
struct SequenceCurrents {
  Complex negative, zero;
};
SequenceCurrents currents(const ZoneFault& fault, FaultKind kind);

/// The other two sequences at a node, as phase a of the node has them, and what its phases have.
struct NodeSequences {
  Complex negative, zero;
  double lowest_pu = 0.0, highest_pu = 0.0;
};

struct Consumer {
  NodeId node = 0;
  std::int64_t members = 1;
  std::int64_t copies = 1;  // per member of the node
  core::ProcessId owner = -1;
  bool is_observer = false;
  Demand asked;
  core::Line reactive;
  core::Line served;
  core::Line served_reactive;
  double served_frac = 1.0;
  core::Meter meter;
  Band band;
  FrequencyBand frequency_band;
  bool was_energised = false;
  double was_served_frac = 1.0;
};

}  // namespace ridethrough::network
