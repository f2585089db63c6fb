#pragma once

#include <memory>
#include <vector>

#include "ridethrough/network/power_flow.hpp"

namespace ridethrough::network {

/// Admittances, W/pu^2, between nodes and to earth, factored once: voltages of given currents. A
/// part without a way to earth has no voltage and takes no current.
class LinearNetwork {
 public:
  explicit LinearNetwork(std::size_t nodes);
  ~LinearNetwork();
  LinearNetwork(LinearNetwork&&) noexcept;
  LinearNetwork& operator=(LinearNetwork&&) noexcept;

  /// `ratio`: of an ideal transformer at `from`; the admittance is as the end `to` has it.
  void add_branch(int from, int to, Complex admittance, double ratio);
  void add_earth(int at, Complex admittance);
  /// The node has the voltage that is given to solve(), whatever it takes.
  void hold(int at);
  /// A source as it looks from elsewhere: its node held, or earthed behind its impedance.
  void short_behind(int at, Complex impedance);
  void factor();

  /// Voltage per current that is drawn at the node, 1/W; infinite without a way to earth.
  Complex driving_point(int at) const;
  /// Voltages, pu, when `current`, W/pu, enters each node; at held ones `current` is the voltage.
  std::vector<Complex> solve(const std::vector<Complex>& current) const;
  bool is_held(int at) const;

 private:
  struct Factors;
  std::unique_ptr<Factors> factors_;
};

}  // namespace ridethrough::network
