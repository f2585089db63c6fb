#pragma once

#include <complex>
#include <vector>

#include "devices/swing/swing_core.hpp"
#include "ridethrough/network/network.hpp"
#include "ridethrough/network/power_flow.hpp"

namespace ridethrough::devices {

/// Where a set stands in a network, and the impedance of its source.
struct SwingTerminal {
  network::SourceId source = -1;
  network::NodeId node = -1;
  double reactance_ohm = 0.0;
};

/// What a set gives at its terminals.
struct SwingFlow {
  double power_w = 0.0;
  double reactive_var = 0.0;
  double voltage_pu = 0.0;
};

/// The part of a zone that lies between sets in parallel, with all that hangs on it as demands of
/// constant power: small enough to be solved inside the derivatives of their rotors.
///
/// Its nodes are what is left when all leaves but the sets are cut off, joined where no impedance
/// lies between. What a node draws follows from the flows that the zone has now (Kirchhoff), so it
/// may hide anything. Below 0.7 pu (as the network has it in a short circuit) it is an admittance.
class SwingNetwork {
 public:
  /// Reads the zone around the sets. True if what it draws is no longer what was assumed.
  bool read(const network::Network& network, core::Tick now,
            const std::vector<SwingTerminal>& sets);
  /// Takes what was read as the assumption from `now` on.
  void assume(core::Tick now);
  /// The draws are straight lines without slope.
  bool is_flat() const;
  double power_w(double t_s) const;
  /// How far vector groups turn the voltage of a set back on its way to the first one, rad.
  double lag_rad(std::size_t set) const { return lags_[set]; }

  /// Steady state `t_s` after the assumption with these voltages behind the reactances, of which
  /// the angle is against a common one. False if there is none; then nothing flows.
  bool solve(double t_s, const std::vector<std::complex<double>>& emfs,
             std::vector<SwingFlow>& flows) const;

 private:
  /// What a node draws, as lines from the time of the assumption.
  struct Draw {
    double power_w = 0.0, reactive_var = 0.0;
    double power_per_s = 0.0, reactive_per_s = 0.0;
    double voltage_pu = 1.0;
  };

  void fill(const network::Network& network, const std::vector<SwingTerminal>& sets);
  void read_draws(const network::Network& network, core::Tick now,
                  const std::vector<SwingTerminal>& sets);
  bool differs(core::Tick now) const;

  SwingCore core_;
  std::vector<Draw> read_;
  std::vector<Draw> draws_;
  std::vector<double> lags_;  // by set
  double scale_w_ = 1.0;
  core::Tick assumed_at_ = 0;
  mutable network::FlowZone zone_;
  mutable network::FlowSolver solver_;
};

}  // namespace ridethrough::devices
