#pragma once

#include <limits>

#include "ridethrough/core/time.hpp"
#include "ridethrough/network/network.hpp"

namespace ridethrough::devices {

/// Remembers since when a feed is inside or outside a voltage window.
class FeedWatch {
 public:
  FeedWatch(double low_pu, double high_pu) : low_pu_(low_pu), high_pu_(high_pu) {}

  /// True when the feed changed sides.
  bool read(core::Tick now, const network::Supply& supply) {
    const bool is_good = supply.is_energised && supply.lowest_phase_pu >= low_pu_ &&
                         supply.highest_phase_pu <= high_pu_;
    is_above_ = supply.is_energised && supply.highest_phase_pu > high_pu_;
    if (is_good == (good_since_ != core::kNever) && bad_since_ != good_since_) return false;
    good_since_ = is_good ? now : core::kNever;
    bad_since_ = is_good ? core::kNever : now;
    return true;
  }
  core::Tick good_since() const { return good_since_; }
  core::Tick bad_since() const { return bad_since_; }
  /// Inside of this band of voltages the feed stays on its side.
  network::Band band() const {
    if (good_since_ != core::kNever) return {low_pu_, high_pu_};
    if (is_above_) return {high_pu_, std::numeric_limits<double>::infinity()};
    return {0.0, low_pu_};
  }

 private:
  double low_pu_;
  double high_pu_;
  bool is_above_ = false;
  core::Tick good_since_ = core::kNever;  // both kNever: never read
  core::Tick bad_since_ = core::kNever;
};

}  // namespace ridethrough::devices
