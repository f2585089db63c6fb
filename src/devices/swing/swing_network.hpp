#pragma once

#include <complex>
#include <limits>
#include <vector>

#include "devices/swing/swing_core.hpp"
#include "ridethrough/network/network.hpp"
#include "ridethrough/network/power_flow.hpp"

namespace ridethrough::devices {

/// Where a unit stands in a network, the impedance of its source, and the most current that this
/// gives, as apparent power at 1 pu.
struct SwingTerminal {
  network::SourceId source = -1;
  network::NodeId node = -1;
  double reactance_ohm = 0.0;
  double current_limit_w = std::numeric_limits<double>::infinity();
};

/// What a unit gives at its terminals.
struct SwingFlow {
  double power_w = 0.0;
  double reactive_var = 0.0;
  double voltage_pu = 0.0;
  bool is_limited = false;
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
  /// The same, but a source at its current limit keeps the direction of its current and cuts its
  /// size (the circular limiter of Fan et al., IEEE Open J. Power Electron. 3 (2022) 955): it makes
  /// another voltage, which is put into `emfs`.
  bool solve_within_limits(double t_s, std::vector<std::complex<double>>& emfs,
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
  std::complex<double> current(std::size_t set) const;
  bool cut_current(double t_s, std::size_t set, std::complex<double> wanted,
                   std::vector<std::complex<double>>& emfs, std::vector<SwingFlow>& flows) const;

  SwingCore core_;
  std::vector<Draw> read_;
  std::vector<Draw> draws_;
  std::vector<double> lags_;      // by set
  std::vector<double> limits_w_;  // by set
  bool has_limit_ = false;
  double scale_w_ = 1.0;
  core::Tick assumed_at_ = 0;
  mutable network::FlowZone zone_;
  mutable network::FlowSolver solver_;
  mutable const network::FlowResult* result_ = nullptr;
};

}  // namespace ridethrough::devices
