#include "ridethrough/network/network.hpp"

#include <utility>

#include "network/zone.hpp"

namespace ridethrough::network {

namespace {

/// ohm / V^2 = 1/W.
Complex per_watt(double resistance_ohm, double reactance_ohm, double nominal_v) {
  return Complex(resistance_ohm, reactance_ohm) / (nominal_v * nominal_v);
}

/// A phase of the network inside an instant.
template <typename Action>
class NetworkProcess final : public core::Process {
 public:
  NetworkProcess(std::string_view name, Action action) : name_(name), action_(action) {}
  void react(core::Tick now) override { action_(now); }
  std::string_view name() const override { return name_; }

 private:
  std::string_view name_;
  Action action_;
};

template <typename Action>
std::unique_ptr<core::Process> make_process(std::string_view name, Action action) {
  return std::make_unique<NetworkProcess<Action>>(name, action);
}

}  // namespace

core::Line scaled(const core::Line& line, double factor, core::Tick now) {
  if (factor == 0.0) return {};
  return core::Line::of_watts(now, line.watts(now) * factor, line.watts_per_s() * factor);
}

Network::Network(core::Engine& engine, const NetworkOptions& options)
    : state_(std::make_unique<State>(engine, options)) {}

Network::~Network() = default;

NodeId Network::add_node(NodeSpec spec) {
  Node node;
  node.spec = std::move(spec);
  state_->nodes.push_back(std::move(node));
  return static_cast<NodeId>(state_->nodes.size() - 1);
}

LinkId Network::add_link(const LinkSpec& spec) {
  Link link;
  link.spec = spec;
  link.is_closed = spec.is_closed;
  state_->has_windings = state_->has_windings || spec.clock != 0 || spec.ratio != 1.0;
  link.impedance = per_watt(spec.resistance_ohm, spec.reactance_ohm, node(spec.lower).nominal_v);
  const auto id = static_cast<LinkId>(state_->links.size());
  state_->links.push_back(link);
  state_->node(spec.upper).links.push_back(id);
  state_->node(spec.lower).links.push_back(id);
  return id;
}

SourceId Network::add_source(const SourceSpec& spec) {
  Source source;
  source.spec = spec;
  source.impedance = per_watt(spec.resistance_ohm, spec.reactance_ohm, node(spec.node).nominal_v);
  const auto id = static_cast<SourceId>(state_->sources.size());
  state_->sources.push_back(source);
  state_->node(spec.node).sources.push_back(id);
  return id;
}

void Network::add_owner(SourceId source, core::ProcessId owner) {
  state_->source(source).owners.push_back(owner);
}

DemandId Network::add_demand(NodeId node_id, std::int64_t members, core::ProcessId owner) {
  Consumer consumer;
  consumer.node = node_id;
  consumer.members = members;
  consumer.copies = members / node(node_id).members;
  consumer.owner = owner;
  const auto id = static_cast<DemandId>(state_->consumers.size());
  state_->consumers.push_back(consumer);
  state_->node(node_id).demands.push_back(id);
  return id;
}

DemandId Network::add_observer(NodeId node_id, core::ProcessId owner) {
  const DemandId id = add_demand(node_id, node(node_id).members, owner);
  state_->consumer(id).is_observer = true;
  return id;
}

LowId Network::add_low(const std::vector<NodeId>& nodes) {
  const auto id = static_cast<LowId>(state_->lows.size());
  state_->lows.push_back({nodes, 0, {}});
  for (const NodeId node_id : nodes) state_->node(node_id).lows.push_back(id);
  return id;
}

void Network::start() {
  State& state = *state_;
  state.switching = make_process("switching", [&state](core::Tick) { state.rebuild(); });
  state.switching_id = state.engine.add(*state.switching, core::Phase::switching);
  constexpr std::array<std::string_view, 2> kNames{"low zones", "high zones"};
  constexpr std::array<core::Phase, 2> kLevelPhases{core::Phase::low_zone, core::Phase::high_zone};
  for (int level = 0; level < 2; ++level) {
    auto& entry = state.levels[static_cast<std::size_t>(level)];
    entry.process = make_process(kNames[static_cast<std::size_t>(level)],
                                 [&state, level](core::Tick now) { state.run_level(level, now); });
    entry.id = state.engine.add(*entry.process, kLevelPhases[static_cast<std::size_t>(level)]);
  }
  for (std::size_t id = 0; id < state.nodes.size(); ++id) {
    state.touched.push_back(static_cast<NodeId>(id));
  }
  state.has_started = true;
}

void Network::set_demand(DemandId id, const Demand& asked) {
  State& state = *state_;
  Consumer& consumer = state.consumer(id);
  if (consumer.asked == asked) return;
  Node& node = state.node(consumer.node);
  const core::Tick now = state.engine.now();
  consumer.asked = asked;
  consumer.reactive = scaled(asked.power, asked.tan_phi, now);
  if (node.zone < 0) return;
  Zone& zone = *state.zones[static_cast<std::size_t>(node.zone)];
  state.list(node.zone);
  state.watch_limit(zone, consumer, now);
  if (zone.must_solve || zone.is_limited || !state.is_radial(zone)) {
    zone.must_solve = true;
    return;
  }
  state.serve(consumer, now);
}

void Network::set_link(LinkId id, bool is_closed) {
  State& state = *state_;
  Link& link = state.link(id);
  if (link.is_closed == is_closed) return;
  link.is_closed = is_closed;
  state.touch(link.spec.upper);
  state.touch(link.spec.lower);
}

void Network::set_ratio(LinkId id, double ratio) {
  State& state = *state_;
  Link& link = state.link(id);
  if (link.spec.ratio == ratio) return;
  state.book_loss(link, state.engine.now());  // with the ratio that it had until now
  link.spec.ratio = ratio;
  state.has_windings = true;
  state.touch(link.spec.upper);
  state.touch(link.spec.lower);
}

void Network::set_watch(DemandId id, const Band& band) {
  State& state = *state_;
  Consumer& consumer = state.consumer(id);
  if (consumer.band == band) return;
  consumer.band = band;
  const int zone = state.node(consumer.node).zone;
  if (zone < 0) return;
  // A nearer threshold shrinks the budget of the zone; a solve plans anew.
  state.zones[static_cast<std::size_t>(zone)]->must_solve = true;
  state.list(zone);
}

Supply Network::supply(DemandId id) const {
  const Consumer& consumer = state_->consumer(id);
  const Node& node = state_->node(consumer.node);
  Supply supply;
  supply.voltage_pu = node.voltage_pu;
  supply.lowest_phase_pu = state_->lowest_phase_pu(consumer.node);
  supply.highest_phase_pu = state_->highest_phase_pu(consumer.node);
  supply.is_energised = node.is_energised;
  supply.served_frac = node.is_energised ? consumer.served_frac : 0.0;
  supply.fed_by = node.fed_by;
  return supply;
}

const core::Line& Network::served(DemandId id) const { return state_->consumer(id).served; }

core::Energy Network::served_energy(DemandId id, core::Tick now) const {
  return state_->consumer(id).meter.total(now);
}

const NodeSpec& Network::node(NodeId id) const { return state_->node(id).spec; }

std::size_t Network::nodes() const { return state_->nodes.size(); }

std::size_t Network::links() const { return state_->links.size(); }

const LinkSpec& Network::link(LinkId id) const { return state_->link(id).spec; }

double Network::angle_rad(NodeId id) const { return std::arg(state_->node(id).voltage); }

double Network::voltage_pu(NodeId id) const {
  const Node& node = state_->node(id);
  return node.voltage_pu;
}

Low Network::lowest(LowId id) const {
  return state_->lowest(state_->lows[static_cast<std::size_t>(id)]);
}

bool Network::is_energised(NodeId id) const { return state_->node(id).is_energised; }

bool Network::is_on(SourceId id) const { return state_->source(id).is_on; }

Flow Network::source_flow(SourceId id) const { return state_->source(id).flow; }

core::Energy Network::source_energy(SourceId id, core::Tick now) const {
  return state_->source(id).meter.total(now);
}

bool Network::has_collapsed(SourceId id) const { return state_->source(id).has_collapsed; }

bool Network::is_closed(LinkId id) const { return state_->link(id).is_closed; }

Flow Network::upper_flow(LinkId id) const { return state_->link(id).upper; }

Flow Network::lower_flow(LinkId id) const { return state_->link(id).lower; }

core::Energy Network::upper_energy(LinkId id, core::Tick now) const {
  return state_->link(id).upper_meter.total(now);
}

core::Energy Network::lower_energy(LinkId id, core::Tick now) const {
  return state_->link(id).lower_meter.total(now);
}

double Network::loss_check_j(LinkId id, core::Tick now) const {
  Link copy = state_->link(id);
  state_->book_loss(copy, now);
  return copy.loss_check_j;
}

Network::Losses Network::losses(core::Tick now) const {
  // Summed as integers, so that copies and single links give the same bits.
  constexpr double kGrainsPerJoule = 1e3;
  core::Energy booked;
  core::Int128 integrated = 0;
  for (std::size_t i = 0; i < state_->links.size(); ++i) {
    const auto id = static_cast<LinkId>(i);
    const std::int64_t members = node(state_->link(id).spec.lower).members;
    booked += (upper_energy(id, now) - lower_energy(id, now)) * members;
    integrated += core::Int128{std::llround(loss_check_j(id, now) * kGrainsPerJoule)} * members;
  }
  return {booked.joules(), static_cast<double>(integrated) / kGrainsPerJoule};
}

const NetworkStatistics& Network::statistics() const { return state_->statistics; }

}  // namespace ridethrough::network
