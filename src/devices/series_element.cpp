#include "devices/series_element.hpp"

#include <cmath>
#include <numbers>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace ridethrough::devices {

namespace {

constexpr int kElementBroken = 1;  // of kSoundStates

bool is_same_voltage(double one_v, double other_v) {
  constexpr double kSameFrac = 1e-9;  // both come from the same decimal text
  return std::abs(one_v - other_v) <= kSameFrac * other_v;
}

}  // namespace

core::Books link_books(const network::Network& network, network::LinkId link, core::Tick now) {
  const core::Energy in = network.upper_energy(link, now);
  const core::Energy out = network.lower_energy(link, now);
  core::Energy loss = in;
  loss -= out;
  core::Books books;
  books.in_j = in.joules();
  books.out_j = out.joules();
  books.loss_j = loss.joules();
  books.gap_j = std::abs(books.loss_j - network.loss_check_j(link, now));
  return books;
}

core::Books link_books(const network::Network& network, std::span<const network::LinkId> links,
                       core::Tick now) {
  core::Books sum;
  for (const network::LinkId link : links) {
    const core::Books books = link_books(network, link, now);
    sum.in_j += books.in_j;
    sum.out_j += books.out_j;
    sum.loss_j += books.loss_j;
    sum.gap_j += books.gap_j;
  }
  return sum;
}

double load_level_frac(const SeriesRating& rating, const network::Flow& flow,
                       const network::NodeSpec& node, double voltage_pu, core::Tick now) {
  const double apparent_va = std::hypot(flow.power.watts(now), flow.reactive.watts(now));
  if (rating.apparent_va > 0.0) return apparent_va / rating.apparent_va;
  if (!(rating.current_a > 0.0 && voltage_pu > 0.0)) return 0.0;
  const double phases = node.is_dc ? 1.0 : std::numbers::sqrt3;
  return apparent_va / (phases * voltage_pu * node.nominal_v * rating.current_a);
}

void require_nominal(const network::NodeSpec& node, double due_v) {
  if (is_same_voltage(node.nominal_v, due_v)) return;
  throw std::invalid_argument(
      fmt::format("it is made for {} V but '{}' has {} V", due_v, node.name, node.nominal_v));
}

void require_same_nominal(const network::NodeSpec& one, const network::NodeSpec& other) {
  if (is_same_voltage(other.nominal_v, one.nominal_v)) return;
  throw std::invalid_argument(fmt::format("'{}' has {} V and '{}' has {} V", one.name,
                                          one.nominal_v, other.name, other.nominal_v));
}

void require_like(const network::NodeSpec& node, const network::NodeSpec& like) {
  const auto current_of = [](const network::NodeSpec& one) {
    return one.is_dc ? "direct current" : "alternating current";
  };
  if (node.is_dc != like.is_dc) {
    throw std::invalid_argument(fmt::format("'{}' is {}, but '{}' is {}", node.name,
                                            current_of(node), like.name, current_of(like)));
  }
  require_same_nominal(like, node);
}

double reactance_pu(double impedance_pu, double resistance_pu) {
  const double squared = impedance_pu * impedance_pu - resistance_pu * resistance_pu;
  if (squared >= 0.0) return std::sqrt(squared);
  throw std::invalid_argument(
      fmt::format("'load_loss' is {:.6g} % of its rating, which is a resistance above its whole "
                  "'impedance' of {:.6g} %",
                  100.0 * resistance_pu, 100.0 * impedance_pu));
}

void SeriesElement::wire(Wiring& wiring) {
  const bool is_tie = !wiring.between.empty();
  inlet_ = is_tie ? wiring.between.at(0) : wiring.inlets.at(0);
  const network::NodeSpec upper = wiring.network.node(inlet_);
  const SeriesBranch made = branch(wiring, upper);
  if (is_tie) {
    outlet_ = wiring.between.at(1);
    const network::NodeSpec& lower = wiring.network.node(outlet_);
    made.outlet_v == upper.nominal_v ? require_like(lower, upper)
                                     : require_nominal(lower, made.outlet_v);
  } else {
    outlet_ = wiring.make_outlet(made.outlet_v, upper.is_dc);
  }
  add_links(wiring, made, upper);
}

