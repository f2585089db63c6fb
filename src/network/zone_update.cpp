#include <algorithm>
#include <cmath>

#include "network/zone.hpp"

// When a zone is solved, and what it publishes. Between two solves voltages are held and only the
// path from a changed demand to its source is summed anew, with the real branch equation.
namespace ridethrough::network {

namespace {

/// Thresholds nearer than this do not shrink the budget further: it would never be used up in time.
constexpr double kBudgetFloorPu = 1e-7;
constexpr std::int64_t kMovementMax = std::int64_t{1} << 60;

std::int64_t saturated(core::Int128 movement) {
  return movement > kMovementMax ? kMovementMax : static_cast<std::int64_t>(movement);
}

Flow operator+(const Flow& left, const Flow& right) {
  return {left.power + right.power, left.reactive + right.reactive};
}

/// Power sent into a branch so that `received` leaves it: P + r I^2, Q + x I^2 with I = |S| / V.
Flow sent_for(const Flow& received, Complex impedance, double no_load_w, double voltage_pu,
              core::Tick now) {
  if (impedance == Complex{} && no_load_w == 0.0) return received;
  const double p_w = received.power.watts(now);
  const double q_var = received.reactive.watts(now);
  const double dp = received.power.watts_per_s();
  const double dq = received.reactive.watts_per_s();
  const double v2 = voltage_pu * voltage_pu;
  const double current2 = (p_w * p_w + q_var * q_var) / v2;
  const double slope = 2.0 * (p_w * dp + q_var * dq) / v2;
  Flow sent = received;
  sent.power += core::Line::of_watts(now, impedance.real() * current2 + no_load_w,
                                     impedance.real() * slope);
  sent.reactive +=
      core::Line::of_watts(now, impedance.imag() * current2, impedance.imag() * slope);
  return sent;
}

double ramp_w_per_s(const Demand& demand) {
  return std::abs(demand.power.watts_per_s()) * (1.0 + std::abs(demand.tan_phi));
}

Flow negative(const Flow& flow) { return {flow.power * -1, flow.reactive * -1}; }

}  // namespace

void Network::State::list(int index) {
  Zone& zone = *zones[static_cast<std::size_t>(index)];
  if (zone.is_listed) return;
  zone.is_listed = true;
  zone.cause = engine.cause();
  auto& level = levels[static_cast<std::size_t>(zone.level)];
  level.listed.push_back(index);
  engine.mark(level.id);
}

void Network::State::run_level(int level_index, core::Tick now) {
  auto& level = levels[static_cast<std::size_t>(level_index)];
  while (level.timers.next() <= now) {
    const int index = level.timers.pop();
    if (zones[static_cast<std::size_t>(index)]->is_listed) continue;
    zones[static_cast<std::size_t>(index)]->is_listed = true;
    level.listed.push_back(index);
  }
  // Zones of a level do not touch each other in one round; their order only fixes the log.
  if (level.listed.size() > 1) {
    std::sort(level.listed.begin(), level.listed.end(), [this](int left, int right) {
      return zones[static_cast<std::size_t>(left)]->nodes.front() <
             zones[static_cast<std::size_t>(right)]->nodes.front();
    });
  }
  for (std::size_t i = 0; i < level.listed.size(); ++i) {
    const int index = level.listed[i];
    Zone& zone = *zones[static_cast<std::size_t>(index)];
    zone.is_listed = false;
    engine.set_cause(zone.cause);
    update(zone, index, now);
  }
  level.listed.clear();
  engine.set_timer(level.id, level.timers.next());
}

void Network::State::update(Zone& zone, int index, core::Tick now) {
  if (zone.sources.empty()) {
    go_dark(zone, now);
    notify(zone);
    return;
  }
  settle_drift(zone, now);
  if (zone.must_solve || zone.moved >= zone.budget) {
    solve(zone, now);
    notify(zone);
  } else {
    ++statistics.sweeps;
  }
  if (!zone.has_collapsed) publish(zone, now);
  plan_next(zone, index, now);
}

void Network::State::settle_drift(Zone& zone, core::Tick now) {
  if (zone.drift != 0) {
    const core::Int128 moved =
        core::Int128{zone.drift} * (now - zone.drift_since) / core::kTicksPerSecond;
    zone.moved = saturated(core::Int128{zone.moved} + moved);
  }
  zone.drift_since = now;
}

core::Int128 Network::State::movement(const Consumer& load, double watts) {
  return core::Int128{core::to_units(watts)} * node(load.node).reach * load.members;
}

void Network::State::start_drift(Zone& zone) {
  core::Int128 drift = 0;
  for (const DemandId id : zone.loads) {
    drift += movement(consumer(id), ramp_w_per_s(consumer(id).asked));
  }
  zone.drift = saturated(drift);
}

void Network::State::note_movement(Zone& zone, const Consumer& load, const Demand& was,
                                   core::Tick now) {
  settle_drift(zone, now);
  const Demand& is = load.asked;
  const double reach = 1.0 + std::max(std::abs(was.tan_phi), std::abs(is.tan_phi));
  const double step_w = std::abs((is.power - was.power).watts(now)) * reach;
  zone.moved = saturated(core::Int128{zone.moved} + movement(load, step_w));
  zone.drift = saturated(core::Int128{zone.drift} + movement(load, ramp_w_per_s(is)) -
                         movement(load, ramp_w_per_s(was)));
  const double apparent_w = std::abs(is.power.watts(now)) * std::hypot(1.0, is.tan_phi);
  constexpr double kNearLimit = 1.02;  // voltages between solves are only known to the tolerance
  if (apparent_w * kNearLimit > is.current_limit_w * std::abs(node(load.node).voltage)) {
    zone.must_solve = true;
  }
}

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

void Network::State::solve(Zone& zone, core::Tick now) {
  ++statistics.solves;
  for (std::size_t i = 0; i < zone.sources.size(); ++i) {
    zone.flow.sources[i].emf = Complex(source(zone.sources[i]).emf_pu, 0.0);
  }
  for (std::size_t i = 0; i < zone.loads.size(); ++i) {
    const Consumer& load = consumer(zone.loads[i]);
    zone.flow.loads[i].power_w = load.asked.power.watts(now);
    zone.flow.loads[i].reactive_var = load.reactive.watts(now);
    zone.flow.loads[i].current_limit_w = load.asked.current_limit_w;
  }
  const FlowResult& result = zone.solver.solve(zone.flow);
  zone.must_solve = false;
  zone.moved = 0;
  zone.has_collapsed = !result.is_solved;
  if (zone.has_collapsed) ++statistics.collapses;
  for (const SourceId id : zone.sources) {
    if (source(id).has_collapsed == zone.has_collapsed) continue;
    source(id).has_collapsed = zone.has_collapsed;
    mark_owners(source(id));
  }
  if (zone.has_collapsed) {
    go_dark(zone, now);
    zone.must_solve = true;
    return;
  }
  for (std::size_t i = 0; i < zone.nodes.size(); ++i) {
    Node& member = node(zone.nodes[i]);
    member.voltage = result.voltage[i];
    member.is_energised = true;
    member.own = {};
    member.below = {};
    member.is_dirty = true;
  }
  zone.is_limited = false;
  for (std::size_t i = 0; i < zone.loads.size(); ++i) {
    Consumer& load = consumer(zone.loads[i]);
    load.served_frac = result.served_frac[i];
    zone.is_limited = zone.is_limited || load.served_frac < 1.0;
    load.served = {};
    load.served_reactive = {};
    serve(load, now);
  }
  zone.is_fresh = true;
  if (!is_radial(zone)) {
    for (std::size_t i = 0; i < zone.sources.size(); ++i) {
      source(zone.sources[i]).flow.power =
          core::Line::of_watts(now, result.source_power[i].real());
      source(zone.sources[i]).flow.reactive =
          core::Line::of_watts(now, result.source_power[i].imag());
    }
  }
}

void Network::State::clear_link(Link& branch, core::Tick now) {
  book_loss(branch, now);
  branch.upper = {};
  branch.lower = {};
  branch.upper_meter.carry(now, {});
  branch.lower_meter.carry(now, {});
  branch.loss_voltage_pu = 0.0;
}

void Network::State::go_dark(Zone& zone, core::Tick now) {
  for (const NodeId id : zone.nodes) {
    Node& member = node(id);
    member.voltage = {};
    member.is_energised = false;
    member.own = {};
    member.below = {};
    member.is_dirty = false;
    for (const LinkId link_id : member.links) {
      if (link(link_id).upper.power != core::Line{} || link(link_id).loss_voltage_pu != 0.0) {
        clear_link(link(link_id), now);
      }
    }
    for (const SourceId source_id : member.sources) set_source_flow(source(source_id), {}, now);
    for (const DemandId demand_id : member.demands) {
      Consumer& load = consumer(demand_id);
      load.served_frac = 0.0;
      load.served = {};
      load.served_reactive = {};
      load.meter.carry(now, {});
    }
  }
  zone.is_fresh = true;
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
    const double current2 = (mean_square(flow.power) + mean_square(flow.reactive)) /
                            (branch.loss_voltage_pu * branch.loss_voltage_pu);
    branch.loss_check_j += (branch.impedance.real() * current2 + branch.spec.no_load_w) *
                           core::seconds(span);
  }
  branch.loss_since = now;
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

void Network::State::publish_link(Zone& zone, std::size_t index, core::Tick now) {
  Node& member = node(zone.nodes[index]);
  Link& branch = link(zone.link_above[index]);
  const double voltage_pu = std::abs(member.voltage);
  const Flow received = member.own + member.below;
  const Flow sent =
      sent_for(received, branch.impedance, branch.spec.no_load_w, voltage_pu, now);
  Flow was = branch.is_reversed ? negative(branch.lower) : branch.upper;
  if (zone.is_fresh) was = {};
  set_link_flow(branch, sent, received, now);
  branch.loss_voltage_pu = voltage_pu;
  Node& parent = node(branch.is_reversed ? branch.spec.lower : branch.spec.upper);
  const std::int64_t copies = zone.flow.nodes[index].copies;
  parent.below.power += (sent.power - was.power) * copies;
  parent.below.reactive += (sent.reactive - was.reactive) * copies;
  parent.is_dirty = true;
  member.is_dirty = false;
}

void Network::State::set_link_flow(Link& branch, const Flow& sent, const Flow& received,
                                   core::Tick now) {
  book_loss(branch, now);
  branch.upper = branch.is_reversed ? negative(received) : sent;
  branch.lower = branch.is_reversed ? negative(sent) : received;
  branch.upper_meter.carry(now, branch.upper.power);
  branch.lower_meter.carry(now, branch.lower.power);
}

void Network::State::mark_owners(const Source& feed) {
  for (const core::ProcessId owner : feed.owners) engine.mark(owner);
}

void Network::State::set_source_flow(Source& feed, const Flow& flow, core::Tick now) {
  const bool changes = feed.flow.power != flow.power || feed.flow.reactive != flow.reactive;
  feed.flow = flow;
  feed.meter.carry(now, flow.power);
  if (changes) mark_owners(feed);
}

void Network::State::publish_root(Zone& zone, core::Tick now) {
  Node& root = node(zone.nodes.front());
  if (!root.is_dirty) return;
  root.is_dirty = false;
  set_source_flow(source(zone.sources.front()), root.own + root.below, now);
}

/// A core with loops or several sources is solved at every change; its flows are held in between.
void Network::State::publish_meshed(Zone& zone, core::Tick now) {
  for (std::size_t i = 0; i < zone.core_size; ++i) node(zone.nodes[i]).is_dirty = false;
  for (std::size_t i = 0; i < zone.core_links.size(); ++i) {
    Link& edge = link(zone.core_links[i]);
    const Complex upper_v = node(edge.spec.upper).voltage;
    const Complex lower_v = node(edge.spec.lower).voltage;
    const Complex current = (upper_v - lower_v) / zone.flow.edges[i].impedance;
    const Complex sent = upper_v * std::conj(current);
    const Complex received = lower_v * std::conj(current);
    edge.is_reversed = false;
    set_link_flow(edge,
                  {core::Line::of_watts(now, sent.real() + edge.spec.no_load_w),
                   core::Line::of_watts(now, sent.imag())},
                  {core::Line::of_watts(now, received.real()),
                   core::Line::of_watts(now, received.imag())},
                  now);
    edge.loss_voltage_pu = std::abs(lower_v);
  }
  for (const SourceId id : zone.sources) {
    Source& feed = source(id);
    feed.meter.carry(now, feed.flow.power);
    mark_owners(feed);
  }
}

void Network::State::notify(Zone& zone) {
  for (const NodeId id : zone.nodes) {
    const Node& member = node(id);
    const double voltage_pu = member.is_energised ? std::abs(member.voltage) : 0.0;
    for (const DemandId demand_id : member.demands) {
      Consumer& load = consumer(demand_id);
      const bool left_band =
          member.is_energised &&
          (voltage_pu < load.band.low_pu || voltage_pu > load.band.high_pu);
      const double frac = member.is_energised ? load.served_frac : 0.0;
      const bool flips =
          load.was_energised != member.is_energised || load.was_served_frac != frac;
      if ((left_band || flips) && load.owner >= 0) engine.mark(load.owner);
      load.was_energised = member.is_energised;
      load.was_served_frac = frac;
    }
  }
}

void Network::State::plan_next(Zone& zone, int index, core::Tick now) {
  auto& timers = levels[static_cast<std::size_t>(zone.level)].timers;
  if (zone.moved == 0) {  // just solved
    double budget_pu = options.voltage_tolerance_pu;
    for (const NodeId id : zone.nodes) {
      const double voltage_pu = std::abs(node(id).voltage);
      for (const DemandId demand_id : node(id).demands) {
        const Band& band = consumer(demand_id).band;
        const double distance =
            std::min(std::abs(voltage_pu - band.low_pu), std::abs(voltage_pu - band.high_pu));
        budget_pu = std::min(budget_pu, 0.5 * distance);
      }
    }
    zone.budget = std::llround(std::max(budget_pu, kBudgetFloorPu) * kMovementPerPu);
  }
  if (zone.drift == 0 || zone.has_collapsed) {
    timers.clear(index);
    return;
  }
  const core::Int128 remaining = std::max<std::int64_t>(zone.budget - zone.moved, 1);
  const core::Int128 wait =
      (remaining * core::kTicksPerSecond + zone.drift - 1) / zone.drift;
  constexpr core::Int128 kLongest = core::Int128{1} << 62;
  timers.set(index, wait > kLongest ? core::kNever
                                    : core::later(now, static_cast<core::Tick>(wait)));
}

}  // namespace ridethrough::network
