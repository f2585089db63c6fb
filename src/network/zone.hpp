#pragma once

#include <array>
#include <memory>
#include <vector>

#include "ridethrough/core/timer_heap.hpp"
#include "ridethrough/network/network.hpp"
#include "ridethrough/network/power_flow.hpp"

/// Inside of Network: what it keeps per node, link, source, demand and zone.
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

/// One network of joined nodes, in solving order.
struct Zone {
  bool is_used = false;
  int level = 0;                   // 0 low, 1 high
  std::vector<NodeId> nodes;       // parents before children, core first
  std::vector<LinkId> link_above;  // by flow index: the link to the parent, -1 in the core
  // Of the core: those of a tree below the first source, then those that close loops.
  std::vector<LinkId> core_links;
  std::vector<int> core_children;  // by link of that tree: flow index of its far end
  std::vector<SourceId> sources;   // live ones; the one that sets the frequency first
  std::vector<DemandId> loads;     // in the order of flow.loads
  std::size_t core_size = 0;
  FlowZone flow;
  FlowSolver solver;
  bool is_listed = false;
  bool must_solve = true;
  bool is_limited = false;  // some demand was clipped in the last solve
  bool has_collapsed = false;
  core::Cause cause = core::kNoCause;  // what listed it
  bool is_fresh = true;                // flows are to be summed from nothing
  Complex core_impedance;  // of the source; with loops or several sources, all magnitudes together
  double feedback = 0.0;   // how much further than to first order a voltage may move, as a part
  double budget_pu = 0.0;  // how far voltages may move until the next solve
  std::vector<Complex> moved_pu;       // by node, since the last solve
  std::vector<double> path_pu;         // by node: the same with every branch's magnitude
  std::vector<Complex> rate_pu_per_s;  // by node, work space
  std::vector<double> path_pu_per_s;
  core::Tick move_due = core::kNever;   // when ramps will have moved a voltage so far
  core::Tick limit_due = core::kNever;  // when a ramp meets its current limit
  core::Tick slip_due = core::kNever;   // when sources have turned against each other
  bool has_new_frequency = true;
  core::Tick frequency_due = core::kNever;  // when it leaves a band that is watched
};

struct Network::State {
  State(core::Engine& engine_in, const NetworkOptions& options_in)
      : engine(engine_in), options(options_in) {}

  core::Engine& engine;
  NetworkOptions options;
  std::vector<Node> nodes;
  std::vector<Link> links;
  std::vector<Source> sources;
  std::vector<Consumer> consumers;
  std::vector<LowKeeper> lows;
  std::vector<std::unique_ptr<Zone>> zones;
  std::vector<NodeId> touched;  // nodes whose zone must be rebuilt
  bool has_started = false;
  NetworkStatistics statistics;

  struct Level {
    std::unique_ptr<core::Process> process;
    core::ProcessId id = -1;
    std::vector<int> listed;
    core::TimerHeap timers;
  };
  std::array<Level, 2> levels;
  std::unique_ptr<core::Process> switching;
  core::ProcessId switching_id = -1;

  // zone_build.cpp
  void rebuild();
  int new_zone();
  void release(int zone, std::vector<NodeId>& pool);
  void collect(NodeId seed, Zone& zone, int index);
  void order(Zone& zone);
  struct Pruning;
  Pruning start_pruning(const Zone& zone) const;
  void cut_leaf(NodeId leaf, Pruning& pruning) const;
  std::vector<NodeId> core_of(const Zone& zone) const;
  bool holds_source(NodeId id) const;
  void hang(Zone& zone, std::size_t parent_index);
  void span_core(Zone& zone);
  void fill_flow(Zone& zone);
  void fill_core(Zone& zone);
  void fill_node(Zone& zone, std::size_t index);
  bool is_radial(const Zone& zone) const { return zone.core_size == 1 && zone.sources.size() == 1; }

  // zone_update.cpp
  void list(int zone);
  void run_level(int level, core::Tick now);
  void update(Zone& zone, int index, core::Tick now);
  void solve(Zone& zone, core::Tick now);
  void go_dark(Zone& zone, core::Tick now);
  void darken(Node& member, core::Tick now);
  void settle_lows(const Node& member, core::Tick now);
  Low lowest(const LowKeeper& keeper) const;
  void serve(Consumer& consumer, core::Tick now);
  void publish(Zone& zone, core::Tick now);
  Flow publish_branch(Link& branch, const Flow& received, const Node& parent, const Node& child,
                      core::Tick now);
  void publish_link(Zone& zone, std::size_t index, core::Tick now);
  void publish_root(Zone& zone, core::Tick now);
  void publish_meshed(Zone& zone, core::Tick now);
  void publish_chord(Zone& zone, std::size_t edge, std::vector<Flow>& needs, core::Tick now);
  void mark_owners(const Source& source);
  void set_source_flow(Source& source, const Flow& flow, core::Tick now);
  void notify(Zone& zone);
  bool is_live(const Zone& zone) const;
  void set_collapsed(Zone& zone, bool has_collapsed);
  void take_solution(Zone& zone, const FlowResult& result, core::Tick now);
  void size_budget(Zone& zone);
  core::Tick limit_due(const Consumer& consumer, core::Tick now) const;
  void plan_next(Zone& zone, int index, core::Tick now);
  void book_loss(Link& link, core::Tick now);
  void watch_limit(Zone& zone, const Consumer& consumer, core::Tick now);
  void remember(Zone& zone, core::Tick now);
  double beyond_first_order(const Zone& zone, double path_pu) const;
  bool has_moved(Zone& zone, core::Tick now);
  core::Tick move_due(Zone& zone, core::Tick now);
  // frequency.cpp
  Frequency frequency(const Zone& zone) const;
  Complex emf(const Zone& zone, const Source& source, core::Tick now) const;
  void sort_sources(Zone& zone) const;
  void follow_frequency(Zone& zone, core::Tick now);
  core::Tick slip_due(const Zone& zone, core::Tick now) const;

  void clear_link(Link& link, core::Tick now);
  void mark_owners(const Link& link);  // link_owner.cpp
  void set_link_flow(Link& link, const Flow& sent, const Flow& received, core::Tick now);

  Node& node(NodeId id) { return nodes[static_cast<std::size_t>(id)]; }
  const Node& node(NodeId id) const { return nodes[static_cast<std::size_t>(id)]; }
  Link& link(LinkId id) { return links[static_cast<std::size_t>(id)]; }
  const Link& link(LinkId id) const { return links[static_cast<std::size_t>(id)]; }
  Source& source(SourceId id) { return sources[static_cast<std::size_t>(id)]; }
  const Source& source(SourceId id) const { return sources[static_cast<std::size_t>(id)]; }
  Consumer& consumer(DemandId id) { return consumers[static_cast<std::size_t>(id)]; }
};

/// Line of `line` times a factor, rounded to the grid at `now`; how reactive power follows active.
core::Line scaled(const core::Line& line, double factor, core::Tick now);

}  // namespace ridethrough::network