void SeriesElement::add_links(Wiring& wiring, const SeriesBranch& made,
                              const network::NodeSpec& upper) {
  network::LinkSpec spec;
  spec.lower = inlet_;
  spec.no_load_w = made.no_load_w;
  spec.is_closed = starts_closed();
  spec.clock = made.vector_group.clock;
  spec.zero_path = made.vector_group.zero_path;
  spec.ratio = made.ratio;
  spec.zero_ratio = made.zero_ratio;
  double from = 0.0;
  const auto add_piece = [&](double to, network::NodeId end) {
    spec.upper = std::exchange(spec.lower, end);
    spec.resistance_ohm = made.resistance_ohm * (to - from);
    spec.reactance_ohm = made.reactance_ohm * (to - from);
    links_.push_back(wiring.network.add_link(spec));
    from = to;
  };
  for (const double joint : made.joints) {
    const std::string name = fmt::format("{} at {:g} %", wiring.name, 100.0 * joint);
    add_piece(joint, wiring.network.add_node({name, made.outlet_v, upper.is_dc, wiring.members}));
  }
  add_piece(1.0, outlet_);
}

void SeriesElement::set_links(network::Network& network, bool are_closed) const {
  for (const network::LinkId link : links_) network.set_link(link, are_closed);
}

double SeriesElement::look(std::size_t quantity, const View& view) const {
  const network::Network& network = view.network;
  const network::Flow upper = network.upper_flow(links_.front());
  const network::Flow lower = network.lower_flow(links_.back());
  switch (quantity) {
    case 0:
      return lower.power.watts(view.now);
    case 1:
      return network.voltage_pu(outlet_);
    case 2:
      return upper.power.watts(view.now);
    case 3:
      return network.voltage_pu(inlet_);
    case 4:
      return loss_w(view);
    case 5:
      return load_level_frac(rating_, lower, network.node(outlet_), network.voltage_pu(outlet_),
                             view.now);
    case 6:
      return network.upper_energy(links_.front(), view.now).joules();
    default:
      return network.lower_energy(links_.back(), view.now).joules();
  }
}

double SeriesElement::loss_w(const View& view) const {
  double sum_w = 0.0;
  for (const network::LinkId link : links_) {
    const core::Line upper = view.network.upper_flow(link).power;
    sum_w += (upper - view.network.lower_flow(link).power).watts(view.now);
  }
  return sum_w;
}

/// What a short circuit on its way takes has left it.
core::Books SeriesElement::account(const View& view) const {
  core::Books books = link_books(view.network, links_, view.now);
  for (std::size_t i = 1; i < links_.size(); ++i) {
    const double passed_j = view.network.upper_energy(links_[i], view.now).joules();
    books.in_j -= passed_j;
    books.out_j -= passed_j;
  }
  return books;
}

std::vector<Command> SeriesElement::take_orders() { return std::exchange(orders_, {}); }

void PassiveElement::react(Ports& ports) {
  std::string_view mended;
  for (const Command& command : take_orders()) {
    if (command.verb == Verb::reset) {
      reset(ports);
      continue;
    }
    is_broken_ = command.verb == Verb::fail && command.begins;
    if (is_broken_) enter(ports, kElementBroken, "open_circuit");
    mended = is_broken_ ? "" : "repaired";
  }
  const Condition condition = follow(ports);
  set_links(ports.network(), condition.conducts && !is_broken_);
  if (!is_broken_) enter(ports, condition.state, mended.empty() ? condition.reason : mended);
  ports.wake(*this, condition.next);
}

}  // namespace ridethrough::devices
