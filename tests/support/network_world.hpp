#pragma once

#include <cstddef>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include "ridethrough/network/power_flow.hpp"
#include "support/draw.hpp"
#include "support/network_rig.hpp"

/// Random radial networks, built as cohorts or member by member, and random events that act on
/// both.
namespace ridethrough::support {

struct PlanNode {
  int parent = -1;
  std::int64_t copies = 1;  ///< below each copy of the parent; of the root: whole networks
  double resistance_ohm = 0.0, reactance_ohm = 0.0, no_load_w = 0.0;
};

struct PlanLoad {
  int node = 0;
  std::int64_t copies = 1;  ///< on each copy of the node
};

/// A second way between two nodes that have as many members as the root.
struct PlanTie {
  int from = 0, to = 0;
  double resistance_ohm = 0.0, no_load_w = 0.0;
};

struct Plan {
  std::vector<PlanNode> nodes;
  std::vector<PlanLoad> loads;
  std::vector<PlanTie> ties;
  int second_source = -1;  ///< node of another source, or none
  double source_resistance_ohm = 0.0, source_reactance_ohm = 0.0;

  std::int64_t members(int node) const {
    const PlanNode& at = nodes[static_cast<std::size_t>(node)];
    return at.copies * (at.parent < 0 ? 1 : members(at.parent));
  }
};

/// A tree of 2 to 7 nodes with 1 to 6 loads.
inline Plan random_plan(Draw& draw, std::int64_t most_copies) {
  Plan plan;
  plan.source_resistance_ohm = draw.happens(0.3) ? 0.0 : draw.between(1e-4, 2e-3);
  plan.source_reactance_ohm = draw.happens(0.3) ? 0.0 : draw.between(1e-4, 4e-3);
  const int count = 2 + static_cast<int>(draw.below(6));
  for (int i = 0; i < count; ++i) {
    PlanNode node;
    node.parent = i == 0 ? -1 : static_cast<int>(draw.below(i));
    node.copies = 1 + draw.below(most_copies);
    if (i > 0 && !draw.happens(0.2)) {
      node.resistance_ohm = draw.between(1e-4, 3e-3);
      node.reactance_ohm = draw.between(0.0, 6e-3);
    }
    if (i > 0 && draw.happens(0.3)) node.no_load_w = draw.between(100.0, 5000.0);
    plan.nodes.push_back(node);
  }
  const std::int64_t loads = 1 + draw.below(6);
  for (std::int64_t i = 0; i < loads; ++i) {
    plan.loads.push_back({static_cast<int>(draw.below(count)), 1 + draw.below(most_copies)});
  }
  return plan;
}

/// The same with ties, some ideal, and mostly a second source.
inline Plan random_mesh(Draw& draw, std::int64_t most_copies) {
  Plan plan = random_plan(draw, most_copies);
  plan.source_resistance_ohm += 1e-3;
  const int count = static_cast<int>(plan.nodes.size());
  for (int i = 1; i < count - 1; ++i) plan.nodes[static_cast<std::size_t>(i)].copies = 1;
  std::vector<int> alike;
  for (int i = 0; i < count; ++i) {
    if (plan.members(i) == plan.members(0)) alike.push_back(i);
  }
  const auto any = [&] {
    return alike[static_cast<std::size_t>(draw.below(static_cast<std::int64_t>(alike.size())))];
  };
  if (!draw.happens(0.3)) plan.second_source = any();
  for (int i = 0; i < 3; ++i) {
    PlanTie tie{any(), any(), 0.0, 0.0};
    if (!draw.happens(0.3)) tie.resistance_ohm = draw.between(1e-4, 5e-3);
    if (draw.happens(0.3)) tie.no_load_w = draw.between(100.0, 2000.0);
    if (tie.from != tie.to) plan.ties.push_back(tie);
  }
  return plan;
}

struct WorldEvent {
  enum class Kind { demand, emf, source, link, watch, tie, second_source };
  core::Tick after = 0;  ///< since the event before
  Kind kind = Kind::demand;
  std::size_t index = 0;  ///< of the load or node
  bool is_on = true;
  double value = 0.0;  ///< W, or pu
  double ramp_w_per_s = 0.0, tan_phi = 0.0;
  double limit_w = std::numeric_limits<double>::infinity();
};

class World {
 public:
  World(const Plan& plan_in, bool is_lumped, Draw* shuffle = nullptr, double tolerance_pu = 1e-4)
      : rig(tolerance_pu), plan(plan_in) {
    nodes.resize(plan.nodes.size());
    links.resize(plan.nodes.size());
    loads.resize(plan.loads.size());
    add_nodes(is_lumped, shuffle);
    add_links(is_lumped, shuffle);
    add_loads(is_lumped, shuffle);
    for (const network::NodeId root : nodes[0]) {
      sources.push_back(rig.source(root, plan.source_resistance_ohm, plan.source_reactance_ohm));
    }
    add_ties();
  }

