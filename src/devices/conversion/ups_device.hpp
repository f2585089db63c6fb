#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "devices/conversion/bank_drive.hpp"
#include "devices/conversion/bypass_heat.hpp"
#include "devices/conversion/dynamic_class.hpp"
#include "devices/conversion/failure_list.hpp"
#include "devices/conversion/input_latch.hpp"
#include "devices/conversion/line_taps.hpp"
#include "devices/conversion/link_piece.hpp"
#include "devices/conversion/sliding_count.hpp"
#include "devices/conversion/ups_balance.hpp"
#include "devices/conversion/ups_settings.hpp"
#include "devices/feed_watch.hpp"
#include "devices/recharge.hpp"
#include "devices/source_joint.hpp"
#include "ridethrough/devices/device.hpp"
#include "ridethrough/devices/power_signal.hpp"

namespace ridethrough::devices::conversion {

/// See include/ridethrough/devices/conversion/ups.hpp. State is a piece: straight powers and a
/// parabola of link energy from one anchor on, replaced only when something changed.
class UpsDevice final : public Device, public PowerSignal {
 public:
  explicit UpsDevice(const Parameters& parameters);

  core::Phase phase() const override { return core::Phase::island; }
  void wire(Wiring& wiring) override;
  void react(Ports& ports) override;
  void order(const Command& command) override { commands_.push_back(command); }
  double look(std::size_t quantity, const View& view) const override;
  core::Books account(const View& view) const override;
  void report(const View& view, Report& report) const override;

 private:
  // In the order of the schema's table.
  enum State : int {
    kOnline,
    kBattery,
    kWalkIn,
    kBypass,
    kOff,
    kFailed,
    kLatched,
    kMains,
    kMaintenance
  };

  struct Piece {
    LinkPiece link;
    Ramp output;  ///< of the inverter
    Balance flows;
    bool has_loss = false;  ///< that of the inverter
    double idle_w = 0.0;    ///< what stays awake while the inverter does not feed
    Ramp passed;            ///< through a tap
    Ramp tapped;            ///< the same with its loss, as drawn from the feed
    core::Tick end = core::kNever;
  };

  // ups_orders.cpp: what somebody wants
  bool obey(Ports& ports);
  void transfer(Ports& ports, std::string_view to);
  void transfer_to_bypass(Ports& ports);
  void transfer_to_maintenance(Ports& ports);
  void transfer_online(Ports& ports);
  void refuse(Ports& ports, std::string_view reason);
  void break_down(Ports& ports, const Command& command);
  int modules_due() const;
  void lose_modules(Ports& ports, std::string_view mode);
  void lose_last_module(Ports& ports, std::string_view mode);
  void repair(Ports& ports, const Command& command);
  void reset(Ports& ports);
  void set_modules(Ports& ports, int modules, std::string_view reason);
  void resize(const Ports& ports, int modules);
  bool join_module(Ports& ports);
  void join_modules(Ports& ports, int modules);

  // ups_modes.cpp: what to do when
  bool advance(Ports& ports);
  bool leave_if_unable(Ports& ports);
  bool follow_input(Ports& ports);
  bool finish_walk_in(Ports& ports);
  bool recharge_if_due(core::Tick now);
  bool note_bank_stop(core::Tick now);
  void go_on_battery(Ports& ports);
  void count_on_battery(Ports& ports, std::string_view reason);
  void stop_inverter(Ports& ports, int state, std::string_view reason);
  void start_inverter(Ports& ports, int state, std::string_view reason);

  // ups_latch.cpp: the dip counter, its latch, and who is called
  void count_dip(Ports& ports);
  void note_dip(Ports& ports, std::string_view reason);
  bool is_switching() const;
  bool is_disturbance() const;
  void close_latch(Ports& ports, std::string_view reason);
  void open_latch(Ports& ports, std::string_view reason);
  void clear_counts();
  bool latch_or_release(Ports& ports);
  bool is_on_refused_feed(const Ports& ports) const;
  bool leave_refused_input(Ports& ports);
  bool refuses_bypass_feed(const Ports& ports) const;
  void count_failed_walk_in(Ports& ports);
  void call(Ports& ports);
  void order_switch(Ports& ports, bool begins);

