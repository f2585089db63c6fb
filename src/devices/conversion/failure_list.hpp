#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "devices/parameter_access.hpp"
#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices::conversion {

/// What is out of order of a device made of modules. Failures overlap: each ends with its own
/// `for:`, and a repair ends them all.
class FailureList {
 public:
  void begin(const Command& failure) { present_.push_back(failure.arguments); }
  /// The end of a failure that a repair has ended already does nothing.
  void end(const Command& command) {
    if (command.verb == Verb::repair) {
      present_.clear();
      return;
    }
    const auto found = std::find(present_.begin(), present_.end(), command.arguments);
    if (found != present_.end()) present_.erase(found);
  }
  bool has(std::string_view mode) const {
    return std::any_of(present_.begin(), present_.end(),
                       [&](const Parameters& failure) { return mode_of(failure) == mode; });
  }
  /// Of what fails in this mode, by the `number` of each failure.
  std::int64_t number_of(std::string_view mode) const {
    std::int64_t sum = 0;
    for (const Parameters& failure : present_) {
      if (mode_of(failure) == mode) sum += count_or(failure, "number", 1);
    }
    return sum;
  }

 private:
  static std::string_view mode_of(const Parameters& failure) { return get(failure, "as").word(); }

  std::vector<Parameters> present_;
};

}  // namespace ridethrough::devices::conversion
