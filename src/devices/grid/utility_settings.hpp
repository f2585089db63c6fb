#pragma once

#include <memory>
#include <optional>

#include "devices/grid/distant_fault.hpp"
#include "devices/grid/grid_area.hpp"
#include "devices/grid/stepped_ramp.hpp"
#include "ridethrough/devices/parameters.hpp"
#include "ridethrough/devices/playback.hpp"

namespace ridethrough::devices {

/// The parameters of a utility, read and checked against each other.
struct UtilitySettings {
  /// @throws std::invalid_argument for values that contradict each other.
  explicit UtilitySettings(const Parameters& parameters);

  double nominal_v = 0.0, nominal_hz = 0.0;
  std::shared_ptr<const Playback> played_v;   ///< null: held at nominal
  std::shared_ptr<const Playback> played_hz;  ///< null: held at nominal, or made by the area
  DistantFault::Source source;                ///< no impedance: stiff
  double rating_va = 0.0;
  double angle_rad = 0.0;
  StepSize steps;
  std::optional<AreaSettings> area;
  double imbalance_w = 0.0;
};

}  // namespace ridethrough::devices
