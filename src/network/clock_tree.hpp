#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ridethrough/network/windings.hpp"

namespace ridethrough::network {

inline constexpr int kHours = 12;  ///< of the dial on which clock numbers are counted

/// The same clock number from 0 to 11.
inline int on_dial(int clock) { return ((clock % kHours) + kHours) % kHours; }

/// A closed link for what follows: the lower end lags the upper by `clock` times 30 degrees.
struct ClockEdge {
  NodeId upper = 0, lower = 0;
  int clock = 0;
};

/// What `unequal_loop` found, with the names of its nodes in turn.
std::string loop_text(const UnequalLoop& loop, const std::vector<std::string>& names);

/// Trees over nodes that edges join, each from its first node on.
class ClockTree {
 public:
  ClockTree(std::size_t nodes, const std::vector<ClockEdge>& edges);

  /// The first edge on which the lags do not agree, with the way round it.
  std::optional<UnequalLoop> unequal_loop() const;
  std::optional<int> hours_between(NodeId one, NodeId other) const;
  /// From the lower end of an edge up to where the ways from both its ends meet, and down to its
  /// upper end.
  std::vector<NodeId> way_round(const ClockEdge& chord) const;

 private:
  struct Place {
    NodeId parent = -1;
    NodeId root = -1;
    int depth = 0;
    int clock = 0;
  };
  const Place& place(NodeId id) const { return places_[static_cast<std::size_t>(id)]; }
  void grow(NodeId root, const std::vector<std::vector<std::size_t>>& edges_at);

  std::vector<ClockEdge> edges_;
  std::vector<Place> places_;
};

}  // namespace ridethrough::network
