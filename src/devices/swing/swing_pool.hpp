#pragma once

#include <memory>
#include <vector>

#include "devices/run_store.hpp"
#include "devices/swing/swing_group.hpp"

namespace ridethrough::devices {

/// All sources of a run that may swing; finds which of them do, against each other.
class SwingPool {
 public:
  std::size_t join(SwingMember& member);
  /// Carries the group of a member that is on line. False if it is in none: alone, led by a grid,
  /// beside a source whose voltage is ideal, or standing aside.
  bool carry(Ports& ports, std::size_t handle, const Device& asking, bool is_settled);
  /// It goes off line.
  void leave(std::size_t handle) { groups_[handle].reset(); }
  /// Out of its group, if it is in one.
  void part(std::size_t handle, core::Tick now);
  /// All of its group out of it: a unit becomes another. The next carry() makes them anew.
  void dissolve(std::size_t handle, core::Tick now);
  /// Of the group of a member, if it is in one.
  void steer(std::size_t handle, std::optional<double> speed);
  /// One of the members makes the voltage of this node.
  bool is_led_by_member(const network::Network& network, network::NodeId node) const;
  RunStore& store() { return store_; }

 private:
  std::vector<SwingMember*> partners(const network::Network& network, std::size_t handle) const;
  void gather(const std::vector<SwingMember*>& found, core::Tick now, bool is_settled);
  std::vector<SwingMember*> members_;
  std::vector<std::shared_ptr<SwingGroup>> groups_;
  RunStore store_;
};

}  // namespace ridethrough::devices
