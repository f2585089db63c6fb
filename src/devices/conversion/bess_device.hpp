#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "devices/conversion/bank_drive.hpp"
#include "devices/conversion/bess_settings.hpp"
#include "devices/conversion/cabinet_climate.hpp"
#include "devices/conversion/energy_manager.hpp"
#include "devices/conversion/overload_clock.hpp"
#include "devices/conversion/phase_watch.hpp"
#include "devices/conversion/ride_through.hpp"
#include "devices/feed_watch.hpp"
#include "devices/loss_curve.hpp"
#include "devices/recharge.hpp"
#include "ridethrough/devices/device.hpp"
#include "ridethrough/devices/forming_group.hpp"
#include "ridethrough/devices/islanding_switch.hpp"
#include "ridethrough/devices/power_signal.hpp"

namespace ridethrough::devices::conversion {

/// See include/ridethrough/devices/conversion/bess.hpp.
class BessDevice final : public Device, public PowerSignal {
 public:
  explicit BessDevice(const Parameters& parameters);

  core::Phase phase() const override { return core::Phase::island; }
  void wire(Wiring& wiring) override;
  void react(Ports& ports) override;
  void order(const Command& command) override { commands_.push_back(command); }
  double look(std::size_t quantity, const View& view) const override;
  core::Books account(const View& view) const override;
  void report(const View& view, Report& report) const override;

 private:
  enum State : int { kFollowing, kIslanding, kForming, kResyncing, kStopped, kFailed };

  struct Piece {
    core::Tick start = 0;
    Ramp bus;                 ///< power at the bus, positive discharging
    Ramp converter;           ///< power of the converter on its ac side: bus and auxiliaries
    Ramp auxiliary;           ///< what the auxiliaries take
    Ramp asked;               ///< what they want of a bus that somebody else feeds
    bool is_working = false;  ///< the converter runs and has loss
    core::Tick end = core::kNever;
  };
  /// What its converter wants of a live bus, from `at` on.
  struct Setpoint {
    core::Tick at = 0;
    Ramp power;
    core::Tick until = core::kNever;  ///< end of the hand-over
    double tan_phi = 0.0;             ///< reactive over active power, as a demand has it
  };

  // bess_modes.cpp
  bool obey(Ports& ports);
  bool advance(Ports& ports);
  bool give_up_if_unable(Ports& ports);
  bool trip(Ports& ports);
  bool form(Ports& ports);
  bool reconnect(Ports& ports);
  bool hand_over(Ports& ports);
  bool note_bank_stop(Ports& ports);
  void stop(Ports& ports, int state, std::string_view reason);
  void offer(Ports& ports, bool is_on);
  void move_switch(Ports& ports, Verb verb);
  core::Tick trip_at() const;
  core::Tick form_at() const;
  core::Tick close_at() const;
  void plan(Ports& ports);

  // bess_current_limit.cpp
  bool read_limit(const Ports& ports);
  bool leave_limit(Ports& ports);
  core::Tick limit_next() const;
  void carry_overload(core::Tick now, double share, const Ramp& load);
  bool is_limiting() const { return limiting_since_ != core::kNever; }

  // bess_islanding.cpp
  bool is_in_step(const Ports& ports) const;
  bool synchronise(Ports& ports);
  void stop_synchronising(Ports& ports);
  bool closed_out_of_step(Ports& ports);
  bool black_start(Ports& ports);
  core::Tick black_start_at() const;
  void note_dead_bus(const Ports& ports);

  // bess_following.cpp
  bool follow_phase(const Ports& ports);
  double in_step_frac() const { return phase_ ? phase_->factor() : 1.0; }
  bool ride_through(Ports& ports);
  Setpoint dip_setpoint(core::Tick now) const;
  bool may_ride() const;
  bool manage(Ports& ports);
  bool may_manage(core::Tick now) const;
  CellsNow cells_now(core::Tick now) const;
  bool is_in_reserve(double soc_frac) const;
  void guard_reserve(core::Tick now, double soc_frac) const;
  core::Tick reserve_at(core::Tick now, core::Tick horizon) const;
  bool recharge_if_due(core::Tick now);
  core::Tick charge_at() const;
  core::Tick following_next(core::Tick now) const;
  void note_dip(const Ports& ports);
  double dip_j(const View& view) const;

