#pragma once

#include <array>

#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/parameters.hpp"
#include "ridethrough/network/network.hpp"

namespace ridethrough::devices {

/// Where the single-phase supplies behind one cord hang.
enum class CordPhase { a, b, c, spread };

CordPhase cord_phase(const Parameters& cords);

/// What the supplies of one cord see of three phases. Spread over them, a third hangs on each: what
/// is left of the cord is what hangs on phases that did not drop out. Balanced voltages, and a dc
/// bus, are one voltage for all.
class RackPhases {
 public:
  RackPhases(CordPhase phase, network::NodeId node, double drop_out_pu, double return_pu,
             core::Tick resume)
      : phase_(phase),
        node_(node),
        drop_out_pu_(drop_out_pu),
        return_pu_(return_pu),
        resume_(resume) {}

  /// Reads the feeder of the cord. @return what is left of the cord changed.
  bool read(const network::Network& network, const network::Supply& supply, core::Tick now);
  /// While the cord draws its thirds drop out and come back one by one; it starts again as a whole.
  void set_live(bool is_live, core::Tick now);

  /// By which the cord as a whole is judged: of its phase, or the best of those that are left.
  double voltage_pu() const { return voltage_pu_; }
  /// Of the cord's current limit that its supplies have left, over the voltage of the positive
  /// sequence, which the network judges a limit by.
  double limit_frac() const { return limit_frac_; }
  /// Phases differ, or a third is out: lowest and highest voltage do not tell what comes next, so
  /// every solve is to be read.
  bool reads_each_solve() const { return reads_each_solve_; }
  /// When a third that dropped out is back.
  core::Tick next() const;

 private:
  bool hangs_on(std::size_t phase) const {
    return phase_ == CordPhase::spread || phase == static_cast<std::size_t>(phase_);
  }
  void judge(core::Tick now);
  void settle(core::Tick now);

  CordPhase phase_;
  network::NodeId node_;
  double drop_out_pu_, return_pu_;
  core::Tick resume_;
  bool is_live_ = true;
  bool is_energised_ = true;
  double positive_pu_ = 1.0;  ///< as last read
  std::array<double, 3> volts_pu_{1.0, 1.0, 1.0};
  std::array<bool, 3> is_out_{};
  std::array<core::Tick, 3> good_since_{core::kNever, core::kNever, core::kNever};
  double voltage_pu_ = 1.0;
  double limit_frac_ = 1.0;
  bool reads_each_solve_ = false;
};

}  // namespace ridethrough::devices
