#pragma once

#include "devices/flow_extremes.hpp"

namespace ridethrough::devices {

/// Lowest and highest of a span.
struct SpanExtremes {
  Extreme low_speed, high_speed;  ///< deviation, pu
  Extreme low_voltage, high_voltage;

  void note(double speed, double voltage, core::Tick at) {
    lower(low_speed, speed, at);
    raise(high_speed, speed, at);
    lower(low_voltage, voltage, at);
    raise(high_voltage, voltage, at);
  }
  /// Counts its times from `anchor`.
  void shift(core::Tick anchor) {
    for (Extreme* each : {&low_speed, &high_speed, &low_voltage, &high_voltage}) {
      if (each->time >= 0) each->time = core::later(anchor, each->time);
    }
  }
  /// Of both spans.
  void take(const SpanExtremes& other) {
    if (other.low_speed.time < 0) return;  // nothing was seen
    lower(low_speed, other.low_speed.value, other.low_speed.time);
    raise(high_speed, other.high_speed.value, other.high_speed.time);
    lower(low_voltage, other.low_voltage.value, other.low_voltage.time);
    raise(high_voltage, other.high_voltage.value, other.high_voltage.time);
  }
};

}  // namespace ridethrough::devices
