#pragma once

#include "devices/switchgear/feed_sensor.hpp"
#include "devices/synchronism.hpp"

namespace ridethrough::devices::switchgear {

enum class SyncAnswer { wait, go, give_up };

/// Synchronism check of two live feeds: waits until angle, slip and voltages allow their joining.
/// The angle is measured at instants that follow from the feeds alone.
class SyncCheck {
 public:
  /// `lead`: the contacts meet so long after the command.
  SyncCheck(const SyncLimits& limits, core::Tick timeout, core::Tick lead)
      : limits_(limits), timeout_(timeout), lead_(lead) {}

  SyncAnswer ask(Ports& ports, FeedSensor& one, FeedSensor& other);
  /// Nobody asks any more.
  void clear(Ports& ports, FeedSensor& one, FeedSensor& other);
  /// When to ask again.
  core::Tick next(core::Tick now) const;

 private:
  void begin(Ports& ports, FeedSensor& one, FeedSensor& other);
  void measure(Ports& ports, FeedSensor& one, FeedSensor& other);
  bool voltages_match(const FeedSensor& one, const FeedSensor& other) const;

  SyncLimits limits_;
  core::Tick timeout_, lead_;
  core::Tick since_ = core::kNever;  // somebody asks; kNever: nobody
  core::Tick opens_ = core::kNever;
  core::Tick closes_ = core::kNever;
  bool is_measured_ = false;  // the angle, since the window is open
  network::Emf seen_one_, seen_other_;
};

}  // namespace ridethrough::devices::switchgear
