#pragma once

#include "ridethrough/core/time.hpp"

namespace ridethrough::devices {

/// First stretch in which a discharge is searched for what ends it. A load of many racks has moved
/// its power again by then; one that does not costs a few wakes until the stretches are long.
inline constexpr core::Tick kFirstSearchOfDischarge = core::kTicksPerSecond / 10;

/// A charge is slow, and one step of its path is longer than this.
inline constexpr core::Tick kFirstSearchOfCharge = 60 * core::kTicksPerSecond;

/// Where a search from `anchor` ends that has come to `now`: at `first` after it, at 16 times that,
/// and so on.
inline core::Tick search_end(core::Tick anchor, core::Tick now, core::Tick first) {
  constexpr core::Tick kLonger = 16;
  core::Tick searched = first;
  while (core::later(anchor, searched) <= now) searched *= kLonger;
  return core::later(anchor, searched);
}

}  // namespace ridethrough::devices
