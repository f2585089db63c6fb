#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "devices/conversion/bank_drive.hpp"
#include "devices/conversion/link_piece.hpp"
#include "devices/conversion/recharge.hpp"
#include "devices/conversion/ups_balance.hpp"
#include "devices/conversion/ups_settings.hpp"
#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices::conversion {

/// See include/ridethrough/devices/conversion/ups.hpp. State is a piece: straight powers and a
/// parabola of link energy from one anchor on, replaced only when something changed.
class UpsDevice final : public Device {
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
  enum State : int { kOnline, kBattery, kWalkIn, kBypass, kOff, kFailed };

  struct Piece {
    LinkPiece link;
    Ramp output;  ///< of the inverter
    Balance flows;
    bool has_loss = false;  ///< the inverter, or what stays awake on bypass
    core::Tick end = core::kNever;
  };

  // ups_modes.cpp: what to do when
  bool obey(Ports& ports);
  void transfer(Ports& ports, const Command& command);
  void break_down(Ports& ports, const Command& command);
  void set_modules(core::Tick now, int modules);
  bool advance(Ports& ports);
  bool leave_if_unable(Ports& ports);
  bool follow_input(Ports& ports);
  bool finish_walk_in(Ports& ports);
  bool recharge_if_due(core::Tick now);
  bool note_bank_stop(core::Tick now);
  void go_on_battery(Ports& ports);
  void stop_inverter(Ports& ports, int state, std::string_view reason);
  void give_up(Ports& ports, std::string_view reason);
  void start_inverter(Ports& ports, int state, std::string_view reason);

  // ups.cpp: the piece, and what is published of it
  bool read_ports(const Ports& ports);
  void renew(Ports& ports);
  void judge_deficit(core::Tick now);
  Ramp rectifier_limit(core::Tick now) const;
  Balance balance_at(core::Tick now, const Ramp& need, const Ramp& limit);
  void publish(Ports& ports);
  void plan(Ports& ports);

  double rating_w() const { return modules_ * settings_.module_w; }
  double full_j() const { return rating_w() * settings_.link_s; }
  double empty_j() const { return full_j() * settings_.link_empty_frac; }
  double standby_w() const { return rating_w() * settings_.loss.loss_frac(0.0); }
  bool has_battery() const { return bank_.is_present() && !settings_.has_no_battery; }
  bool feeds() const { return is_inverter_on_; }
  bool is_link_full() const { return piece_.link.energy_j >= full_j(); }
  bool is_walking() const { return walk_start_ != core::kNever; }
  bool is_settled() const {
    return is_link_full() && !piece_.flows.is_short && piece_.flows.battery.w <= 0.0;
  }
  bool bypass_is_good(const Ports& ports) const;
  double loss_j(core::Tick now) const;

  UpsSettings settings_;
  int modules_;
  InputWindow window_;
  OverloadClock overload_;
  BankDrive bank_;
  Recharge recharge_;
  WalkIn walk_;

  network::NodeId outlet_ = -1;
  network::DemandId input_ = -1;
  network::DemandId bypass_feed_ = -1;
  network::SourceId source_ = -1;
  network::LinkId bypass_ = -1;
  network::Emf emf_;
  double current_limit_w_ = 0.0;

  std::vector<Command> commands_;
  Piece piece_;
  core::Line output_;           ///< as the network shows it
  double loss_j_ = 0.0;         ///< by the loss equation, up to the piece
  double link_change_j_ = 0.0;  ///< link energy that came and went with modules
  bool is_started_ = false;
  bool is_inverter_on_ = true;
  bool battery_is_up_ = false;  ///< its converter has answered this deficit
  bool is_locked_off_ = false;  ///< waits for an order
  StorageStop bank_stop_ = StorageStop::none;
  core::Tick short_since_ = core::kNever;    ///< deficit of the rectifier
  core::Tick outside_since_ = core::kNever;  ///< input not usable
  core::Tick good_since_ = core::kNever;     ///< input at full power
  core::Tick walk_start_ = core::kNever;
  core::Tick inverter_on_since_ = 0;
  std::int64_t on_battery_ = 0;
  std::vector<Incident> incidents_;
};

}  // namespace ridethrough::devices::conversion
