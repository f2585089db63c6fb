#pragma once

#include <string_view>
#include <vector>

#include "devices/conversion/bank_drive.hpp"
#include "devices/conversion/failure_list.hpp"
#include "devices/loss_curve.hpp"
#include "devices/recharge.hpp"
#include "ridethrough/core/ledger.hpp"
#include "ridethrough/devices/device.hpp"
#include "ridethrough/devices/power_signal.hpp"
#include "ridethrough/devices/rack_shelf.hpp"

namespace ridethrough::devices::conversion {

/// See include/ridethrough/devices/conversion/bbu.hpp.
class BbuDevice final : public Device, public PowerSignal, public RackShelf {
 public:
  explicit BbuDevice(const Parameters& parameters);

  core::Phase phase() const override { return core::Phase::island; }
  RackShelf* shelf() override { return this; }
  void wire(Wiring& wiring) override;
  void react(Ports& ports) override;
  void order(const Command& command) override { commands_.push_back(command); }
  double look(std::size_t quantity, const View& view) const override;
  core::Books account(const View& view) const override;
  void report(const View& view, Report& report) const override;

  bool can_carry() const override { return true; }
  double called_below_v() const override { return below_v_; }
  bool is_carrying() const override { return state() == kDischarging; }
  double charge_w() const override { return recharge_.power_w(); }
  void follow(core::Tick now, const RackBusState& bus) override;

 private:
  enum State : int { kStandby, kStarting, kDischarging, kCharging, kEmpty, kFailed };

  struct Piece {
    core::Tick start = 0;
    Ramp bus;  ///< positive: given to the bus
    core::Tick end = core::kNever;
  };

  // bbu_modes.cpp
  bool obey(Ports& ports);
  void lose(Ports& ports, const Command& command);
  void mend(Ports& ports, const Command& command);
  int modules_due() const;
  void work_with(core::Tick now, int modules);
  void lose_cells(Ports& ports);
  bool advance(Ports& ports);
  bool answer_bus(Ports& ports);
  bool stop_if_due(Ports& ports);
  bool rest_if_idle(Ports& ports);
  bool recharge_if_due(Ports& ports);
  void change(Ports& ports, int state, std::string_view reason);
  bool note_bank_stop(Ports& ports);
  core::Tick trigger_at() const;
  /// At the start the supplies count as having been there for long.
  core::Tick recharge_at() const {
    return whole_since_ == 0 ? 0 : core::later(whole_since_, recharge_after_);
  }
  bool is_waiting() const { return state() == kStandby || state() == kCharging; }
  void plan(Ports& ports);

  // bbu.cpp
  void renew(Ports& ports);
  bool is_charge_settled(core::Tick now) const;
  double loss_j(core::Tick now) const;
  double rating_w() const { return working_ * module_w_; }

  int per_shelf_;
  int modules_;
  int working_;
  int modules_without_cells_ = 0;
  FailureList failures_;
  double module_w_;
  std::int64_t strings_;  ///< of one module
  LossCurve loss_;
  double below_v_;
  core::Tick for_, start_, return_after_, hold_, recharge_after_;
  double recharge_frac_;
  BankDrive bank_;
  Recharge recharge_;
  Device* rack_ = nullptr;

  std::vector<Command> commands_;
  RackBusState bus_;
  bool has_news_ = false;
  bool is_started_ = false;
  core::Meter given_;
  core::Meter taken_;
  Piece piece_;
  double loss_j_ = 0.0;
  StorageStop bank_stop_ = StorageStop::none;
  core::Tick starts_at_ = core::kNever;
  core::Tick holds_until_ = core::kNever;
  core::Tick idle_since_ = core::kNever;
  core::Tick whole_since_ = 0;
  std::int64_t discharges_ = 0;
  std::vector<Incident> incidents_;
};

}  // namespace ridethrough::devices::conversion
