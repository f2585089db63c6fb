#pragma once

#include "devices/synchronism.hpp"
#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/parameters.hpp"
#include "ridethrough/network/network.hpp"

namespace ridethrough::devices {

/// What a live bus shows to a set that wants to join it.
struct LiveBus {
  network::Frequency frequency;
  double phase_rad = 0.0;  ///< against a clock of nominal frequency, now
  double voltage = 0.0;
};

/// Lets a running engine turn a little faster than a live bus and finds the instant at which angle,
/// frequency and voltage are within their limits. The engine's angle is zero when it begins.
///
/// On a steady bus the instant has a closed form; on a bus that moves it looks every 100 ms.
class Synchroniser {
 public:
  /// `sync` as the schema has it; empty: the usual limits of the schema.
  Synchroniser(const Value& sync, double nominal_hz);

  void begin(core::Tick now, const LiveBus& bus);
  void end() { check_at_ = core::kNever; }
  core::Tick next() const { return check_at_; }
  /// True if the breaker may close now; else the next look is planned.
  bool closes(core::Tick now, const LiveBus& bus);

 private:
  PhaseGap turn_ahead(core::Tick now, const LiveBus& bus) const;
  void tune(core::Tick now, double bus_hz);
  void plan(core::Tick now, const LiveBus& bus);

  SyncLimits limits_;
  double slip_hz_;
  network::Emf own_;  // of the engine
  core::Tick check_at_ = core::kNever;
};

}  // namespace ridethrough::devices