  void apply(const WorldEvent& event) {
    rig.act(rig.engine.now() + event.after, [&] { change(event); });
  }

  NetworkRig rig;
  Plan plan;
  std::vector<std::vector<network::NodeId>> nodes;    ///< by plan node: its members, or one cohort
  std::vector<std::vector<network::LinkId>> links;    ///< by plan node: the link to the parent
  std::vector<std::vector<network::DemandId>> loads;  ///< by plan load
  std::vector<network::SourceId> sources;
  std::vector<std::vector<network::LinkId>> ties;  ///< by plan tie, open at first
  std::vector<network::SourceId> second_sources;

 private:
  using Place = std::pair<std::size_t, std::size_t>;  // plan index, member

  static std::vector<Place> places(const std::vector<std::size_t>& counts, Draw* shuffle) {
    std::vector<Place> list;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      for (std::size_t member = 0; member < counts[i]; ++member) list.emplace_back(i, member);
    }
    if (shuffle != nullptr) shuffle->shuffle(list);
    return list;
  }
  void add_nodes(bool is_lumped, Draw* shuffle) {
    std::vector<std::size_t> counts;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const std::int64_t members = plan.members(static_cast<int>(i));
      nodes[i].resize(is_lumped ? 1 : static_cast<std::size_t>(members));
      counts.push_back(nodes[i].size());
    }
    for (const auto& [i, member] : places(counts, shuffle)) {
      nodes[i][member] = rig.node(is_lumped ? plan.members(static_cast<int>(i)) : 1);
    }
  }
  void add_links(bool is_lumped, Draw* shuffle) {
    std::vector<std::size_t> counts{0};
    for (std::size_t i = 1; i < nodes.size(); ++i) {
      links[i].resize(nodes[i].size());
      counts.push_back(nodes[i].size());
    }
    for (const auto& [i, member] : places(counts, shuffle)) {
      const PlanNode& spec = plan.nodes[i];
      const std::size_t above = is_lumped ? 0 : member / static_cast<std::size_t>(spec.copies);
      links[i][member] =
          rig.link(nodes[static_cast<std::size_t>(spec.parent)][above], nodes[i][member],
                   spec.resistance_ohm, spec.reactance_ohm, spec.no_load_w);
    }
  }
  void add_loads(bool is_lumped, Draw* shuffle) {
    std::vector<std::size_t> counts;
    for (std::size_t i = 0; i < loads.size(); ++i) {
      const auto copies = static_cast<std::size_t>(is_lumped ? 1 : plan.loads[i].copies);
      loads[i].resize(nodes[static_cast<std::size_t>(plan.loads[i].node)].size() * copies);
      counts.push_back(loads[i].size());
    }
    for (const auto& [i, member] : places(counts, shuffle)) {
      const PlanLoad& spec = plan.loads[i];
      const auto copies = static_cast<std::size_t>(spec.copies);
      const std::size_t at = is_lumped ? 0 : member / copies;
      const std::int64_t members = is_lumped ? plan.members(spec.node) * spec.copies : 1;
      loads[i][member] = rig.demand(nodes[static_cast<std::size_t>(spec.node)][at], members);
    }
  }
  void add_ties() {
    for (const PlanTie& tie : plan.ties) {
      std::vector<network::LinkId> made;
      for (std::size_t member = 0; member < nodes[0].size(); ++member) {
        made.push_back(rig.link(nodes[static_cast<std::size_t>(tie.from)][member],
                                nodes[static_cast<std::size_t>(tie.to)][member], tie.resistance_ohm,
                                0.0, tie.no_load_w, false));
      }
      ties.push_back(std::move(made));
    }
    if (plan.second_source < 0) return;
    for (const network::NodeId at : nodes[static_cast<std::size_t>(plan.second_source)]) {
      second_sources.push_back(rig.source(at, 2e-3));
    }
  }
  void change(const WorldEvent& event) {
    network::Network& net = rig.network;
    switch (event.kind) {
      case WorldEvent::Kind::demand:
        for (const network::DemandId id : loads[event.index]) {
          net.set_demand(id,
                         {core::Line::of_watts(rig.engine.now(), event.value, event.ramp_w_per_s),
                          event.tan_phi, event.limit_w});
        }
        break;
      case WorldEvent::Kind::emf:
        for (const network::SourceId id : sources) net.set_source(id, true, event.value);
        break;
      case WorldEvent::Kind::source:
        for (const network::SourceId id : sources) net.set_source(id, event.is_on, 1.0);
        break;
      case WorldEvent::Kind::link:
        for (const network::LinkId id : links[event.index]) net.set_link(id, event.is_on);
        break;
      case WorldEvent::Kind::tie:
        for (const network::LinkId id : ties[event.index]) net.set_link(id, event.is_on);
        break;
      case WorldEvent::Kind::second_source:
        for (const network::SourceId id : second_sources) {
          net.set_source(id, event.is_on, event.value);
        }
        break;
      case WorldEvent::Kind::watch:
        for (const network::DemandId id : loads[event.index]) {
          net.set_watch(id, {event.value, 1.1});
        }
        break;
    }
  }
};

