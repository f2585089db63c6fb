#include <algorithm>

#include "network/zone.hpp"
#include "ridethrough/core/error.hpp"

// How nodes that are joined at this moment become a zone: one core with loops and sources, and
// trees that hang from it. Only zones whose switches or sources moved are rebuilt.
namespace ridethrough::network {

namespace {

/// A closed switch inside a loop needs an impedance: 1 micro-pu per MW, below every published
/// digit.
const Complex kContactImpedance{1e-12, 0.0};
/// The same on the way to a short circuit, where much more flows.
const Complex kFaultedContact{1e-14, 0.0};

[[noreturn]] void refuse_cohort(const std::string& bus, core::Tick now) {
  throw core::SimulationError(
      now, bus, "a cohort of feeders ends on one bus; its members must be wired one by one");
}

}  // namespace

void Network::State::rebuild() {
  ++statistics.rebuilds;
  std::vector<NodeId> pool;
  for (const NodeId id : touched) {
    if (node(id).zone >= 0) {
      release(node(id).zone, pool);
    } else {
      pool.push_back(id);
    }
  }
  touched.clear();
  std::sort(pool.begin(), pool.end());
  pool.erase(std::unique(pool.begin(), pool.end()), pool.end());
  for (const NodeId id : pool) {
    if (node(id).zone >= 0) continue;
    const int index = new_zone();
    Zone& zone = *zones[static_cast<std::size_t>(index)];
    collect(id, zone, index);
    order(zone);
    fill_flow(zone);
    list(index);
  }
}

void Network::State::release(int index, std::vector<NodeId>& pool) {
  Zone& zone = *zones[static_cast<std::size_t>(index)];
  const core::Tick now = engine.now();
  for (const NodeId id : zone.nodes) {
    Node& member = node(id);
    member.zone = -1;
    pool.push_back(id);
    for (const LinkId link_id : member.links) {
      if (!link(link_id).is_closed) clear_link(link(link_id), now);
    }
    for (const SourceId source_id : member.sources) {
      if (source(source_id).is_on) continue;
      source(source_id).has_collapsed = false;
      set_limiting(source(source_id), false);
      set_source_flow(source(source_id), {}, now);
    }
  }
  auto& level = levels[static_cast<std::size_t>(zone.level)];
  level.timers.clear(index);
  if (zone.is_listed) std::erase(level.listed, index);
  zone.is_used = false;
  zone.is_listed = false;
}

int Network::State::new_zone() {
  const auto unused =
      std::find_if(zones.begin(), zones.end(), [](const auto& zone) { return !zone->is_used; });
  const auto index = static_cast<int>(unused - zones.begin());
  if (unused == zones.end()) {
    zones.push_back(std::make_unique<Zone>());
    for (auto& level : levels) level.timers.add();
  } else {
    *zones[static_cast<std::size_t>(index)] = Zone{};
  }
  zones[static_cast<std::size_t>(index)]->is_used = true;
  return index;
}

void Network::State::collect(NodeId seed, Zone& zone, int index) {
  node(seed).zone = index;
  zone.nodes.push_back(seed);
  for (std::size_t next = 0; next < zone.nodes.size(); ++next) {
    const NodeId here = zone.nodes[next];
    for (const LinkId id : node(here).links) {
      if (!link(id).is_closed) continue;
      const NodeId there = link(id).other_end(here);
      if (node(there).zone == index) continue;
      node(there).zone = index;
      zone.nodes.push_back(there);
    }
  }
  zone.level = 0;
  for (const NodeId id : zone.nodes) {
    if (has_fault(id)) zone.faults.push_back({.place = node(id).fault});
    for (const SourceId source_id : node(id).sources) {
      if (!source(source_id).is_on) continue;
      zone.sources.push_back(source_id);
      if (source(source_id).spec.kind != SourceKind::converter) zone.level = 1;
    }
  }
  sort_sources(zone);
}

/// Puts the nodes into solving order: core first, then trees with parents before children.
void Network::State::order(Zone& zone) {
  if (zone.sources.empty()) return;
  std::vector<NodeId> ordered = core_of(zone);
  zone.core_size = ordered.size();
  for (const NodeId id : zone.nodes) node(id).flow_index = -1;
  for (std::size_t i = 0; i < ordered.size(); ++i)
    node(ordered[i]).flow_index = static_cast<int>(i);
  zone.nodes = std::move(ordered);
  zone.link_above.assign(zone.core_size, -1);
  for (std::size_t i = 0; i < zone.nodes.size(); ++i) hang(zone, i);
  span_core(zone);
}

void Network::State::hang(Zone& zone, std::size_t parent_index) {
  const NodeId parent = zone.nodes[parent_index];
  for (const LinkId id : node(parent).links) {
    Link& branch = link(id);
    if (!branch.is_closed) continue;
    const bool is_upper = branch.spec.upper == parent;
    const NodeId child = branch.other_end(parent);
    if (node(child).flow_index >= 0) {
      const bool joins_core = parent_index < zone.core_size &&
                              node(child).flow_index < static_cast<int>(zone.core_size);
      if (joins_core && is_upper) zone.core_links.push_back(id);
      continue;
    }
    book_loss(branch, engine.now());  // with the direction that it had until now
    branch.is_reversed = !is_upper;
    branch.live_impedance = branch.impedance;
    node(child).flow_index = static_cast<int>(zone.nodes.size());
    zone.nodes.push_back(child);
    zone.link_above.push_back(id);
  }
}

void Network::State::fill_flow(Zone& zone) {
  zone.must_solve = true;
  if (zone.sources.empty()) return;
  zone.has_limit = std::any_of(zone.sources.begin(), zone.sources.end(), [this](SourceId id) {
    return !std::isinf(source(id).spec.current_limit_w);
  });
  fill_core(zone);
  for (std::size_t index = 0; index < zone.nodes.size(); ++index) fill_node(zone, index);
  set_clocks(zone);
  add_faults(zone);
  for (const NodeId id : zone.nodes) {
    for (const DemandId demand_id : node(id).demands) {
      const Consumer& load = consumer(demand_id);
      if (load.is_observer) continue;
      zone.loads.push_back(demand_id);
      zone.flow.loads.push_back(
          {node(id).flow_index, load.copies, 0.0, 0.0, load.asked.current_limit_w});
    }
  }
  // An edge of the core has no place for its no-load loss. At this limit a demand draws the same at
  // every voltage.
  for (const LinkId id : zone.core_links) {
    const Link& edge = link(id);
    const double no_load_w = edge.spec.no_load_w;
    if (no_load_w == 0.0) continue;
    FlowLoad loss{node(edge.above()).flow_index, 1, no_load_w};
    loss.current_limit_w = no_load_w / loss.resistive_pu;
    zone.flow.loads.push_back(loss);
  }
  zone.solver.prepare(zone.flow);
}

void Network::State::fill_core(Zone& zone) {
  double magnitudes = 0.0;
  for (const SourceId id : zone.sources) {
    const Source& feed = source(id);
    zone.flow.sources.push_back(
        {node(feed.spec.node).flow_index, Complex(feed.emf.magnitude_pu, 0.0), feed.impedance});
    magnitudes += std::abs(feed.impedance);
    zone.core_impedance = feed.impedance;
  }
  for (std::size_t i = 0; i < zone.core_links.size(); ++i) {
    Link& edge = link(zone.core_links[i]);
    const Node& upper = node(edge.spec.upper);
    const Node& lower = node(edge.spec.lower);
    if (upper.spec.members != lower.spec.members) refuse_cohort(lower.spec.name, engine.now());
    book_loss(edge, engine.now());  // with the direction and impedance that it had until now
    edge.is_reversed = i < zone.core_children.size() && zone.core_children[i] == upper.flow_index;
    const Complex contact = zone.faults.empty() ? kContactImpedance : kFaultedContact;
    edge.live_impedance = edge.impedance == Complex{} ? contact : edge.impedance;
    zone.flow.edges.push_back({upper.flow_index, lower.flow_index, edge.live_impedance});
    magnitudes += std::abs(edge.live_impedance);
  }
  if (!is_radial(zone)) zone.core_impedance = magnitudes;
}

void Network::State::fill_node(Zone& zone, std::size_t index) {
  Node& member = node(zone.nodes[index]);
  member.is_dirty = false;
  FlowNode flow;
  if (index >= zone.core_size) {
    const Link& branch = link(zone.link_above[index]);
    const Node& parent = node(branch.above());
    flow.parent = parent.flow_index;
    flow.impedance = branch.impedance;
    flow.no_load_w = branch.spec.no_load_w;
    flow.copies = member.spec.members / parent.spec.members;
    if (flow.copies < 1 || flow.copies * parent.spec.members != member.spec.members) {
      refuse_cohort(member.spec.name, engine.now());
    }
  }
  zone.flow.nodes.push_back(flow);
}

}  // namespace ridethrough::network
