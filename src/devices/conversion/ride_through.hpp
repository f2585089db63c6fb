#pragma once

#include "ridethrough/core/time.hpp"
#include "ridethrough/network/network.hpp"

namespace ridethrough::devices::conversion {

enum class CurrentPriority { active, reactive };

struct RideThroughSettings {
  double support = 2.0;         ///< k: reactive current per voltage missing, both per unit
  double active_frac = 0.0;     ///< of the rating, what it offers into a dip; 0: its set point
  double cease_below_pu = 0.0;  ///< below it gives nothing
  double low_pu = 0.9;          ///< a dip begins here
  double current_limit_frac = 1.2;
  CurrentPriority priority = CurrentPriority::reactive;
  core::Tick delay = 0;  ///< from the voltage to the current
};

/// What a converter that follows gives while the voltage is below its window: reactive current
/// k (1 - V), active current out of what the current limit leaves, or the other way round. Source:
/// power.md section 4, row BESS GFL.
class RideThrough {
 public:
  explicit RideThrough(const RideThroughSettings& settings) : settings_(settings) {}

  struct Currents {
    double active = 0.0;    ///< per rated current, positive out of the converter
    double reactive = 0.0;  ///< positive: supports the voltage
    bool operator==(const Currents&) const = default;
  };
  /// Currents at `voltage_pu`, for active power `active_frac` of the rating.
  Currents currents(double voltage_pu, double active_frac) const;

  /// Reads the voltage at its terminals and moves on; true when it acts on another voltage.
  bool follow(core::Tick now, double voltage_pu, bool is_energised);
  /// The voltage has been low for the delay, or what was given for it is not yet withdrawn.
  bool is_acting() const { return is_acting_; }
  /// A dip has begun, or what was given for one is not yet withdrawn.
  bool is_engaged() const { return is_acting_ || is_low(seen_pu_); }
  /// The voltage that it acts on.
  double voltage_pu() const { return voltage_pu_; }
  double active_frac(double set_point_frac) const {
    return settings_.active_frac > 0.0 ? settings_.active_frac : set_point_frac;
  }
  /// Voltages inside of which reading is not needed.
  network::Band band() const;
  core::Tick next() const { return acts_at_; }
  void rest();

 private:
  bool is_low(double voltage_pu) const { return voltage_pu < settings_.low_pu; }
  void see(core::Tick now, double voltage_pu);
  void note_begin(core::Tick now);

  RideThroughSettings settings_;
  bool is_acting_ = false;
  double voltage_pu_ = 1.0;  ///< acted on
  double seen_pu_ = 1.0;
  core::Tick acts_at_ = core::kNever;
  int corrections_ = 0;
  core::Tick withdrew_at_ = core::kNever;
  core::Tick stays_ = 0;  ///< that much longer, after a voltage that came back
};

}  // namespace ridethrough::devices::conversion