/// Total power, W, that brings the plan near a drop of a few percent.
inline double heavy_load_w(const Plan& plan, std::size_t load) {
  const PlanLoad& spec = plan.loads[load];
  const std::int64_t in_one_plan = plan.members(spec.node) / plan.nodes[0].copies;
  return 4e6 / static_cast<double>(in_one_plan * spec.copies) /
         static_cast<double>(plan.loads.size());
}

inline WorldEvent random_demand(Draw& draw, const Plan& plan) {
  WorldEvent event;
  event.after = 1 + draw.below(3 * core::kTicksPerSecond);
  event.index = static_cast<std::size_t>(draw.below(static_cast<std::int64_t>(plan.loads.size())));
  const double heavy_w = heavy_load_w(plan, event.index);
  event.value = draw.happens(0.1) ? 0.0 : draw.between(-0.1, 1.0) * heavy_w;
  if (draw.happens(0.4)) event.ramp_w_per_s = draw.between(-0.05, 0.05) * heavy_w;
  event.tan_phi = draw.happens(0.3) ? 0.0 : draw.between(-0.2, 0.6);
  return event;
}

inline WorldEvent random_event(Draw& draw, const Plan& plan) {
  WorldEvent event = random_demand(draw, plan);
  if (!plan.ties.empty() && draw.happens(0.2)) {
    event.kind = WorldEvent::Kind::tie;
    event.index = static_cast<std::size_t>(draw.below(static_cast<std::int64_t>(plan.ties.size())));
    event.is_on = draw.happens(0.7);
    return event;
  }
  if (plan.second_source >= 0 && draw.happens(0.1)) {
    event.kind = WorldEvent::Kind::second_source;
    event.is_on = draw.happens(0.7);
    event.value = draw.between(0.97, 1.02);
    return event;
  }
  const std::int64_t kind = draw.below(20);
  if (kind < 12) {
    if (draw.happens(0.3)) event.limit_w = draw.between(0.7, 1.3) * heavy_load_w(plan, event.index);
  } else if (kind < 14) {
    event.kind = WorldEvent::Kind::watch;
    event.value = draw.between(0.8, 1.0);
  } else if (kind < 16) {
    event.kind = WorldEvent::Kind::emf;
    event.value = draw.happens(0.2) ? 0.0 : draw.between(0.3, 1.05);
  } else if (kind < 17) {
    event.kind = WorldEvent::Kind::source;
    event.is_on = draw.happens(0.5);
  } else {
    event.kind = WorldEvent::Kind::link;
    event.index =
        1 + static_cast<std::size_t>(draw.below(static_cast<std::int64_t>(plan.nodes.size()) - 1));
    event.is_on = draw.happens(0.6);
  }
  return event;
}

}  // namespace ridethrough::support
