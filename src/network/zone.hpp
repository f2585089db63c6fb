#pragma once

#include <array>
#include <memory>
#include <vector>

#include "network/sequence_networks.hpp"
#include "network/zone_parts.hpp"
#include "ridethrough/core/timer_heap.hpp"

/// Inside of Network: its zones, and how they are built, solved and published.
namespace ridethrough::network {

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
  Complex core_impedance;  // of the source; with loops or several sources, the most that is seen
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
  std::vector<ZoneFault> faults;
  std::unique_ptr<SequenceNetworks> sequences;  // built when something is unbalanced
  bool is_shorted = false;             // nothing limits the current of a fault: there is no voltage
  bool has_limit = false;              // some source has a current limit
  FlowResult at_limits;                // what flows where several sources are kept to theirs
  core::Tick fold_due = core::kNever;  // when a ramp meets it
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
  std::vector<FaultPlace> faults;
  std::vector<NodeSequences> sequences;  // by node, as far as some node was ever unbalanced
  bool was_unbalanced = false;           // some source or fault ever was: spares looking
  bool has_windings = false;             // some transformer shifts angles or voltages
  std::vector<NodeId> touched;           // nodes whose zone must be rebuilt
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
  bool is_radial(const Zone& zone) const {
    return zone.core_size == 1 && zone.sources.size() == 1 && zone.faults.empty();
  }

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
  void collapse(Zone& zone, core::Tick now);
  void set_collapsed(Zone& zone, bool has_collapsed);
  void take_solution(Zone& zone, const FlowResult& result, core::Tick now);
  void size_budget(Zone& zone);
  core::Tick limit_due(const Consumer& consumer, core::Tick now) const;
  void plan_next(Zone& zone, int index, core::Tick now);
  void book_loss(Link& link, core::Tick now);
  bool follows_drop(const Node& receiving) const;
  void watch_limit(Zone& zone, const Consumer& consumer, core::Tick now);
  void remember(Zone& zone, core::Tick now);
  double beyond_first_order(const Zone& zone, double path_pu) const;
  bool has_moved(Zone& zone, core::Tick now);
  core::Tick move_due(Zone& zone, core::Tick now);
  // frequency.cpp
  const Zone* live_zone(NodeId id) const;
  Frequency frequency(const Zone& zone) const;
  Complex emf(const Zone& zone, const Source& source, core::Tick now) const;
  void sort_sources(Zone& zone) const;
  void follow_frequency(Zone& zone, core::Tick now);
  core::Tick slip_due(const Zone& zone, core::Tick now) const;
  // zone_windings.cpp
  void set_windings(Zone& zone);
  void pass_windings(const Link& branch);
  double spread(const Zone& zone) const;
  void check_clock(const Zone& zone, const Link& chord) const;
  // network_faults.cpp
  void touch(NodeId id);
  double highest_current_w(const Zone& zone, const Link& branch, Complex positive) const;
  // zone_fault.cpp
  bool has_fault(NodeId id) const;
  void add_faults(Zone& zone);
  void place_fault(Zone& zone, ZoneFault& fault);
  bool aim_faults(Zone& zone) const;
  const FlowResult& solve_sequences_too(Zone& zone);
  void take_faults(Zone& zone, const FlowResult& result, core::Tick now);
  void clear_fault_flow(const Node& member, core::Tick now);
  // zone_sequence.cpp
  bool is_unbalanced(const Zone& zone) const;
  LinearNetwork negative_network(const Zone& zone) const;
  std::vector<Complex> zero_below(const Zone& zone) const;
  LinearNetwork zero_network(const Zone& zone, const std::vector<Complex>& below) const;
  void build_sequences(Zone& zone);
  void solve_sequences(Zone& zone);
  void take_sequences(Zone& zone);
  double lowest_phase_pu(NodeId id) const {
    const Node& member = node(id);
    return member.is_unbalanced ? sequences[static_cast<std::size_t>(id)].lowest_pu
                                : member.voltage_pu;
  }
  double highest_phase_pu(NodeId id) const {
    const Node& member = node(id);
    return member.is_unbalanced ? sequences[static_cast<std::size_t>(id)].highest_pu
                                : member.voltage_pu;
  }
  Phases phases(NodeId id) const;
  // zone_fold.cpp
  struct Limiting;
  double most_current_w(const Zone& zone) const;
  double current_excess(const Zone& zone, const FlowResult& result, std::size_t at) const;
  void set_limiting(Source& feed, bool is_limiting);
  void relieve(Zone& zone) const;
  const FlowResult& solve_flow(Zone& zone);
  const FlowResult& fold_back_alone(Zone& zone, double first_excess);
  const FlowResult& fold_back_together(Zone& zone);  // zone_fold_together.cpp
  bool exceeds_limit(const Zone& zone, core::Tick now) const;
  core::Tick fold_due(const Zone& zone, core::Tick now) const;
  core::Tick fold_due(const Source& feed, core::Tick now) const;

  void clear_link(Link& link, core::Tick now);
  void mark_owners(const Link& link);  // link_owner.cpp
  void set_link_flow(Link& link, const Flow& sent, const Flow& received, core::Tick now);

  Node& node(NodeId id) { return nodes[static_cast<std::size_t>(id)]; }
  const Node& node(NodeId id) const { return nodes[static_cast<std::size_t>(id)]; }
  Link& link(LinkId id) { return links[static_cast<std::size_t>(id)]; }
  const Link& link(LinkId id) const { return links[static_cast<std::size_t>(id)]; }
  FaultPlace& fault_at(const ZoneFault& fault) {
    return faults[static_cast<std::size_t>(fault.place)];
  }
  const FaultPlace& fault_at(const ZoneFault& fault) const {
    return faults[static_cast<std::size_t>(fault.place)];
  }
  Source& source(SourceId id) { return sources[static_cast<std::size_t>(id)]; }
  const Source& source(SourceId id) const { return sources[static_cast<std::size_t>(id)]; }
  Consumer& consumer(DemandId id) { return consumers[static_cast<std::size_t>(id)]; }
};

/// Phasors of the phases from those of the sequences in phase a.
Phases phases_of(Complex positive, Complex negative, Complex zero);

/// How far a clock number turns a voltage back, rad, between half a turn either way.
double lag_rad(int clock);

/// Line of `line` times a factor, rounded to the grid at `now`; how reactive power follows active.
core::Line scaled(const core::Line& line, double factor, core::Tick now);

}  // namespace ridethrough::network
