#pragma once

#include <string_view>
#include <vector>

#include "devices/cooling/cooled_loop.hpp"
#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// Counts how often a loop could not give its heat away, and tells it.
class LoopWatch {
 public:
  /// After the loop has settled; `is_on`: its own machine runs.
  void follow(Ports& ports, const Device& device, const CooledLoop& loop, bool is_on);
  void report(const View& view, const CooledLoop& loop, Report& report) const;
  bool is_lost() const { return is_lost_; }

 private:
  bool is_lost_ = false;
  std::vector<Incident> losses_;
};

}  // namespace ridethrough::devices
