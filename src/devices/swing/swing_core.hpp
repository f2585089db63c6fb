#pragma once

#include <vector>

#include "ridethrough/network/network.hpp"

namespace ridethrough::devices {

/// Which nodes lie between some nodes of a zone as its switches stand: what is left of it when all
/// other leaves are cut off again and again. Nodes that no impedance parts are one place.
class SwingCore {
 public:
  /// `kept` are nodes of one zone; the first is that of the source that leads it, and where vector
  /// groups are counted from.
  void read(const network::Network& network, const std::vector<network::NodeId>& kept);

  /// Index of the place of a node, -1 outside the core.
  int place(network::NodeId node) const { return place_[static_cast<std::size_t>(node)]; }
  /// Hours of vector groups on the way to a node.
  int hours(network::NodeId node) const { return hours_[static_cast<std::size_t>(node)]; }
  /// The end of a link at which the network draws its no-load loss: the one nearer to the first
  /// node, where the way to the far one leads over it; else its upper one.
  network::NodeId no_load_end(network::LinkId link, const network::LinkSpec& spec) const {
    return is_reversed_[static_cast<std::size_t>(link)] ? spec.lower : spec.upper;
  }
  /// Closed links between nodes of the core.
  const std::vector<network::LinkId>& links() const { return core_links_; }
  /// By place: one of its nodes.
  const std::vector<network::NodeId>& places() const { return places_; }
  /// The same nodes are joined by the same links.
  bool is_shaped_as(const SwingCore& other) const {
    return place_ == other.place_ && core_links_ == other.core_links_;
  }

 private:
  void list_links(const network::Network& network);
  void reach(const network::Network& network, network::NodeId first);
  void cut_leaves(const network::Network& network, const std::vector<network::NodeId>& kept);
  void join(const network::Network& network, network::NodeId seed);

  std::vector<std::vector<network::LinkId>> links_;  // by node, open ones too; never changes
  std::vector<network::NodeId> nodes_;               // of the zone, as they were reached
  std::vector<int> degree_;                          // closed links to what is left; -1: elsewhere
  std::vector<bool> is_cut_;                         // by node
  std::vector<bool> is_reversed_;  // by link: the way from the first node leads up it
  std::vector<int> place_, hours_;
  std::vector<network::LinkId> core_links_;
  std::vector<network::NodeId> places_;
};

}  // namespace ridethrough::devices
