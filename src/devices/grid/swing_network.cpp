#include "devices/grid/swing_network.hpp"

#include <algorithm>
#include <cmath>

#include "devices/synchronism.hpp"

namespace ridethrough::devices {

namespace {

/// Draws that differ by less than this part of all power are the same.
constexpr double kSamePart = 2e-7;
/// Below it a demand is an admittance.
constexpr double kStiffPu = 0.7;
constexpr double kHourRad = 30.0 * kDegree;

using network::LinkId;
using network::NodeId;

}  // namespace

/// The core of a zone while it is read.
struct SwingNetwork::Reading {
  std::vector<NodeId> nodes;   // of the zone, in the order in which they were reached
  std::vector<int> place;      // by node: index of its joined node, -1 outside the core
  std::vector<int> hours;      // by node: vector groups on the way from the first set
  std::vector<LinkId> links;   // closed ones between core nodes
  std::vector<NodeId> joined;  // by joined node: one of its nodes
};

bool SwingNetwork::read(const network::Network& network, core::Tick now,
                        const std::vector<SwingTerminal>& sets) {
  if (links_.empty()) {
    links_.resize(network.nodes());
    for (LinkId id = 0; id < static_cast<LinkId>(network.links()); ++id) {
      links_[static_cast<std::size_t>(network.link(id).upper)].push_back(id);
      links_[static_cast<std::size_t>(network.link(id).lower)].push_back(id);
    }
  }
  Reading reading;
  join(network, reading, sets);
  std::vector<int> shape = reading.place;
  shape.insert(shape.end(), reading.links.begin(), reading.links.end());
  const bool is_new = shape != shape_;
  if (is_new) {
    shape_ = std::move(shape);
    fill(network, reading, sets);
  }
  read_.assign(reading.joined.size(), {});
  scale_w_ = 1.0;
  const auto add = [&](NodeId node, const network::Flow& flow, double sign) {
    Draw& draw = read_[static_cast<std::size_t>(reading.place[static_cast<std::size_t>(node)])];
    draw.power_w += sign * flow.power.watts(now);
    draw.reactive_var += sign * flow.reactive.watts(now);
    draw.power_per_s += sign * flow.power.watts_per_s();
    draw.reactive_per_s += sign * flow.reactive.watts_per_s();
  };
  for (const SwingTerminal& set : sets) {
    add(set.node, network.source_flow(set.source), 1.0);
    scale_w_ += std::abs(network.source_flow(set.source).power.watts(now)) +
                std::abs(network.source_flow(set.source).reactive.watts(now));
  }
  for (const LinkId id : reading.links) {
    const network::LinkSpec& spec = network.link(id);
    add(spec.upper, network.upper_flow(id), -1.0);
    add(spec.lower, network.lower_flow(id), 1.0);
    if (!network.is_energised(spec.upper)) continue;
    read_[static_cast<std::size_t>(reading.place[static_cast<std::size_t>(spec.upper)])].power_w +=
        spec.no_load_w;
  }
  for (std::size_t i = 0; i < read_.size(); ++i) {
    read_[i].voltage_pu = network.voltage_pu(reading.joined[i]);
  }
  return is_new || differs(now, read_);
}

/// Finds the core of the zone of the first set and joins what no impedance parts.
void SwingNetwork::join(const network::Network& network, Reading& reading,
                        const std::vector<SwingTerminal>& sets) {
  std::vector<int> degree(links_.size(), -1);
  reading.hours.assign(links_.size(), 0);
  const auto other_end = [&](LinkId id, NodeId node) {
    const network::LinkSpec& spec = network.link(id);
    return spec.upper == node ? spec.lower : spec.upper;
  };
  const auto at = [](NodeId node) { return static_cast<std::size_t>(node); };
  reading.nodes = {sets.front().node};
  degree[at(sets.front().node)] = 0;
  for (std::size_t next = 0; next < reading.nodes.size(); ++next) {
    const NodeId node = reading.nodes[next];
    for (const LinkId id : links_[at(node)]) {
      if (!network.is_closed(id)) continue;
      ++degree[at(node)];
      const NodeId far = other_end(id, node);
      if (degree[at(far)] >= 0) continue;
      degree[at(far)] = 0;
      const int hours = network.link(id).clock;
      reading.hours[at(far)] =
          reading.hours[at(node)] + (network.link(id).upper == node ? hours : -hours);
      reading.nodes.push_back(far);
    }
  }
  // Leaves go, one after the other, but for those with a set.
  for (const SwingTerminal& set : sets) degree[at(set.node)] += static_cast<int>(links_.size());
  std::vector<NodeId> leaves;
  for (const NodeId node : reading.nodes) {
    if (degree[at(node)] <= 1) leaves.push_back(node);
  }
  std::vector<bool> is_cut(links_.size(), false);
  while (!leaves.empty()) {
    const NodeId leaf = leaves.back();
    leaves.pop_back();
    is_cut[at(leaf)] = true;
    for (const LinkId id : links_[at(leaf)]) {
      const NodeId far = other_end(id, leaf);
      if (network.is_closed(id) && !is_cut[at(far)] && --degree[at(far)] == 1)
        leaves.push_back(far);
    }
  }
  reading.place.assign(links_.size(), -1);
  for (const NodeId seed : reading.nodes) {
    if (is_cut[at(seed)] || reading.place[at(seed)] >= 0) continue;
    const int place = static_cast<int>(reading.joined.size());
    reading.joined.push_back(seed);
    std::vector<NodeId> reached{seed};
    reading.place[at(seed)] = place;
    for (std::size_t next = 0; next < reached.size(); ++next) {
      for (const LinkId id : links_[at(reached[next])]) {
        const network::LinkSpec& spec = network.link(id);
        const NodeId far = other_end(id, reached[next]);
        if (!network.is_closed(id) || is_cut[at(far)]) continue;
        if (spec.upper == reached[next]) reading.links.push_back(id);
        const bool is_joined = spec.resistance_ohm == 0.0 && spec.reactance_ohm == 0.0;
        if (!is_joined || reading.place[at(far)] >= 0) continue;
        reading.place[at(far)] = place;
        reached.push_back(far);
      }
    }
  }
}

void SwingNetwork::fill(const network::Network& network, const Reading& reading,
                        const std::vector<SwingTerminal>& sets) {
  const auto place = [&](NodeId node) { return reading.place[static_cast<std::size_t>(node)]; };
  const auto per_watt = [&](double resistance_ohm, double reactance_ohm, NodeId node) {
    const double nominal_v = network.node(node).nominal_v;
    return network::Complex(resistance_ohm, reactance_ohm) / (nominal_v * nominal_v);
  };
  zone_ = {};
  zone_.nodes.resize(reading.joined.size());
  zone_.loads.resize(reading.joined.size());
  for (std::size_t i = 0; i < zone_.loads.size(); ++i) zone_.loads[i].node = static_cast<int>(i);
  for (const LinkId id : reading.links) {
    const network::LinkSpec& spec = network.link(id);
    if (place(spec.upper) == place(spec.lower)) continue;
    zone_.edges.push_back({place(spec.upper), place(spec.lower),
                           per_watt(spec.resistance_ohm, spec.reactance_ohm, spec.lower)});
  }
  lags_.clear();
  for (const SwingTerminal& set : sets) {
    const int hours = reading.hours[static_cast<std::size_t>(set.node)] % 12;
    lags_.push_back(kHourRad * hours);
    zone_.sources.push_back({place(set.node), 1.0, per_watt(0.0, set.reactance_ohm, set.node)});
  }
  solver_.prepare(zone_);
}

bool SwingNetwork::differs(core::Tick now, const std::vector<Draw>& draws) const {
  if (draws.size() != draws_.size()) return true;
  const double t_s = core::seconds(now - assumed_at_);
  const double most_w = kSamePart * scale_w_;
  for (std::size_t i = 0; i < draws.size(); ++i) {
    const Draw& is = draws[i];
    const Draw& was = draws_[i];
    if (std::abs(was.power_w + was.power_per_s * t_s - is.power_w) > most_w ||
        std::abs(was.reactive_var + was.reactive_per_s * t_s - is.reactive_var) > most_w ||
        std::abs(was.power_per_s - is.power_per_s) > most_w ||
        std::abs(was.reactive_per_s - is.reactive_per_s) > most_w) {
      return true;
    }
  }
  return false;
}

void SwingNetwork::assume(core::Tick now) {
  draws_ = read_;
  assumed_at_ = now;
}

bool SwingNetwork::is_flat() const {
  return std::all_of(draws_.begin(), draws_.end(), [](const Draw& draw) {
    return draw.power_per_s == 0.0 && draw.reactive_per_s == 0.0;
  });
}

double SwingNetwork::power_w(double t_s) const {
  double sum_w = 0.0;
  for (const Draw& draw : draws_) sum_w += draw.power_w + draw.power_per_s * t_s;
  return sum_w;
}

bool SwingNetwork::solve(double t_s, const std::vector<std::complex<double>>& emfs,
                         std::vector<SwingFlow>& flows) const {
  for (std::size_t i = 0; i < emfs.size(); ++i) zone_.sources[i].emf = emfs[i];
  for (std::size_t i = 0; i < draws_.size(); ++i) {
    const Draw& draw = draws_[i];
    network::FlowLoad& load = zone_.loads[i];
    load = {.node = static_cast<int>(i),
            .power_w = draw.power_w + draw.power_per_s * t_s,
            .reactive_var = draw.reactive_var + draw.reactive_per_s * t_s};
    if (draw.voltage_pu >= kStiffPu || draw.voltage_pu <= 0.0) continue;
    const double at_rated = 1.0 / (draw.voltage_pu * draw.voltage_pu);
    load.power_w *= at_rated;
    load.reactive_var *= at_rated;
    load.current_limit_w = std::hypot(load.power_w, load.reactive_var);
    load.resistive_pu = 1.0;
  }
  const network::FlowResult& result = solver_.solve(zone_);
  flows.resize(emfs.size());
  for (std::size_t i = 0; i < emfs.size(); ++i) {
    const network::Complex power = result.source_power[i];
    const auto node = static_cast<std::size_t>(zone_.sources[i].node);
    flows[i] = {power.real(), power.imag(), std::abs(result.voltage[node])};
  }
  return result.is_solved;
}

}  // namespace ridethrough::devices
