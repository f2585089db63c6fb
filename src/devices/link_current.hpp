#pragma once

#include <array>

#include "ridethrough/network/network.hpp"

namespace ridethrough::devices {

/// The square of a current over time, t in s since its anchor: square + slope t + bend t^2, in A^2.
/// Power and reactive power are straight lines and the voltage is held between two solves, so this
/// is exact.
struct CurrentCourse {
  double square = 0.0;
  double slope = 0.0;
  double bend = 0.0;

  double at(double t_s) const { return square + t_s * (slope + t_s * bend); }
  bool is_constant() const { return slope == 0.0 && bend == 0.0; }
  /// Times after the anchor at which the square passes `level`, ascending; infinity where none.
  std::array<double, 2> crossings(double level) const;
};

/// What flows out of the lower end of a link, for those whom its current drives.
class LinkCurrent {
 public:
  /// `owner` is marked from now on whenever the current may have changed.
  void wire(network::Network& network, network::LinkId link, core::ProcessId owner);
  /// Reads the link. False if it carries what it carried at the last call, which keeps the anchor.
  bool follow(const network::Network& network, core::Tick now);
  /// The same of a flow that is no link's; `fault_w`: what it is at 1 pu where it does not tell it.
  bool take(const network::Flow& flow, double voltage_pu, double fault_w, core::Tick now);

  network::NodeId node() const { return node_; }  ///< at its lower end
  core::Tick anchor() const { return anchor_; }
  const CurrentCourse& course() const { return course_; }
  double amperes(core::Tick now) const;
  /// The same course with its anchor at `now`.
  CurrentCourse course_from(core::Tick now) const;

 private:
  network::LinkId link_ = -1;
  network::NodeId node_ = -1;
  double base_v_ = 1.0;  // volts per pu, with the phases
  network::Flow flow_;
  double voltage_pu_ = 0.0;
  double fault_w_ = 0.0;  // where the flow does not tell the current
  core::Tick anchor_ = 0;
  CurrentCourse course_;
};

/// Current of the phase that carries most, out of the lower end at `now`; 0 without voltage.
double link_current_a(const network::Network& network, network::LinkId link, core::Tick now);

/// Volts per pu by which an apparent power is divided for its current: sqrt(3) U for three phases.
double current_base_v(const network::NodeSpec& node);

}  // namespace ridethrough::devices