  // ups_bypass.cpp: feed and inverter
  void check_feeds(const Wiring& wiring) const;
  void read_bypass(const Ports& ports);
  bool bypass_is_good(const Ports& ports) const;
  bool feed_is_good(const Ports& ports) const;
  bool bypass_voltage_is_good(const network::Network& network) const;
  bool is_in_phase(const Ports& ports) const;
  void go_to_feed(Ports& ports, int state, std::string_view reason);
  void give_up(Ports& ports, std::string_view reason);
  void tell_start(Ports& ports) const;
  void end_of_energy(Ports& ports);
  bool return_from_bypass(Ports& ports);
  bool follow_mains(Ports& ports);
  void open_gap(Ports& ports, core::Tick span, std::string_view reason);
  bool close_gap(core::Tick now);

  // ups_bypass_load.cpp: what its thyristors carry
  void follow_bypass_load(const Ports& ports);
  bool leave_overloaded_bypass(Ports& ports);
  bool may_load_feed(const Ports& ports) const;

  // ups_taps.cpp: the transformer of a line-interactive one
  bool read_taps(const Ports& ports);
  bool is_tapped() const {
    return state() == kMains && !taps_.is_direct() && gap_until_ == core::kNever;
  }
  core::Tick pass_through(core::Tick now, Piece& piece) const;
  void publish_taps(network::Network& network) const;
  network::Emf outlet_emf() const;
  double outlet_limit_w() const;
  double tapped_w(const View& view) const;
  double lost_w(const View& view) const;

  // ups_short_circuit.cpp: the inverter at its current limit
  bool read_limit(const Ports& ports);
  bool leave_short_circuit(Ports& ports);
  bool is_within_limit(const Ports& ports) const;
  core::Tick next_of_short_circuit() const;
  void carry_overload(core::Tick now, const Ramp& load);
  double source_limit_w() const { return settings_.short_circuit.current_frac * rating_w(); }
  bool is_limiting() const { return limiting_since_ != core::kNever; }

  // ups.cpp: the piece, and what is published of it
  bool read_ports(const Ports& ports);
  bool read_feed(core::Tick now, const network::Supply& supply);
  void judge_input(core::Tick now);
  bool read_output(const Ports& ports);
  void renew(Ports& ports);
  void judge_deficit(core::Tick now);
  Ramp full_limit() const;
  Ramp rectifier_limit(core::Tick now) const;
  Balance balance_at(core::Tick now, const Ramp& need, const Ramp& limit);
  void publish(Ports& ports);

  // ups_plan.cpp
  void plan(Ports& ports);
  core::Tick next_of_modes(core::Tick now) const;
  core::Tick next_of_feeds(core::Tick now) const;
  core::Tick charged_by(core::Tick now, core::Tick end) const;

  double rating_w() const { return modules_ * settings_.module_w; }
  double full_j() const { return rating_w() * settings_.link_s; }
  double empty_j() const { return full_j() * settings_.link_empty_frac; }
  double idle_w() const;
  bool has_inverter() const { return has_modules_ && !has_bus_fault_ && !is_broken_; }
  bool has_battery() const { return bank_.is_present() && !settings_.has_no_battery; }
  bool feeds() const { return is_inverter_on_ && gap_until_ == core::kNever; }
  bool is_on_battery() const { return state() == kBattery || state() == kLatched; }
  bool is_input_usable() const { return window_.is_usable() && is_frequency_good_; }
  bool is_input_full() const { return window_.zone() == InputZone::full && is_frequency_good_; }
  bool is_link_full() const { return piece_.link.energy_j >= full_j(); }
  bool is_walking() const { return walk_start_ != core::kNever; }
  bool has_walked_in(core::Tick now) const {
    return is_walking() && now >= walk_start_ + walk_.length();
  }
  bool waits_for_input() const {
    const bool waits = is_on_battery() || (state() == kOff && !is_locked_off_);
    return waits && !latch_.refuses(fed_by_);
  }
  bool lacks_charge(core::Tick now) const;
  bool may_charge(core::Tick now) const;
  bool is_settled() const {
    return is_link_full() && !piece_.flows.is_short && piece_.flows.battery.w <= 0.0;
  }
  /// Sum over what lies beside the inverter: the bypass, and the feed of a mode that has one.
  template <typename Read>
  auto beside_inverter(const Read& read) const {
    auto sum = read(bypass_);
    if (mains_ >= 0) sum = sum + read(mains_);
    return sum;
  }
  double output_w(const View& view) const;
  double loss_j(core::Tick now) const;

