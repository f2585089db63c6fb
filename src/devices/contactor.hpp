#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "devices/hold_timer.hpp"
#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

inline constexpr std::string_view kRestartModes[] = {"automatic", "manual"};

inline constexpr ParamSpec kContactorFields[] = {
    {.name = "drop_out",
     .unit = "pu",
     .fallback = "0.6 pu",
     .text = "below it the coil does not hold",
     .low = 0.0,
     .high = 1.0,
     .source = "0.5 to 0.7 of nominal",
     .positive = true},
    {.name = "for",
     .unit = "ms",
     .fallback = "30 ms",
     .text = "so long without a break until it drops out",
     .low = 0.0,
     .source = "20 to 50 ms",
     .positive = true},
    {.name = "return",
     .unit = "pu",
     .fallback = "0.8 pu",
     .text = "voltage at which it can pull in again",
     .low = 0.0,
     .high = 1.0,
     .source = "IEC 60947-4-1: pulls in from 85 % of its rated coil voltage; 0.8 assumed"},
    {.name = "restart",
     .unit = "min",
     .fallback = "5 min",
     .text =
         "automatic: the voltage must be back for so long, as a chiller waits for its pressures",
     .low = 0.0,
     .source = "minutes, assumed"},
    {.name = "restart_mode",
     .kind = Kind::word,
     .unit = "",
     .fallback = "automatic",
     .text = "manual: it starts again by an event 'start' only",
     .words = kRestartModes},
};

/// The contactor of a chiller or pump: its coil lets go in a sag, and does not come back with the
/// voltage. Reading it without a change changes nothing.
class Contactor {
 public:
  /// @throws std::invalid_argument when it would pull in below the voltage at which it drops out.
  explicit Contactor(const Parameters& parameters);

  void read(core::Tick now, double voltage_pu);
  bool drops_out(core::Tick now) const { return low_.has_tripped(now); }
  bool pulls_in(core::Tick now) const;

  void trip(core::Tick now);
  /// No longer tripped; true if that was ordered.
  bool release(core::Tick now);
  void order_start() { is_ordered_ = true; }

  /// Voltages between which nothing changes for it.
  network::Band band() const;
  core::Tick next(core::Tick now) const;
  std::int64_t trips() const { return static_cast<std::int64_t>(incidents_.size()); }
  core::Tick tripped_time(core::Tick now) const;
  void report(core::Tick now, Report& report) const;

 private:
  bool is_tripped() const;

  double drop_out_pu_, return_pu_;
  HoldTimer low_;   // below drop_out
  HoldTimer back_;  // above return
  bool is_ordered_ = false;
  core::Tick past_trips_ = 0;  // how long those lasted that are over
  std::vector<Incident> incidents_;
};

}  // namespace ridethrough::devices
