#pragma once

#include <complex>
#include <memory>
#include <vector>

#include "devices/moded_path.hpp"
#include "devices/swing/swing_network.hpp"
#include "devices/swing/swing_unit.hpp"

namespace ridethrough::devices {

/// The units of a course.
using SwingUnits = std::vector<std::shared_ptr<const SwingUnit>>;

/// What a unit is doing at one moment of a common course.
struct SwingPoint {
  SwingState state{};
  double angle_rad = 0.0;   ///< of its rotor or clock against the bus
  double emf_rad = 0.0;     ///< of the voltage that it makes, damper and current limit included
  double emf_pu = 0.0;      ///< the same
  bool is_limited = false;  ///< its current is at its limit
  SwingLoad load;
  double voltage_pu = 0.0;
};

/// Common course of several units that swing against each other through a network.
///
/// Angle    delta_i' = w_s (w_i - w_bus), with the unit's own equations for the rest
/// Network  E_i at delta_i + lead_i (w_i - w_bus) behind X'd_i, demands of constant power: solved
///          at every evaluation, so that what all give is what is drawn
/// Bus      w_bus = sum(y_i w_i) / sum(y_i), y_i the admittance of a source (frequency divider,
///          Milano and Ortega, IEEE Trans. Power Systems 32, 2017); those without impedance alone
/// Damper   as a lead of the angle it is power that passes through the network: D = lead / (X'd pf)
///
/// Steps as of one unit; a mode is that of all of them.
class SwingPath {
 public:
  explicit SwingPath(SwingUnits units);

  /// Starts at t = 0. `network` must outlive the path and keep its assumption. `trim`: pu of speed
  /// by which all are shifted.
  void restart(const SwingNetwork& network, const std::vector<SwingState>& states,
               const std::vector<double>& angles_rad, double trim);
  void grow_to(double t_s);
  double end_s() const { return path_.end_s(); }

  const SwingUnit& unit(std::size_t place) const { return *units_[place]; }
  double trim() const { return trim_; }
  std::vector<SwingPoint> at(double t_s) const;
  /// Deviation of the bus from rated speed, pu.
  double bus_speed(double t_s) const;
  SwingState state(std::size_t place, double t_s) const;
  /// At this moment no state moves by more than what is nothing.
  bool is_still(double t_s) const;

  /// As of ModedPath.
  template <class Condition>
  double first_time(double from_s, double until_s, const Condition& is_so) const {
    return path_.first_time(from_s, until_s, is_so);
  }

 private:
  using State = std::vector<double>;
  using Modes = std::vector<int>;                          // by unit
  static constexpr std::size_t kWidth = kSwingStates + 1;  // its angle comes last

  // The equations of a ModedPath.
  friend class ModedPath<State, Modes>;
  Modes mode_at(double t_s, const State& state) const;
  State slope(double t_s, const State& state, const Modes& modes) const;
  bool leaves(double t_s, const State& state, const Modes& modes) const;

  double bus_speed(const State& state) const;
  static SwingState state_of(const State& state, std::size_t place);
  std::vector<SwingPoint> points(double t_s, const State& state) const;
  void share(std::vector<SwingPoint>& points) const;

  SwingUnits units_;
  std::vector<double> weights_;  // their sum is 1
  State tolerance_;
  double trim_ = 0.0;
  const SwingNetwork* network_ = nullptr;
  ModedPath<State, Modes> path_;
  mutable std::vector<std::complex<double>> emfs_;
  mutable std::vector<SwingFlow> flows_;
};

}  // namespace ridethrough::devices
