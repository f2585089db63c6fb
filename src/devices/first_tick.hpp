#pragma once

#include "ridethrough/core/time.hpp"

namespace ridethrough::devices {

/// The first tick after `before` at which `holds`, if it does at `after` and came to between: a
/// crossing is rounded up.
template <class Holds>
core::Tick first_tick(core::Tick before, core::Tick after, const Holds& holds) {
  while (after - before > 1) {
    const core::Tick middle = before + (after - before) / 2;
    (holds(middle) ? after : before) = middle;
  }
  return after;
}

}  // namespace ridethrough::devices