  // bess_pieces.cpp
  void renew(Ports& ports);
  Piece formed_piece(core::Tick now) const;
  Piece followed_piece(core::Tick now) const;
  core::Tick setpoint_ends() const;
  static void limit(Piece& piece);
  Ramp drive_cells(Piece& piece) const;
  Ramp formed_power(core::Tick now) const;
  Ramp followed_power(core::Tick now) const;
  double loss_j(core::Tick now) const;
  double auxiliary_j(core::Tick now) const;

  // bess.cpp
  void wire_management(Wiring& wiring);
  bool read_ports(const Ports& ports);
  bool read_feed(const Ports& ports);
  bool read_source(const Ports& ports);
  bool has_auxiliaries() const { return auxiliaries_ >= 0; }
  void publish(Ports& ports);
  double forming_j(const View& view) const;
  bool has_switch() const { return switch_ != nullptr; }
  bool is_cut_off() const { return has_switch() && contacts_->is_open(); }

  double rating_w_;
  LossCurve loss_;
  CabinetClimate climate_;
  double derated_w_;  ///< the rating at the temperature of the cells
  double current_limit_frac_;
  double recharge_frac_;
  core::Tick sense_, answer_, hold_, hand_over_;
  BessControl control_;
  OverloadClock overload_;
  BankDrive bank_;
  Recharge recharge_;
  FeedWatch feed_;
  std::optional<RideThrough> ride_through_;
  std::optional<EnergyManager> manager_;
  std::optional<PhaseWatch> phase_;

  network::NodeId bus_ = -1;
  network::DemandId demand_ = -1;
  network::DemandId auxiliaries_ = -1;  ///< -1: it has none
  network::DemandId upstream_ = -1;
  FormingGroup* forming_ = nullptr;
  std::size_t handle_ = 0;
  Device* switch_ = nullptr;
  IslandingSwitch* contacts_ = nullptr;

  std::vector<Command> commands_;
  Piece piece_;
  Setpoint setpoint_;
  bool is_started_ = false;
  bool is_offering_ = false;
  bool is_disabled_ = false;        ///< stopped by an order
  bool has_tripped_ = false;        ///< acted on this loss of the feed
  bool has_ordered_close_ = false;  ///< acted on this return of the feed
  double live_frac_ = 0.0;          ///< of the setpoint that the bus takes; 0 on a dead bus
  double auxiliary_frac_ = 0.0;     ///< of the auxiliaries that the bus feeds
  double share_ = 0.0;
  core::Line source_;
  core::Tick ready_at_ = core::kNever;
  core::Tick dead_since_ = core::kNever;  ///< the bus; followed for the black start only
  bool is_asked_to_start_ = false;
  bool is_black_starting_ = false;
  bool is_synchronising_ = false;
  core::Tick in_step_at_ = core::kNever;
  bool is_riding_ = false;
  double before_dip_w_ = 0.0;
  bool is_in_dip_ = false;  ///< the feed is bad and still on the bus
  double dip_served_j_ = 0.0;
  double dip_j_ = 0.0;
  std::int64_t reserve_stops_ = 0;
  core::Tick formed_at_ = 0;
  core::Tick limiting_since_ = core::kNever;  ///< its current is at the limit
  bool is_limit_counted_ = false;
  std::int64_t current_limits_ = 0;
  double loss_j_ = 0.0;
  double auxiliary_j_ = 0.0;
  double forming_j_ = 0.0;
  double source_j_ = 0.0;  ///< of the forming source, at the anchor
  double soc_min_frac_ = std::numeric_limits<double>::infinity();
  core::Tick soc_min_at_ = 0;
  std::vector<Incident> incidents_;
};

}  // namespace ridethrough::devices::conversion
