#include "ridethrough/devices/power_signal.hpp"

namespace ridethrough::devices {

void WatchedFlag::put(const Ports& ports, bool is_set) {
  if (is_set == is_set_) return;
  is_set_ = is_set;
  since_ = ports.now();
  for (const Device* watcher : watchers_) ports.mark(*watcher);
}

}  // namespace ridethrough::devices