  UpsSettings settings_;
  FailureList failures_;
  int modules_;  ///< that run
  InputWindow window_;
  FrequencyLimits input_frequency_, bypass_frequency_;
  OverloadClock overload_;
  BankDrive bank_;
  Recharge recharge_;
  WalkIn walk_;
  SlidingCount dips_, overloads_, transfers_;
  InverterClock clock_;
  SourceJoint joint_;
  LineTaps taps_;
  FeedWatch mains_watch_;
  BypassHeat bypass_heat_;
  DynamicClassWatch output_watch_;

  network::NodeId inlet_ = -1;
  network::NodeId feed_ = -1;  ///< of the bypass
  network::NodeId outlet_ = -1;
  network::DemandId input_ = -1;
  network::DemandId bypass_feed_ = -1;
  network::DemandId tapped_ = -1;  ///< what a tap draws from the feed
  network::DemandId outlet_watch_ = -1;
  network::SourceId source_ = -1;
  network::LinkId bypass_ = -1;
  network::LinkId mains_ = -1;  ///< of a mode in which the feed carries the load
  Device* called_ = nullptr;    ///< transfer switch
  double current_limit_w_ = 0.0;

  std::vector<Command> commands_;
  Piece piece_;
  core::Line output_;  ///< as the network shows it
  core::Line passed_;  ///< the same of what goes through a tap
  double passed_tan_phi_ = 0.0;
  double loss_j_ = 0.0;         ///< by the loss equation, up to the piece
  double link_change_j_ = 0.0;  ///< link energy that came and went with modules
  network::Frequency input_line_, bypass_line_;
  network::SourceKind fed_by_ = network::SourceKind::grid;
  InputLatch latch_;
  bool is_started_ = false;
  bool is_inverter_on_ = true;
  bool battery_is_up_ = false;     ///< its converter has answered this deficit
  bool is_locked_off_ = false;     ///< waits for an order
  bool is_frequency_good_ = true;  ///< of the input
  bool is_dip_seen_ = false;       ///< this loss of the input was judged
  bool is_switched_ = false;       ///< this loss of the input was announced
  bool has_bus_fault_ = false;     ///< modules can not share
  bool is_broken_ = false;         ///< all of it, its bypass too
  bool has_modules_ = true;        ///< one at least is in order; without, modules_ is what it was
  bool is_exhausted_ = false;      ///< the output ended for want of energy
  bool is_short_seen_ = false;     ///< this time at the limit was counted
  bool is_overrun_ = false;        ///< the bypass carries on beyond its time
  bool is_kept_on_feed_ = false;   ///< it latched there
  bool is_called_ = false;         ///< the transfer switch was ordered from this battery
  bool holds_switch_ = false;      ///< and not let go
  StorageStop bank_stop_ = StorageStop::none;
  core::Tick short_since_ = core::kNever;    ///< deficit of the rectifier
  core::Tick outside_since_ = core::kNever;  ///< input not usable
  core::Tick good_since_ = core::kNever;     ///< input at full power
  core::Tick walk_start_ = core::kNever;
  core::Tick limiting_since_ = core::kNever;  ///< current of the inverter at its limit
  core::Tick inverter_on_since_ = 0;
  core::Tick on_battery_since_ = core::kNever;
  core::Tick gap_until_ = core::kNever;      ///< output dead between two paths
  core::Tick return_try_at_ = core::kNever;  ///< from the bypass
  core::Tick next_join_ = core::kNever;      ///< of a module that was put back
  std::int64_t on_battery_ = 0;
  std::int64_t dips_counted_ = 0;
  std::int64_t breaks_ = 0;
  std::int64_t refused_ = 0;
  std::int64_t short_circuits_ = 0;
  std::int64_t bypass_overloads_ = 0;
  std::array<std::int64_t, 2> failed_walk_ins_ = {};  ///< on the mains, on others
  std::vector<Incident> incidents_;
};

/// Whether `span` has passed since `since`, which may be never.
inline bool is_due(core::Tick since, core::Tick span, core::Tick now) {
  return since != core::kNever && core::later(since, span) <= now;
}

}  // namespace ridethrough::devices::conversion
