#pragma once

#include "devices/grid/genset_protection.hpp"
#include "devices/grid/iso8528.hpp"
#include "devices/swing/swing_pool.hpp"

namespace ridethrough::devices {

/// What a set does on line: follows its load, leads or follows the frequency of its zone, is
/// protected and judged. Knows the network; knows no starting sequence.
class GensetOnline final : public SwingMember {
 public:
  GensetOnline(const Parameters& genset, const MachineConstants& constants);

  /// `observer` is a demand on the outlet that asks nothing.
  void wire(const SwingTerminal& terminal, network::DemandId observer);
  /// `pool` has all sources of the run that swing; without it the set never does.
  void join(const Device& device, std::shared_ptr<SwingPool> pool);

  void start(core::Tick now);
  /// From off line as its engine turns, if a set makes the bus; a grid takes it along.
  void come_in(core::Tick now, const network::Emf& engine, const network::Network& network);
  /// The load of the first instant is one that it has carried for long.
  void start_settled(core::Tick now);
  /// An empty reason: by order.
  void stop(core::Tick now, std::string_view trip);

  /// Takes the load that the network has now, if that or a chord's end is news.
  void react(Ports& ports);
  std::string_view trip(core::Tick now) const { return protection_.trip(now); }
  bool has_leading_alarm(core::Tick now) const { return protection_.has_leading_alarm(now); }
  core::Tick next(core::Tick now) const {
    return std::min({drive_.next(), protection_.next(now), follow_at_});
  }

  // As others see it that swing against it.
  SwingPart part(const network::Network& network) const override;
  const SwingTerminal& terminal() const override { return terminal_; }
  std::shared_ptr<const SwingUnit> unit() const override { return drive_.unit(); }
  const network::Emf& emf() const override { return drive_.emf(); }
  SwingState state(core::Tick now) const override { return drive_.state(now); }
  int sides(const SwingPoint& point, core::Tick anchor, double t_s) const override {
    return drive_.watched(point.state, point.voltage_pu, anchor, t_s).code();
  }
  void leave_span(core::Tick now) override;
  void take_load(core::Tick now, const network::Network& network) override;
  void swing(const SwingChord& chord) override { drive_.swing(chord); }
  void rest(const SwingChord& chord, const SwingPoint& still) override {
    drive_.rest(chord, still);
  }
  void settle_at(const SwingState& state) override { drive_.settle_at(state); }
  void leave_swing(core::Tick now) override { drive_.leave_swing(now); }
  void mark(const Ports& ports, const Device& asking) const override {
    if (device_ != &asking) ports.mark(*device_);
  }

  GensetDrive& drive() { return drive_; }
  const GensetDrive& drive() const { return drive_; }
  bool moves() const { return drive_.machine().constants().moves(); }
  /// It was in parallel with another source: what the network shows of it is a mean.
  bool has_swung() const { return has_swung_; }
  void report(core::Tick now, bool is_on_line, Report& report) const;

 private:
  bool can_swing() const { return moves() && drive_.machine().constants().has_field(); }
  bool keeps_its_turn(const network::Network& network) const;
  bool swings(Ports& ports);
  void carry_alone(core::Tick now, network::Network& network, const network::Flow& flow);
  void judge_load(core::Tick now, const network::Network& network, bool is_low);
  void lead_or_follow(core::Tick now, network::Network& network);
  void stop_following(network::Network& network);
  void follow(core::Tick now, network::Network& network);
  void note(core::Tick now);
  StepSpan span(core::Tick now) const;
  StepPoint point(core::Tick now) const;
  void judge_change(core::Tick now, const StepPoint& before, bool is_faulted);
  static void report_voltage(const Extreme& lowest, Report& report);

  /// What was seen so far.
  struct Record {
    LoadStepJudge judge;
    SpanExtremes seen = {};

    void take(core::Tick now, const StepSpan& span, bool is_judged);
  };

  double frequency_hz_;
  GensetDrive drive_;
  GensetProtection protection_;
  Record record_;
  SwingTerminal terminal_;
  network::DemandId observer_ = -1;
  std::shared_ptr<SwingPool> pool_;
  std::size_t handle_ = 0;  // in it
  const Device* device_ = nullptr;
  bool has_swung_ = false;
  StepPoint before_;    // the end of the last span
  LowestLevel lowest_;  // at the terminals, where the machine does not tell it
  bool is_faulted_ = false;
  core::Tick settles_at_ = -1;
  core::Tick follow_at_ = core::kNever;  // next look at a leader that moves
};

}  // namespace ridethrough::devices
