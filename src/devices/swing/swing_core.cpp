#include "devices/swing/swing_core.hpp"

namespace ridethrough::devices {

namespace {

std::size_t index_of(network::NodeId node) { return static_cast<std::size_t>(node); }

network::NodeId far_end(const network::LinkSpec& link, network::NodeId node) {
  return link.upper == node ? link.lower : link.upper;
}

}  // namespace

void SwingCore::read(const network::Network& network, const std::vector<network::NodeId>& kept) {
  if (links_.empty()) list_links(network);
  reach(network, kept.front());
  cut_leaves(network, kept);
  place_.assign(links_.size(), -1);
  core_links_.clear();
  places_.clear();
  for (const network::NodeId node : nodes_) {
    if (!is_cut_[index_of(node)] && place(node) < 0) join(network, node);
  }
}

void SwingCore::list_links(const network::Network& network) {
  links_.resize(network.nodes());
  for (network::LinkId id = 0; id < static_cast<network::LinkId>(network.links()); ++id) {
    links_[index_of(network.link(id).upper)].push_back(id);
    links_[index_of(network.link(id).lower)].push_back(id);
  }
}

void SwingCore::reach(const network::Network& network, network::NodeId first) {
  degree_.assign(links_.size(), -1);
  hours_.assign(links_.size(), 0);
  is_reversed_.assign(network.links(), false);
  nodes_ = {first};
  degree_[index_of(first)] = 0;
  for (std::size_t next = 0; next < nodes_.size(); ++next) {
    const network::NodeId node = nodes_[next];
    for (const network::LinkId id : links_[index_of(node)]) {
      if (!network.is_closed(id)) continue;
      const network::LinkSpec& link = network.link(id);
      const network::NodeId far = far_end(link, node);
      ++degree_[index_of(node)];
      if (degree_[index_of(far)] >= 0) continue;
      degree_[index_of(far)] = 0;
      hours_[index_of(far)] = hours(node) + (link.upper == node ? link.clock : -link.clock);
      is_reversed_[static_cast<std::size_t>(id)] = link.upper == far;
      nodes_.push_back(far);
    }
  }
}

void SwingCore::cut_leaves(const network::Network& network,
                           const std::vector<network::NodeId>& kept) {
  is_cut_.assign(links_.size(), false);
  const auto never_a_leaf = static_cast<int>(network.links()) + 2;
  for (const network::NodeId node : kept) degree_[index_of(node)] += never_a_leaf;
  std::vector<network::NodeId> leaves;
  for (const network::NodeId node : nodes_) {
    if (degree_[index_of(node)] <= 1) leaves.push_back(node);
  }
  while (!leaves.empty()) {
    const network::NodeId leaf = leaves.back();
    leaves.pop_back();
    is_cut_[index_of(leaf)] = true;
    for (const network::LinkId id : links_[index_of(leaf)]) {
      const network::NodeId far = far_end(network.link(id), leaf);
      if (!network.is_closed(id) || is_cut_[index_of(far)]) continue;
      if (--degree_[index_of(far)] == 1) leaves.push_back(far);
    }
  }
}

/// A new place, with all that is joined to its first node without impedance.
void SwingCore::join(const network::Network& network, network::NodeId seed) {
  const int place = static_cast<int>(places_.size());
  places_.push_back(seed);
  std::vector<network::NodeId> reached{seed};
  place_[index_of(seed)] = place;
  for (std::size_t next = 0; next < reached.size(); ++next) {
    const network::NodeId node = reached[next];
    for (const network::LinkId id : links_[index_of(node)]) {
      const network::LinkSpec& link = network.link(id);
      const network::NodeId far = far_end(link, node);
      if (!network.is_closed(id) || is_cut_[index_of(far)]) continue;
      if (link.upper == node) core_links_.push_back(id);
      const bool is_joined = link.resistance_ohm == 0.0 && link.reactance_ohm == 0.0;
      if (!is_joined || place_[index_of(far)] >= 0) continue;
      place_[index_of(far)] = place;
      reached.push_back(far);
    }
  }
}

}  // namespace ridethrough::devices
