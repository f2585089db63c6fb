#pragma once

#include <vector>

#include "devices/dense_ode.hpp"
#include "devices/grid/genset_path.hpp"
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
/// Dormand-Prince steps as of one machine; a piece ends where any limiter changes its mode.
class SwingPath {
 public:
  explicit SwingPath(std::vector<SwingSet> sets);

  /// Starts at t = 0. `network` must outlive the path and keep its assumption.
  void restart(const SwingNetwork& network, const std::vector<MachineState>& machines,
               const std::vector<double>& angles_rad);
  void grow_to(double t_s);
  double end_s() const { return pieces_.back().end_s; }

  const std::vector<SwingSet>& sets() const { return sets_; }
  std::vector<SwingPoint> at(double t_s) const;
  /// Deviation of the bus from rated speed, pu.
  double bus_speed(double t_s) const;
  MachineState machine(std::size_t set, double t_s) const;
  /// At this moment no state moves by more than what is nothing (is_still of one machine).
  bool is_still(double t_s) const;

  /// First time in [from, until] at which `is_so(t)`; `until` + 1 if there is none.
  template <class Condition>
  double first_time(double from_s, double until_s, const Condition& is_so) const;

 private:
  using State = std::vector<double>;
  static constexpr std::size_t kWidth = kMachineStates + 1;  // its angle comes last
  struct Piece {
    double start_s = 0.0;
    double end_s = 0.0;
    std::vector<Limiter> modes;
    DensePath<State> path;
  };

  void begin_piece(double start_s, const State& start);
  void grow();
  const Piece& piece_at(double t_s) const;
  State state(double t_s) const;
  double bus_speed(const State& state) const;
  MachineState machine_of(const State& state, std::size_t set) const;
  std::vector<SwingPoint> points(double t_s, const State& state) const;
  void share(std::vector<SwingPoint>& points) const;
  State slope(double t_s, const State& state, const std::vector<Limiter>& modes) const;
  bool leaves(const Piece& piece, double t_s, const State& state) const;

  std::vector<SwingSet> sets_;
  std::vector<double> weights_;  // their sum is 1
  State tolerance_;
  const SwingNetwork* network_ = nullptr;
  std::vector<Piece> pieces_;
  mutable std::vector<std::complex<double>> emfs_;
  mutable std::vector<SwingFlow> flows_;
};

template <class Condition>
double SwingPath::first_time(double from_s, double until_s, const Condition& is_so) const {
  double begin_s = from_s;
  while (begin_s < until_s) {
    const Piece& piece = piece_at(begin_s);
    const auto* step = piece.path.step_after(begin_s - piece.start_s);
    double end_s = step == nullptr ? piece.end_s : piece.start_s + step->end_s();
    end_s = std::min({end_s, piece.end_s, until_s});
    if (end_s <= begin_s) end_s = until_s;  // rounding at the very end of a piece
    double last_s = begin_s;
    for (int i = 1; i <= kLooksPerStep; ++i) {
      const double look_s = begin_s + (end_s - begin_s) * i / kLooksPerStep;
      if (is_so(look_s)) return first_so(last_s, look_s, is_so);
      last_s = look_s;
    }
    begin_s = end_s;
  }
  return until_s + 1.0;
}

}  // namespace ridethrough::devices
