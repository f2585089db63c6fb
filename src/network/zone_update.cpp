#include <algorithm>
#include <cmath>

#include "network/zone.hpp"

// What happens to the zones that an instant has listed.
namespace ridethrough::network {

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
  follow_frequency(zone, now);
  if (!is_live(zone)) {
    set_collapsed(zone, false);
    go_dark(zone, now);
    zone.must_solve = true;
    levels[static_cast<std::size_t>(zone.level)].timers.clear(index);
    notify(zone);
    return;
  }
  const bool is_due =
      std::min({zone.limit_due, zone.move_due, zone.slip_due, zone.fold_due}) <= now;
  bool solves = zone.must_solve || is_due;
  if (!solves) {
    ++statistics.sweeps;
    publish(zone, now);
    solves = has_moved(zone, now) || exceeds_limit(zone, now);
  }
  if (solves) {
    solve(zone, now);
    notify(zone);
    if (!zone.has_collapsed) {
      publish(zone, now);
      remember(zone, now);
    }
  }
  plan_next(zone, index, now);
}

bool Network::State::is_live(const Zone& zone) const {
  return std::any_of(zone.sources.begin(), zone.sources.end(), [this](SourceId id) {
    return sources[static_cast<std::size_t>(id)].emf.magnitude_pu != 0.0;
  });
}

void Network::State::solve(Zone& zone, core::Tick now) {
  ++statistics.solves;
  for (std::size_t i = 0; i < zone.sources.size(); ++i) {
    zone.flow.sources[i].emf = emf(zone, source(zone.sources[i]), now);
  }
  for (std::size_t i = zone.sources.size(); i < zone.flow.sources.size(); ++i) {
    zone.flow.sources[i].emf = 0.0;  // faults
  }
  for (std::size_t i = 0; i < zone.loads.size(); ++i) {
    const Consumer& load = consumer(zone.loads[i]);
    zone.flow.loads[i].power_w = load.asked.power.watts(now);
    zone.flow.loads[i].reactive_var = load.reactive.watts(now);
    zone.flow.loads[i].current_limit_w = load.asked.current_limit_w;
  }
  if (zone.is_shorted) return collapse(zone, now);
  const FlowResult& result = solve_flow(zone);
  if (!result.is_solved) return collapse(zone, now);
  zone.must_solve = false;
  set_collapsed(zone, false);
  take_solution(zone, result, now);
  size_budget(zone);
  zone.slip_due = slip_due(zone, now);
  zone.limit_due = core::kNever;
  for (const DemandId id : zone.loads) {
    zone.limit_due = std::min(zone.limit_due, limit_due(consumer(id), now));
  }
}

void Network::State::collapse(Zone& zone, core::Tick now) {
  zone.must_solve = true;
  ++statistics.collapses;
  set_collapsed(zone, true);
  go_dark(zone, now);
}

void Network::State::set_collapsed(Zone& zone, bool has_collapsed) {
  zone.has_collapsed = has_collapsed;
  for (const SourceId id : zone.sources) {
    if (source(id).has_collapsed == has_collapsed) continue;
    source(id).has_collapsed = has_collapsed;
    mark_owners(source(id));
  }
}

void Network::State::take_solution(Zone& zone, const FlowResult& result, core::Tick now) {
  for (std::size_t i = 0; i < zone.nodes.size(); ++i) {
    Node& member = node(zone.nodes[i]);
    settle_lows(member, now);
    member.voltage = result.voltage[i];
    member.voltage_pu = std::abs(member.voltage);
    member.is_energised = member.voltage != Complex{};
    member.fed_by = source(zone.sources.front()).spec.kind;
    member.own = {};
    member.below = {};
    member.is_dirty = true;
    member.is_unbalanced = false;
  }
  if (is_unbalanced(zone)) take_sequences(zone);
  zone.is_limited = std::any_of(zone.sources.begin(), zone.sources.end(),
                                [this](SourceId id) { return source(id).is_limiting; });
  for (std::size_t i = 0; i < zone.loads.size(); ++i) {
    Consumer& load = consumer(zone.loads[i]);
    load.served_frac = result.served_frac[i];
    zone.is_limited = zone.is_limited || load.served_frac < 1.0;
    load.served = {};
    load.served_reactive = {};
    serve(load, now);
  }
  zone.is_fresh = true;
  for (std::size_t i = 1; i < zone.sources.size(); ++i) {
    const Complex power = result.source_power[i];
    set_source_flow(
        source(zone.sources[i]),
        {core::Line::of_watts(now, power.real()), core::Line::of_watts(now, power.imag())}, now);
  }
  take_faults(zone, result, now);
}

void Network::State::go_dark(Zone& zone, core::Tick now) {
  for (const NodeId id : zone.nodes) darken(node(id), now);
  zone.is_fresh = true;
}

void Network::State::darken(Node& member, core::Tick now) {
  settle_lows(member, now);
  const bool was_live = member.is_energised;
  member.voltage = {};
  member.voltage_pu = 0.0;
  member.is_energised = false;
  member.is_unbalanced = false;
  clear_fault_flow(member, now);
  member.own = {};
  member.below = {};
  member.is_dirty = false;
  for (const LinkId id : member.links) {
    if (link(id).upper.power != core::Line{} || link(id).loss_voltage_pu != 0.0) {
      clear_link(link(id), now);
    }
    if (was_live && !link(id).owners.empty()) mark_owners(link(id));
  }
  for (const SourceId id : member.sources) set_source_flow(source(id), {}, now);
  for (const DemandId id : member.demands) {
    Consumer& load = consumer(id);
    load.served_frac = 0.0;
    load.served = {};
    load.served_reactive = {};
    load.meter.carry(now, {});
  }
}

/// Before a voltage moves: what it was until this instant counts, once.
void Network::State::settle_lows(const Node& member, core::Tick now) {
  for (const LowId id : member.lows) {
    LowKeeper& keeper = lows[static_cast<std::size_t>(id)];
    if (keeper.since == now) continue;
    keeper.low = lowest(keeper);
    keeper.since = now;
  }
}

Low Network::State::lowest(const LowKeeper& keeper) const {
  double highest_pu = 0.0;
  for (const NodeId id : keeper.nodes) highest_pu = std::max(highest_pu, node(id).voltage_pu);
  return highest_pu < keeper.low.voltage_pu ? Low{highest_pu, keeper.since} : keeper.low;
}

void Network::State::notify(Zone& zone) {
  for (const NodeId id : zone.nodes) {
    const Node& member = node(id);
    const double lowest_pu = lowest_phase_pu(id);
    const double highest_pu = highest_phase_pu(id);
    for (const DemandId demand_id : member.demands) {
      Consumer& load = consumer(demand_id);
      const bool left_band =
          member.is_energised && (lowest_pu < load.band.low_pu || highest_pu > load.band.high_pu);
      const double frac = member.is_energised ? load.served_frac : 0.0;
      const bool flips = load.was_energised != member.is_energised || load.was_served_frac != frac;
      if ((left_band || flips) && load.owner >= 0) engine.mark(load.owner);
      load.was_energised = member.is_energised;
      load.was_served_frac = frac;
    }
  }
}

}  // namespace ridethrough::network
