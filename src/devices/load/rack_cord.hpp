#pragma once

#include "devices/load/input_immunity.hpp"
#include "devices/load/power_factor_curve.hpp"
#include "devices/load/rack_phases.hpp"
#include "devices/load/supply_peak.hpp"
#include "ridethrough/core/ledger.hpp"
#include "ridethrough/devices/parameters.hpp"
#include "ridethrough/network/network.hpp"

namespace ridethrough::devices {

/// What all cords of a rack have in common.
struct RackCordSettings {
  explicit RackCordSettings(const Parameters& parameters);

  double capacity_w = 0.0;  ///< what one cord's supplies can carry
  double hold_up_j = 0.0;   ///< full capacitor of one cord, as input energy
  double drop_out_pu = 0.0;
  double return_pu = 0.0;
  PowerFactorCurve power_factor;
  double current_limit_w = 0.0;
  SupplyPeakSettings peak;
  double inrush_w = 0.0;
  core::Tick inrush = 0;
  bool is_dc = false;  ///< no reactive power, and no curve of dips applies
  CordPhase phase = CordPhase::spread;
  core::Tick resume = 0;
  core::Tick soft_start = 0;
};

/// First tick at which `energy_j` has flowed out by `drain`; kNever if it does not.
core::Tick drained_at(double energy_j, const core::Line& drain, core::Tick now);

/// The power supplies behind one cord: whether they draw, and the charge of their capacitor.
class RackCord {
 public:
  /// The words of a cord's state in the schema stand in this order.
  enum class Mode {
    live,     ///< draws its share
    holding,  ///< draws nothing; the capacitor feeds the share
    off,      ///< takes no part
  };

  RackCord(const RackCordSettings& settings, network::NodeId node, network::DemandId demand)
      : settings_(&settings),
        demand_(demand),
        phases_(settings.phase, node, settings.drop_out_pu, settings.return_pu, settings.resume),
        peak_(settings.peak) {}

  /// Reads the voltage and changes mode where that follows from this cord alone.
  /// @return the shares of the cords must be computed anew.
  bool observe(const network::Network& network, core::Tick now, bool is_rack_up);
  /// A capacitor that is empty takes the cord out.
  bool end_if_empty(core::Tick now);
  /// The rack went down: nothing is drawn, and the restart delay counts from now.
  void switch_off(core::Tick now);
  /// The rack starts: a cord whose voltage has been good for long enough draws at once.
  void switch_on(core::Tick now);
  void skip_soft_start() { soft_until_ = core::kNever; }

  /// Takes over `share` of the demand and draws it, or drains the capacitor by it. With
  /// `is_relieved` somebody else gives what the inlet does not. @return what that is.
  core::Line carry(network::Network& network, core::Tick now, const core::Line& share,
                   bool is_relieved = false);
  /// Asks to be woken at the next threshold.
  void watch(network::Network& network, bool is_rack_up) const;
  /// While the rack is down: what it would draw from this cord, or 0 if it would not start on it.
  void expect(double share_w);

  /// By this reading its current limit is another one, so that what is served has to be read again.
  bool has_new_limit() const { return has_new_limit_; }
  Mode mode() const { return mode_; }
  bool is_soft() const { return soft_until_ != core::kNever; }
  core::Tick soft_until() const { return soft_until_; }
  const core::Line& share() const { return share_; }
  double voltage_pu() const { return voltage_pu_; }
  bool is_good() const { return good_since_ != core::kNever; }
  /// At this voltage its current limit would bite at the share that is expected of it.
  bool is_short() const { return is_good() && voltage_pu_ < needed_pu_; }
  /// In good voltage its current limit bites, or has emptied the capacitor.
  bool is_overloaded() const {
    return is_good() && !phases_.reads_each_solve() && (is_limited() || was_overloaded_);
  }
  /// The inlet feeds all of the share.
  bool feeds_share(core::Tick now) const;
  /// The capacitor feeds a part of the share.
  bool is_drained() const;
  core::Tick good_since() const { return good_since_; }
  bool holds_since(core::Tick time) const { return mode_ == Mode::holding && held_since_ == time; }
  /// Next time at which this cord does something by itself.
  core::Tick next(bool is_rack_up) const;
  double full_j() const { return settings_->hold_up_j; }
  /// Out of the capacitor, negative while it is refilled.
  const core::Line& drain() const { return drain_.line(); }
  double stored_j(core::Tick now) const { return settings_->hold_up_j - drained_j(now); }
  double drained_j(core::Tick now) const { return drain_.total(now).joules(); }
  /// Dissipated by the inrush of its capacitors.
  double inrush_j(core::Tick now) const { return inrush_.total(now).joules(); }
  const InputImmunity& immunity() const { return immunity_; }
  network::DemandId demand() const { return demand_; }

 private:
  void begin_refill(core::Tick now);
  void begin_inrush(core::Tick now);
  void ask(network::Network& network, core::Tick now, const core::Line& share);
  bool change_mode(core::Tick now, bool is_rack_up);
  void set_mode(Mode mode, core::Tick now);
  bool is_limited() const { return mode_ == Mode::live && served_frac_ < 1.0; }
  void leave(core::Tick now);
  bool has_resumed(core::Tick now) const {
    return core::later(good_since_, settings_->resume) <= now;
  }

  const RackCordSettings* settings_;
  network::DemandId demand_;
  RackPhases phases_;
  SupplyPeak peak_;
  InputImmunity immunity_;
  Mode mode_ = Mode::live;
  double voltage_pu_ = 1.0;
  double needed_pu_ = 0.0;
  bool was_overloaded_ = false;
  bool has_new_limit_ = false;
  double served_frac_ = 1.0;
  core::Line served_;                     // seen at a current limit
  core::Tick good_since_ = core::kNever;  // voltage at or above `return`
  core::Tick held_since_ = core::kNever;
  core::Tick forgiven_at_ = core::kNever;  // a glitch without length was undone at this instant
  core::Tick soft_until_ = core::kNever;
  core::Tick fill_until_ = core::kNever;
  core::Tick empty_at_ = core::kNever;
  core::Tick inrush_until_ = core::kNever;
  core::Tick step_ends_ = core::kNever;  // of the power factor
  core::Line share_;
  core::Line fill_;
  core::Meter drain_;  // out of the capacitor
  core::Meter inrush_;
};

}  // namespace ridethrough::devices
