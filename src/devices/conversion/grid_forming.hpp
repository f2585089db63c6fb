#pragma once

#include <array>

namespace ridethrough::devices::conversion {

/// How a converter that forms a grid answers its load.
enum class FormingKind { droop, virtual_inertia };

struct FormingSettings {
  FormingKind kind = FormingKind::droop;
  double nominal_hz = 50.0;
  double droop_frac = 0.02;  ///< frequency over nominal, per power over rating
  double set_point = 0.0;    ///< power over rating at which the frequency is nominal
  double cutoff_rad_per_s = 31.415926535897932;  ///< droop: of the filter on its power, 2 pi 5 Hz
  double inertia_s = 5.0;                        ///< virtual inertia: H, stored energy over rating
};

/// A grid-forming converter as a machine: two states and their slopes for the electrical power that
/// the network takes from it, per rating. It holds no state, so that whoever solves the network can
/// integrate all machines of a zone together.
///
///   droop            theta' = -w0 m (Pf - P*),  Pf' = wc (P - Pf)
///   virtual inertia  theta' = w0 u,             2 H u' = P* - P - u / m
///
/// theta is the angle against a clock of nominal frequency, u the speed off nominal. For one
/// machine alone both are the same first-order lag, with 1 / wc = 2 H m. Source: power.md section
/// 4, row GFM.
class FormingModel {
 public:
  /// Angle, rad, and filtered power (droop) or speed off nominal (virtual inertia), pu.
  using State = std::array<double, 2>;

  /// @throws std::invalid_argument for a droop, cutoff or inertia that is not positive.
  explicit FormingModel(const FormingSettings& settings);

  /// The state in which it gives `power` and rests at the frequency that belongs to it.
  State at_rest(double angle_rad, double power) const;
  State slope(const State& state, double power) const;
  double frequency_hz(const State& state) const;
  /// Of the first-order lag that it is when it is alone, s.
  double lag_s() const;

 private:
  double speed(const State& state) const;

  FormingSettings settings_;
};

}  // namespace ridethrough::devices::conversion
