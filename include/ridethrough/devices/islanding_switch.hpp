#pragma once

#include "ridethrough/network/network.hpp"

namespace ridethrough::devices {

class Device;

/// What a converter that forms an island sees of the switch that cuts it from the feed. A
/// static_switch and a breaker are one; `Device::islanding()` answers it. The converter orders
/// `open` and `close` like anybody else: order() and a mark.
class IslandingSwitch {
 public:
  virtual ~IslandingSwitch() = default;
  /// The node on the side of the feed, where the converter judges whether the feed is back.
  virtual network::NodeId upstream() const = 0;
  /// True from the instant at which the contacts are open, not from the order on.
  virtual bool is_open() const = 0;
  /// `watcher` is marked whenever is_open() changes. Called while wiring, once per converter.
  virtual void add_watcher(const Device& watcher) = 0;
};

}  // namespace ridethrough::devices
