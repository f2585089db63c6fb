#pragma once

#include <vector>

#include "devices/load/rack_cord.hpp"
#include "ridethrough/core/ledger.hpp"
#include "ridethrough/devices/device.hpp"
#include "ridethrough/devices/rack_shelf.hpp"

namespace ridethrough::devices {

/// The dc bus between the supplies and the servers of a rack, with the shelves on it.
///
/// Supplies hold it at voltage - droop x, x the demand over `power`. When no supply has an input
/// any more and the given part of their hold-up is gone, they lower it, so that a battery shelf
/// sees it. Source: ORv3, power.md 2.5.
class RackBus {
 public:
  /// `efficiency`: of its supplies.
  RackBus(const Parameters& rack, double efficiency);

  /// Finds the shelves. @throws std::invalid_argument for two that would carry the rack.
  void attach(const Wiring& wiring);
  /// What capacitance at the bus adds to the hold-up of each cord, as input energy, J.
  double added_hold_up_j() const { return added_j_; }

  /// Asks the shelves. @return the cords must be computed anew.
  bool observe(core::Tick now);
  bool is_carried() const { return is_carried_; }
  /// What the charge of a shelf adds to the demand at the input, while all cords can give it.
  core::Line charge(core::Tick now, const std::vector<RackCord>& cords, bool is_starting);
  /// `given` is the part of `demand` that no cord feeds, both at the input: the shelf gives it.
  void settle(Ports& ports, const core::Line& demand, const core::Line& given,
              const std::vector<RackCord>& cords, bool is_up);

  /// When the supplies begin to lower the bus, or its level is due again.
  core::Tick next() const { return lowers_at_; }
  double voltage_v(core::Tick now, double demand_w) const;
  double given_w(core::Tick now) const { return given_.line().watts(now); }
  double taken_w(core::Tick now) const { return taken_.line().watts(now); }
  double given_j(core::Tick now) const { return given_.total(now).joules(); }
  double taken_j(core::Tick now) const { return taken_.total(now).joules(); }

 private:
  void check_call(double level_v) const;
  void judge_level(core::Tick now, double demand_w, const std::vector<RackCord>& cords, bool is_up);
  double set_point_v(double demand_w) const { return voltage_v_ - droop_v_ * demand_w / power_w_; }
  core::Line at_bus(const core::Line& input, core::Tick now) const;

  double power_w_;
  double efficiency_;
  double voltage_v_;
  double droop_v_;
  double lowered_by_v_;
  double lowered_in_s_;
  double gone_frac_;  ///< of their own hold-up, at which they lower the bus
  double added_j_ = 0.0;

  std::vector<Device*> devices_;
  RackShelf* battery_ = nullptr;
  bool is_up_ = true;
  bool is_carried_ = false;
  double charge_w_ = 0.0;
  core::Line given_input_;  ///< of the last split
  core::Line charge_;       ///< at the bus, as decided for this split
  core::Tick lowers_at_ = core::kNever;
  RackBusState state_;
  core::Meter given_;
  core::Meter taken_;
};

}  // namespace ridethrough::devices
