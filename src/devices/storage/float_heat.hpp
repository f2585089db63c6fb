#pragma once

#include <optional>

namespace ridethrough::devices::storage {

/// Temperature of a cell on float: the current warms it, and warmth raises the current,
///
///   C dT/dt = V I0 2^((T - 25 degC) / d) - C (T - room) / tau.
///
/// What flows on float recombines and is all heat. Two temperatures balance, of which the lower is
/// stable, or none does, and the cell runs away: Semenov's theory of thermal explosion (Z. Phys.
/// Chem. 48, 1928), with an exponential in the temperature itself.
struct FloatHeat {
  double rise_k = 0.0;     ///< V I0 tau / C at the temperature of the room
  double doubling_k = 10;  ///< d
  double cooling_s = 1.0;  ///< tau

  /// Kelvin over the room at which the cell stays, starting cold; none if it runs away.
  std::optional<double> stable_k() const;

  /// Seconds from the temperature of the room to `limit_k` over it; none if it never gets there.
  std::optional<double> time_to_s(double limit_k) const;
};

}  // namespace ridethrough::devices::storage
