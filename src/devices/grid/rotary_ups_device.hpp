#pragma once

#include <string_view>
#include <vector>

#include "devices/feed_watch.hpp"
#include "devices/grid/flywheel.hpp"
#include "devices/grid/idle_regulator.hpp"
#include "devices/grid/rotary_settings.hpp"
#include "ridethrough/devices/device.hpp"
#include "ridethrough/devices/power_signal.hpp"

namespace ridethrough::devices {

/// See include/ridethrough/devices/grid/rotary_ups.hpp.
class RotaryUps final : public Device, public PowerSignal {
 public:
  explicit RotaryUps(const Parameters& parameters);

  core::Phase phase() const override { return core::Phase::control; }
  void wire(Wiring& wiring) override;
  void react(Ports& ports) override;
  void order(const Command& command) override { orders_.push_back(command); }
  double look(std::size_t quantity, const View& view) const override;
  core::Books account(const View& view) const override;
  void report(const View& view, Report& report) const override;

 private:
  enum State : int { kMains, kFeedingBack, kFlywheel, kDiesel, kResyncing, kLockedOut };

  /// Powers at the shaft and at the outlet from one change to the next.
  struct Flows {
    core::Line machine;   ///< out of the machine, while it is a source
    core::Line taken;     ///< by the idling machine from its bus
    core::Line engine;    ///< into the shaft
    core::Line standing;  ///< loss of the machine
    core::Line net;       ///< into the flywheel
    bool holds = false;   ///< at full speed
    bool operator==(const Flows&) const = default;
  };

  // rotary_ups_modes.cpp
  void obey(Ports& ports);
  void judge_feed(const Ports& ports);
  bool advance(Ports& ports);
  bool feed_back(Ports& ports);
  bool carry_alone(Ports& ports);
  bool resync(Ports& ports);
  bool wait_for_reset(Ports& ports);
  bool lock_out_if_slow(Ports& ports, std::string_view reason);
  void mend(core::Tick now);
  bool move_breaker(Ports& ports);
  bool run_engine(Ports& ports);
  void engage(Ports& ports);
  void go_back(Ports& ports, std::string_view reason);
  void turn(core::Tick now, const network::Frequency& frequency);
  void release_feed(Ports& ports);
  bool is_feed_back(const Ports& ports) const;
  bool is_machine_on() const { return state() != kMains && state() != kLockedOut; }
  bool is_alone() const { return is_machine_on() && !is_closed_; }
  core::Tick detected_at() const { return core::later(disturbed_at_, settings_.detect); }
  core::Tick opens_at() const;
  core::Tick returns_at() const;
  core::Tick engine_due_at() const;
  void plan(Ports& ports);

  // rotary_ups.cpp
  void hold_phase(const Ports& ports);
  Flows flows_at(core::Tick now, const network::Network& network) const;
  core::Line wish_of_flywheel(core::Tick now) const;
  core::Line engine_limit() const { return core::Line::of_watts(0, settings_.engine_w); }
  void renew(const Ports& ports);
  core::Tick end_of_flows(core::Tick now) const;
  void note_fed_back(const Ports& ports);
  void publish(Ports& ports) const;
  core::Line machine_power(const network::Network& network) const;

  RotarySettings settings_;
  double nominal_hz_ = 0.0;
  Flywheel flywheel_;
  FeedWatch feed_;
  IdleRegulator regulator_;
  network::NodeId inlet_ = -1;
  network::NodeId outlet_ = -1;
  network::LinkId link_ = -1;
  network::SourceId source_ = -1;
  network::DemandId demand_ = -1;    ///< of the idling machine
  network::DemandId observer_ = -1;  ///< at the inlet

  std::vector<Command> orders_;
  network::Frequency line_;               ///< of the inlet
  core::Tick good_since_ = core::kNever;  ///< the feed, voltage and frequency
  bool is_closed_ = true;
  bool is_stuck_ = false;
  bool cannot_start_ = false;
  bool is_engine_on_ = false;
  bool has_given_up_ = false;  ///< the engine, after its last try
  bool is_reset_ = false;
  network::Emf held_;      ///< of the outlet, as the feed makes it while it is good
  network::Emf before_;    ///< the same before the instant at which held_ was noted
  double held_rad_ = 0.0;  ///< of the outlet against the source that leads its zone
  network::Emf emf_;
  double idle_w_ = 0.0;                     ///< that the machine took when it was engaged
  core::Tick disturbed_at_ = core::kNever;  ///< from here on the detection counts
  core::Tick engaged_at_ = core::kNever;    ///< last
  core::Tick released_at_ = core::kNever;
  core::Tick opened_at_ = core::kNever;
  core::Tick called_at_ = core::kNever;  ///< the engine
  core::Tick aim_until_ = core::kNever;
  Flows flows_;
  core::Tick flows_end_ = core::kNever;
  bool is_started_ = false;
  core::Meter net_, standing_, engine_, fed_back_;
  double lowest_j_;
  core::Tick lowest_at_ = 0;
  std::int64_t starts_ = 0;
  std::vector<Incident> incidents_;
};

}  // namespace ridethrough::devices
