#pragma once

#include <string_view>
#include <vector>

#include "devices/conversion/input_window.hpp"
#include "devices/conversion/link_piece.hpp"
#include "devices/conversion/ups_balance.hpp"
#include "devices/loss_curve.hpp"
#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices::conversion {

/// See include/ridethrough/devices/conversion/rectifier.hpp. State is a piece, as that of a UPS.
class RectifierDevice final : public Device {
 public:
  explicit RectifierDevice(const Parameters& parameters);

  core::Phase phase() const override { return core::Phase::island; }
  void wire(Wiring& wiring) override;
  void react(Ports& ports) override;
  void order(const Command& command) override { commands_.push_back(command); }
  double look(std::size_t quantity, const View& view) const override;
  core::Books account(const View& view) const override;
  void report(const View& view, Report& report) const override;

 private:
  enum State : int { kOnline, kHolding, kWalkIn, kIdle, kPrecharge, kOff, kFailed, kLimiting };

  struct Piece {
    LinkPiece link;
    Ramp output;
    Balance flows;
    bool has_loss = false;
    core::Tick end = core::kNever;
  };

  // rectifier_modes.cpp: what to do when
  bool obey(Ports& ports);
  bool advance(Ports& ports);
  bool leave_if_unable(Ports& ports);
  bool turn_with_bus(Ports& ports);
  bool start_if_ready(Ports& ports);
  bool step_up(Ports& ports);
  void walk_beside_bank(double least_pu);
  bool is_link_spent(core::Tick now) const;
  bool show_link(Ports& ports);
  bool limit_beside_others(Ports& ports);
  bool leave_limit(Ports& ports);
  void come_on(Ports& ports, std::string_view reason);
  void stop(Ports& ports, int state, std::string_view reason);
  double called_at_pu(core::Tick now) const;
  core::Tick start_at() const;
  core::Tick idle_ends(core::Tick dwell) const { return core::later(idle_since_, dwell); }
  void plan(Ports& ports);

  // rectifier.cpp: the piece, and what is published of it
  bool read_ports(const Ports& ports);
  void renew(core::Tick now);
  double loss_j(core::Tick now) const;
  double output_w(const View& view) const;
  void publish(Ports& ports);

  double input_limit_w() const;
  double full_j() const { return rating_w_ * link_s_; }
  double empty_j() const { return full_j() * link_empty_frac_; }
  bool feeds() const { return state() == kOnline || state() == kHolding || state() == kWalkIn; }
  /// Power comes out of it.
  bool gives() const { return feeds() || state() == kLimiting; }
  /// Below this voltage of the bus its fault current is less than its rating.
  double least_limiting_pu() const { return 1.0 / fault_frac_; }
  bool is_link_full() const { return piece_.link.energy_j >= full_j(); }

  double rating_w_;
  double voltage_v_;
  LossCurve loss_;
  double tan_phi_;
  double droop_frac_;
  double limit_frac_;
  double fault_frac_;
  double link_s_;
  double link_empty_frac_;
  core::Tick hold_off_;
  core::Tick ramp_;
  InputWindow window_;

  network::NodeId outlet_ = -1;
  network::DemandId input_ = -1;
  network::DemandId bus_watch_ = -1;
  network::SourceId source_ = -1;
  network::DemandId limited_ = -1;  ///< what it gives at its limit, as a negative demand

  std::vector<Command> commands_;
  Piece piece_;
  core::Line output_;  ///< as the network shows it
  double loss_j_ = 0.0;
  bool is_started_ = false;
  bool was_off_ = false;  ///< before this reaction, so that the bus is seen without it
  double emf_pu_ = 1.0;
  double first_emf_pu_ = 1.0;  ///< at which this walk-in began
  int walk_steps_ = 1;         ///< of this walk-in
  int steps_ = 0;              ///< that are done
  core::Tick walk_start_ = 0;
  core::Tick good_since_ = core::kNever;
  core::Tick off_since_ = core::kNever;
  core::Tick limited_until_ = -1;
  core::Tick overloaded_at_ = core::kNever;  ///< it went off at this instant, and may go on
  core::Tick idle_since_ = core::kNever;
  core::Tick collapsed_since_ = core::kNever;
  std::vector<Incident> incidents_;
};

}  // namespace ridethrough::devices::conversion
