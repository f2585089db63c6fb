#pragma once

#include <array>

namespace ridethrough::devices::conversion {

/// Synchronous-reference-frame PLL of a converter that follows a grid, per its phase error d and
/// the state x of its integrator:
///
///   d' = dw - (kp sin d + x),  x' = ki sin d,  kp = 2 zeta wn,  ki = wn^2
///
/// with dw the grid's frequency off nominal, rad/s. Source: power.md section 4, row BESS GFL. The
/// voltage is taken at 1 pu: a weaker one lowers both gains.
class PhaseLockedLoop {
 public:
  /// Phase error (grid - loop), rad; integrator, rad/s.
  using State = std::array<double, 2>;

  /// @throws std::invalid_argument unless both are positive.
  PhaseLockedLoop(double natural_hz, double damping);

  State slope(const State& state, double grid_off_rad_per_s) const;
  /// What the loop takes for the frequency off nominal, Hz.
  double off_hz(const State& state) const;
  /// How long after a jump of the grid's angle the error stays above `within_rad`, s; bracketed on
  /// an error-controlled path.
  double settles_in_s(double jump_rad, double within_rad) const;

 private:
  double proportional_;
  double integral_;
};

}  // namespace ridethrough::devices::conversion
