#pragma once

#include <algorithm>
#include <cstdint>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

/// The starting sequence in ticks; pure, so that every time can be checked by hand.
struct StartSequence {
  core::Tick signal_delay, crank, ready, pause, warm_up;
  std::int64_t tries;
  bool finishes_withdrawn;  ///< a start that is withdrawn once it cranks runs up and cools down

  explicit StartSequence(const Parameters& start)
      : signal_delay(span_ticks(start, "signal_delay")),
        crank(span_ticks(start, "crank")),
        ready(span_ticks(start, "ready")),
        pause(span_ticks(start, "pause")),
        warm_up(get(start, "warm_up").present() ? span_ticks(start, "warm_up") : 0),
        tries(get(start, "tries").count()),
        finishes_withdrawn(get(start, "withdrawn").present() &&
                           get(start, "withdrawn").word() == "finish") {}

  core::Tick first_crank(core::Tick arrival) const { return core::later(arrival, signal_delay); }
  /// End of try number `index` (from 0), when it is known whether the engine fires.
  core::Tick end_of_try(core::Tick arrival, std::int64_t index) const {
    return first_crank(arrival) + crank + index * (crank + pause);
  }
  /// At rated speed when the try `index` fired: running up takes what `ready` leaves after the
  /// first try.
  core::Tick at_speed(core::Tick arrival, std::int64_t index) const {
    const core::Tick run_up = std::max<core::Tick>(ready - signal_delay - crank, 0);
    return end_of_try(arrival, index) + run_up;
  }
};

}  // namespace ridethrough::devices
