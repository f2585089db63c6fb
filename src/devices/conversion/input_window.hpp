#pragma once

#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/parameters.hpp"
#include "ridethrough/devices/schema.hpp"
#include "ridethrough/network/network.hpp"

namespace ridethrough::devices::conversion {

/// The voltage by which a converter judges a feed. The only place that says which one it is.
/// The phase that is further from nominal: a fault to earth leaves the others whole.
inline double judged_pu(const network::Supply& supply) {
  const bool is_high = supply.highest_phase_pu - 1.0 > 1.0 - supply.lowest_phase_pu;
  return is_high ? supply.highest_phase_pu : supply.lowest_phase_pu;
}
/// Of the map `input_window`.
inline constexpr ParamSpec kInputWindowFields[] = {
    {.name = "full_power",
     .kind = Kind::range,
     .unit = "pu",
     .fallback = "[0.85 pu, 1.10 pu]",
     .text = "voltage at which the rectifier gives full power",
     .low = 0.0,
     .high = 2.0,
     .source = "power.md 2.2"},
    {.name = "derated_to",
     .unit = "pu",
     .fallback = "0.60 pu",
     .text = "below full power its power falls with the voltage down to here, then to zero",
     .low = 0.0,
     .high = 1.0,
     .source = "power.md 2.2"},
};

/// How a rectifier judges the voltage at its input.
struct WindowLimits {
  double full_low_pu = 0.85;
  double full_high_pu = 1.10;
  double derated_low_pu = 0.60;
  double qualify_pu = 0.02;  ///< a voltage must come back by this much
};

/// Reads `input_window` and `qualify`.
/// @throws std::invalid_argument for a window that can not be entered again.
WindowLimits window_limits(const Parameters& parameters);

enum class InputZone { full, derated, low, high, dead };

/// Remembers what it last accepted, with hysteresis in voltage and a dwell in time: a rectifier
/// that unloads a weak feed lifts the voltage, and would load it again at once.
class InputWindow {
 public:
  explicit InputWindow(const WindowLimits& limits) : limits_(limits) {}

  /// True when the zone, or the voltage of the derated zone, changed by this reading.
  bool read(core::Tick now, const network::Supply& supply);

  const WindowLimits& limits() const { return limits_; }
  InputZone zone() const { return zone_; }
  bool is_usable() const { return zone_ == InputZone::full || zone_ == InputZone::derated; }
  /// Part of the full capability that the rectifier has at the accepted voltage.
  double capability_frac() const;
  /// Inside of this band nothing changes.
  network::Band band() const;
  /// When a better voltage that came too soon is to be read again; kNever if there is none.
  core::Tick retry_at() const { return retry_at_; }

 private:
  bool is_inside_band(double voltage_pu) const;
  void note_fall(core::Tick now);
  InputZone zone_of(double voltage_pu, bool is_start) const;

  WindowLimits limits_;
  InputZone zone_ = InputZone::dead;
  double voltage_pu_ = 0.0;
  core::Tick lowered_at_ = -1;
  core::Tick risen_at_ = -1;
  core::Tick rise_dwell_ = 1'000'000;
  int rises_in_instant_ = 0;
  core::Tick retry_at_ = core::kNever;
};

}  // namespace ridethrough::devices::conversion
