#pragma once

#include <vector>

#include "devices/grid/genset_path.hpp"
#include "devices/grid/moded_path.hpp"
#include "devices/grid/swing_network.hpp"

namespace ridethrough::devices {

/// One set among several in parallel.
struct SwingSet {
  const Machine* machine = nullptr;
  double rating_w = 0.0;
  double synchronous_hz = 50.0;

  /// Part that its speed has in the frequency of the bus: the admittance of its source, in W.
  double weight() const;
  /// How far its damper winding leads the voltage behind X'd, rad per pu of speed against the bus.
  double lead_rad() const;
};

/// What a set is doing at one moment of a common course.
struct SwingPoint {
  MachineState state{};
  double angle_rad = 0.0;  ///< of its rotor against the bus
  double emf_rad = 0.0;    ///< of the voltage that it makes, damper included
  MachineLoad load;
  double voltage_pu = 0.0;
};

/// Common course of several sets that swing against each other through a network.
///
/// Rotor    delta_i' = w_s (w_i - w_bus), with the machine's own equations for the rest
/// Network  E_i at delta_i + lead_i (w_i - w_bus) behind X'd_i, demands of constant power: solved
///          at every evaluation, so that what all give is what is drawn
/// Bus      w_bus = sum(y_i w_i) / sum(y_i), y_i the admittance of a source (frequency divider,
///          Milano and Ortega, IEEE Trans. Power Systems 32, 2017)
/// Damper   as a lead of the angle it is power that passes through the network: D = lead / (X'd pf)
///
/// Steps as of one machine; a mode is that of all limiters.
class SwingPath {
 public:
  explicit SwingPath(std::vector<SwingSet> sets);

  /// Starts at t = 0. `network` must outlive the path and keep its assumption.
  void restart(const SwingNetwork& network, const std::vector<MachineState>& machines,
               const std::vector<double>& angles_rad);
  void grow_to(double t_s);
  double end_s() const { return path_.end_s(); }

  const std::vector<SwingSet>& sets() const { return sets_; }
  std::vector<SwingPoint> at(double t_s) const;
  /// Deviation of the bus from rated speed, pu.
  double bus_speed(double t_s) const;
  MachineState machine(std::size_t set, double t_s) const;
  /// At this moment no state moves by more than what is nothing (is_still of one machine).
  bool is_still(double t_s) const;

  /// As of ModedPath.
  template <class Condition>
  double first_time(double from_s, double until_s, const Condition& is_so) const {
    return path_.first_time(from_s, until_s, is_so);
  }

 private:
  using State = std::vector<double>;
  using Modes = std::vector<Limiter>;                        // by set
  static constexpr std::size_t kWidth = kMachineStates + 1;  // its angle comes last

  // The equations of a ModedPath.
  friend class ModedPath<State, Modes>;
  Modes mode_at(double t_s, const State& state) const;
  State slope(double t_s, const State& state, const Modes& modes) const;
  bool leaves(double t_s, const State& state, const Modes& modes) const;

  double bus_speed(const State& state) const;
  MachineState machine_of(const State& state, std::size_t set) const;
  std::vector<SwingPoint> points(double t_s, const State& state) const;
  void share(std::vector<SwingPoint>& points) const;

  std::vector<SwingSet> sets_;
  std::vector<double> weights_;  // their sum is 1
  State tolerance_;
  const SwingNetwork* network_ = nullptr;
  ModedPath<State, Modes> path_;
  mutable std::vector<std::complex<double>> emfs_;
  mutable std::vector<SwingFlow> flows_;
};

}  // namespace ridethrough::devices
