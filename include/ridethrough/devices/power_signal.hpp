#pragma once

#include <vector>

#include "ridethrough/devices/device.hpp"

/// What devices let others know without a voltage between them: contacts and messages.
namespace ridethrough::devices {

/// A yes or no of one device, and those that are marked when it changes.
class WatchedFlag {
 public:
  bool is_set() const { return is_set_; }
  /// When it changed last; 0 if it never did.
  core::Tick since() const { return since_; }
  void watch(const Device& watcher) { watchers_.push_back(&watcher); }
  /// By its owner, in react(). The same again changes nothing.
  void put(const Ports& ports, bool is_set);

 private:
  bool is_set_ = false;
  core::Tick since_ = 0;
  std::vector<const Device*> watchers_;
};

/// What tells of a power event: the "on battery" contact of a converter, set while it feeds from
/// what it has stored; the under-voltage relay of a utility, set while it is lost.
class PowerSignal {
 public:
  virtual ~PowerSignal() = default;
  WatchedFlag& power_event() { return power_event_; }

 private:
  WatchedFlag power_event_;
};

/// Something that draws power, and whose loss others hear of: a switch of the fabric, a pump.
class PoweredGear {
 public:
  virtual ~PoweredGear() = default;
  WatchedFlag& is_dark() { return is_dark_; }

 private:
  WatchedFlag is_dark_;
};

}  // namespace ridethrough::devices
