#pragma once

#include <array>
#include <cstddef>
#include <string>

#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/device.hpp"
#include "ridethrough/network/network.hpp"

namespace ridethrough::devices {

/// Holds the voltage of one ac input against the curves that information technology and the tools
/// of semiconductor plants must ride through: ITIC (2000) and SEMI F47-0706. The lowest phase is
/// held against the dips and the highest against the swells. An excursion breaks a curve once it
/// has been beyond a limit for longer than that allows, without a break.
/// Accuracy  durations to the nanosecond; how deep it was is known by the limits that it crossed
class InputImmunity {
 public:
  InputImmunity() { since_.fill(core::kNever); }

  void read(core::Tick now, double lowest_pu, double highest_pu);
  /// `band`, no wider than to the next limit on either side.
  network::Band narrowed(network::Band band) const;
  /// Nothing for an input that never was beyond a limit; else a verdict for each curve, of its
  /// worst excursion. `input` counts from 1.
  void report(core::Tick now, std::size_t input, Report& report) const;

  static constexpr std::size_t kLimits = 8;
  static constexpr std::size_t kCurves = 2;

 private:
  struct Excursion {
    core::Tick at = 0;
    core::Tick lasted = 0;
    core::Tick margin = core::kNever;  ///< allowed less lasted; kNever: never beyond a limit
    std::size_t limit = 0;             ///< that it was beyond
  };
  using Excursions = std::array<Excursion, kCurves>;

  static bool is_beyond(std::size_t limit, double lowest_pu, double highest_pu);
  void judge(std::size_t limit, core::Tick now, Excursions& worst) const;

  double lowest_pu_ = 1.0;
  double highest_pu_ = 1.0;
  std::array<core::Tick, kLimits> since_{};
  Excursions worst_{};
};

}  // namespace ridethrough::devices
