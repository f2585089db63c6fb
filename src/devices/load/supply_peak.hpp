#pragma once

#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices {

/// How far and how long supplies go beyond their current limit.
struct SupplyPeakSettings {
  /// `supplies.peak`; none: not at all. @throws std::invalid_argument below the current limit.
  SupplyPeakSettings(const Parameters& supplies, double current_limit);

  double limit = 0.0;  ///< of the rating; 0: none
  core::Tick longest = 0;
  core::Tick rest = 0;
};

/// Whether the supplies of one cord are within their short peak.
class SupplyPeak {
 public:
  explicit SupplyPeak(const SupplyPeakSettings& settings) : settings_(&settings) {}

  /// They are asked for more than their current limit gives, or not. @return the peak's limit
  /// holds.
  bool follow(core::Tick now, bool is_above);
  bool is_on(core::Tick now) const { return began_ != core::kNever && now < ends(); }
  /// When the peak has lasted for as long as it may.
  core::Tick next() const { return has_ended_ ? core::kNever : ends(); }

 private:
  core::Tick ends() const { return core::later(began_, settings_->longest); }

  const SupplyPeakSettings* settings_;
  core::Tick began_ = core::kNever;
  bool has_ended_ = false;
  core::Tick rested_at_ = 0;
};

}  // namespace ridethrough::devices
