#pragma once

#include "devices/grid/genset_protection.hpp"
#include "devices/grid/iso8528.hpp"

namespace ridethrough::devices {

/// What a set does on line: follows its load, leads or follows the frequency of its zone, is
/// protected and judged. Knows the network; knows no starting sequence.
class GensetOnline {
 public:
  GensetOnline(const Parameters& genset, const MachineConstants& constants);

  /// `observer` is a demand on the outlet that asks nothing.
  void wire(network::NodeId node, network::SourceId source, network::DemandId observer);

  void start(core::Tick now);
  /// The load of the first instant is one that it has carried for long.
  void start_settled(core::Tick now);
  /// An empty reason: by order.
  void stop(core::Tick now, std::string_view trip);

  /// Takes the load that the network has now, if that or a chord's end is news.
  void react(core::Tick now, network::Network& network);
  std::string_view trip(core::Tick now) const { return protection_.trip(now); }
  bool has_leading_alarm(core::Tick now) const { return protection_.has_leading_alarm(now); }
  core::Tick next(core::Tick now) const {
    return std::min({drive_.next(), protection_.next(now), follow_at_});
  }

  GensetDrive& drive() { return drive_; }
  const GensetDrive& drive() const { return drive_; }
  bool moves() const { return drive_.machine().constants().moves(); }
  void report(core::Tick now, bool is_on_line, Report& report) const;

 private:
  void share(core::Tick now, network::Network& network);
  void follow(core::Tick now, network::Network& network);
  void note(core::Tick now);
  StepSpan span(core::Tick now) const;
  StepPoint point(core::Tick now) const;
  void judge_change(core::Tick now, const StepPoint& before, bool is_faulted);
  bool is_short_circuited(const network::Network& network) const;
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
  network::NodeId node_ = -1;
  network::SourceId source_ = -1;
  network::DemandId observer_ = -1;
  LowestLevel lowest_;  // at the terminals, where the machine does not tell it
  bool is_faulted_ = false;
  core::Tick settles_at_ = -1;
  core::Tick follow_at_ = core::kNever;  // next look at a leader that moves
};

}  // namespace ridethrough::devices
