#pragma once

#include "devices/loss_curve.hpp"
#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices::conversion {

/// What a cabinet does about the temperature of its cells, and what its auxiliaries draw. All of it
/// is stationary: the room of a run has one temperature, so nothing here ever needs a timer.
struct CabinetClimate {
  double cells_k = 298.15;   ///< of the cells: the room's, or what the heater holds
  double standing_w = 0.0;   ///< controls, fans and heater: whatever the converter does
  double rating_frac = 1.0;  ///< of the rating, derated at `cells_k`
  /// Power that cooling draws over the rating: heat / COP, with the heat of the converter and the
  /// cells, which grows with the square of the load.
  LossCurve cooling{{}};

  bool has_auxiliaries() const { return standing_w > 0.0 || !cooling.is_zero(); }
};

/// Temperature of the cells that bound parameters of a bess describe, K; never throws.
double cabinet_cells_k(const Parameters& parameters);

/// Reads `temperature` (or that of `cells`), `auxiliary`, `cooling`, `heater` and `derating`;
/// `converter` is the loss of the converter.
/// @throws std::invalid_argument when heater and cooling would work against each other, or the
/// temperatures of `derating` do not rise.
CabinetClimate cabinet_climate(const Parameters& parameters, const LossCurve& converter);

}  // namespace ridethrough::devices::conversion
