#include <algorithm>
#include <cmath>

#include "network/limited_load.hpp"
#include "network/zone.hpp"

// What a zone publishes. Between two solves voltages are held and only the path from a changed
// demand to its source is summed anew, with the real branch equation.
namespace ridethrough::network {

namespace {

Flow operator+(const Flow& left, const Flow& right) {
  return {left.power + right.power, left.reactive + right.reactive};
}

/// Power sent into a branch so that `received` leaves it: P + r I^2, Q + x I^2 with I = |S| / V.
Flow sent_for(const Flow& received, Complex impedance, double no_load_w, double voltage_pu,
              core::Tick now) {
  const bool is_ideal = impedance == Complex{} && no_load_w == 0.0;
  if (is_ideal || voltage_pu == 0.0) return received;
  const double p_w = received.power.watts(now);
  const double q_var = received.reactive.watts(now);
  const double dp = received.power.watts_per_s();
  const double dq = received.reactive.watts_per_s();
  const double v2 = voltage_pu * voltage_pu;
  const double current2 = (p_w * p_w + q_var * q_var) / v2;
  const double slope = 2.0 * (p_w * dp + q_var * dq) / v2;
  Flow sent = received;
  sent.power +=
      core::Line::of_watts(now, impedance.real() * current2 + no_load_w, impedance.real() * slope);
  sent.reactive += core::Line::of_watts(now, impedance.imag() * current2, impedance.imag() * slope);
  return sent;
}

/// The same where next to no voltage is left, so that power does not tell the current.
Flow sent_by_drop(const Flow& received, Complex impedance, double no_load_w, double current2,
                  core::Tick now) {
  Flow sent = received;
  sent.power += core::Line::of_watts(now, impedance.real() * current2 + no_load_w);
  sent.reactive += core::Line::of_watts(now, impedance.imag() * current2);
  return sent;
}

Flow negative(const Flow& flow) { return {flow.power * -1, flow.reactive * -1}; }

}  // namespace

void Network::State::serve(Consumer& load, core::Tick now) {
  Node& place = node(load.node);
  Flow served{load.asked.power, load.reactive};
  if (load.served_frac < 1.0) {
    // At a current limit the power is held until the next solve, whatever the demand's ramp.
    served = {core::Line::of_watts(now, load.asked.power.watts(now) * load.served_frac),
              core::Line::of_watts(now, load.reactive.watts(now) * load.served_frac)};
  }
  place.own.power += (served.power - load.served) * load.copies;
  place.own.reactive += (served.reactive - load.served_reactive) * load.copies;
  place.is_dirty = true;
  load.served = served.power;
  load.served_reactive = served.reactive;
  load.meter.carry(now, served.power);
}

void Network::State::publish(Zone& zone, core::Tick now) {
  for (std::size_t index = zone.nodes.size(); index-- > zone.core_size;) {
    if (node(zone.nodes[index]).is_dirty) publish_link(zone, index, now);
  }
  if (is_radial(zone)) {
    publish_root(zone, now);
  } else {
    publish_meshed(zone, now);
  }
  zone.is_fresh = false;
}

/// Below this the current of a core's branch is taken from its drop, if there is a fault.
bool Network::State::follows_drop(const Node& receiving) const {
  constexpr double kDeepPu = 0.1;
  if (receiving.voltage_pu >= kDeepPu || receiving.zone < 0) return false;
  const Zone& zone = *zones[static_cast<std::size_t>(receiving.zone)];
  return !zone.faults.empty() && receiving.flow_index < static_cast<int>(zone.core_size);
}

/// Publishes what a branch carries to its `child` and returns what `parent` sends into it.
Flow Network::State::publish_branch(Link& branch, const Flow& received, const Node& parent,
                                    const Node& child, core::Tick now) {
  const double voltage_pu = child.voltage_pu;
  const double no_load_w = no_load_power_w(branch.spec.no_load_w, std::norm(parent.voltage));
  const bool follows = follows_drop(child);
  const double drop_current2 =
      follows ? std::norm((parent.voltage - child.voltage) / branch.live_impedance) : -1.0;
  const Flow sent =
      follows ? sent_by_drop(received, branch.live_impedance, no_load_w, drop_current2, now)
              : sent_for(received, branch.live_impedance, no_load_w, voltage_pu, now);
  set_link_flow(branch, sent, received, now);
  branch.drop_current2 = drop_current2;
  branch.loss_voltage_pu = voltage_pu;
  branch.live_no_load_w = no_load_w;
  return sent;
}

void Network::State::publish_link(Zone& zone, std::size_t index, core::Tick now) {
  Node& member = node(zone.nodes[index]);
  Link& branch = link(zone.link_above[index]);
  Node& parent = node(branch.above());
  Flow was = branch.is_reversed ? negative(branch.lower) : branch.upper;
  if (zone.is_fresh) was = {};
  const Flow sent = publish_branch(branch, member.own + member.below, parent, member, now);
  const std::int64_t copies = zone.flow.nodes[index].copies;
  parent.below.power += (sent.power - was.power) * copies;
  parent.below.reactive += (sent.reactive - was.reactive) * copies;
  parent.is_dirty = true;
  member.is_dirty = false;
  member.has_new_flow = true;
}

void Network::State::publish_root(Zone& zone, core::Tick now) {
  Node& root = node(zone.nodes.front());
  if (!root.is_dirty) return;
  root.is_dirty = false;
  root.has_new_flow = true;
  set_source_flow(source(zone.sources.front()), root.own + root.below, now);
}

/// A core with loops or several sources is solved at every change. What closes a loop, and all
/// sources but the first, carry in between what they carried then; the rest is summed from it, so
/// that every bus balances to the last unit and the first source carries what ramps add.
void Network::State::publish_meshed(Zone& zone, core::Tick now) {
  std::vector<Flow> needs(zone.core_size);
  for (std::size_t i = 0; i < zone.core_size; ++i) {
    Node& member = node(zone.nodes[i]);
    member.is_dirty = false;
    member.has_new_flow = true;
    needs[i] = member.own + member.below;
  }
  const auto need_at = [&](NodeId id) -> Flow& {
    return needs[static_cast<std::size_t>(node(id).flow_index)];
  };
  for (const SourceId id : zone.sources) {
    if (id == zone.sources.front()) continue;
    Flow& need = need_at(source(id).spec.node);
    need = need + negative(source(id).flow);
  }
  for (const ZoneFault& fault : zone.faults) {
    const FaultPlace& place = fault_at(fault);
    Flow& need = need_at(place.node);
    need = need + place.flow;
  }
  const std::size_t branches = zone.core_children.size();
  for (std::size_t i = branches; i < zone.core_links.size(); ++i) {
    publish_chord(zone, i, needs, now);
  }
  for (std::size_t i = branches; i-- > 0;) {
    Link& branch = link(zone.core_links[i]);
    Node& parent = node(branch.above());
    const Node& child = node(branch.below());
    const Flow received = needs[static_cast<std::size_t>(zone.core_children[i])];
    const Flow sent = publish_branch(branch, received, parent, child, now);
    Flow& need = needs[static_cast<std::size_t>(parent.flow_index)];
    need = need + sent;
  }
  Source& first = source(zone.sources.front());
  set_source_flow(first, need_at(first.spec.node), now);
}

/// A link that closes a loop carries what the voltages at its ends drive through it.
void Network::State::publish_chord(Zone& zone, std::size_t index, std::vector<Flow>& needs,
                                   core::Tick now) {
  Link& edge = link(zone.core_links[index]);
  const Node& upper = node(edge.spec.upper);
  const Node& lower = node(edge.spec.lower);
  const Complex current = (upper.voltage - lower.voltage) / edge.live_impedance;
  const Complex enters = upper.voltage * std::conj(current);
  const Complex leaves = lower.voltage * std::conj(current);
  const double no_load_w = no_load_power_w(edge.spec.no_load_w, std::norm(upper.voltage));
  const Flow sent{core::Line::of_watts(now, enters.real() + no_load_w),
                  core::Line::of_watts(now, enters.imag())};
  const Flow received{core::Line::of_watts(now, leaves.real()),
                      core::Line::of_watts(now, leaves.imag())};
  set_link_flow(edge, sent, received, now);
  edge.loss_voltage_pu = std::abs(lower.voltage);
  edge.drop_current2 = follows_drop(lower) ? std::norm(current) : -1.0;
  edge.live_no_load_w = no_load_w;
  Flow& above = needs[static_cast<std::size_t>(upper.flow_index)];
  Flow& below = needs[static_cast<std::size_t>(lower.flow_index)];
  above = above + sent;
  below = below + negative(received);
}

void Network::State::set_link_flow(Link& branch, const Flow& sent, const Flow& received,
                                   core::Tick now) {
  book_loss(branch, now);
  branch.upper = branch.is_reversed ? negative(received) : sent;
  branch.lower = branch.is_reversed ? negative(sent) : received;
  branch.upper_meter.carry(now, branch.upper.power);
  branch.lower_meter.carry(now, branch.lower.power);
  if (!branch.owners.empty()) mark_owners(branch);
}

void Network::State::set_source_flow(Source& feed, const Flow& flow, core::Tick now) {
  const bool changes = feed.flow.power != flow.power || feed.flow.reactive != flow.reactive;
  feed.flow = flow;
  feed.meter.carry(now, flow.power);
  if (changes) mark_owners(feed);
}

void Network::State::mark_owners(const Source& feed) {
  for (const core::ProcessId owner : feed.owners) engine.mark(owner);
}

void Network::State::clear_link(Link& branch, core::Tick now) {
  book_loss(branch, now);
  branch.upper = {};
  branch.lower = {};
  branch.upper_meter.carry(now, {});
  branch.lower_meter.carry(now, {});
  branch.loss_voltage_pu = 0.0;
  branch.drop_current2 = -1.0;
  if (!branch.owners.empty()) mark_owners(branch);
}

void Network::State::book_loss(Link& branch, core::Tick now) {
  const core::Tick span = now - branch.loss_since;
  if (branch.loss_voltage_pu > 0.0 && span > 0) {
    const Flow& flow = branch.is_reversed ? branch.upper : branch.lower;
    const auto mean_square = [&](const core::Line& line) {
      const double first = line.watts(branch.loss_since);
      const double last = line.watts(now);
      return (first * first + first * last + last * last) / 3.0;
    };
    const double square_pu = branch.loss_voltage_pu * branch.loss_voltage_pu;
    const double current2 =
        branch.drop_current2 >= 0.0
            ? branch.drop_current2
            : (mean_square(flow.power) + mean_square(flow.reactive)) / square_pu;
    branch.loss_check_j +=
        (branch.live_impedance.real() * current2 + branch.live_no_load_w) * core::seconds(span);
  }
  branch.loss_since = now;
}

}  // namespace ridethrough::network
