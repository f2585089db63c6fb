#pragma once

#include <catch2/catch.hpp>

#include <cstdint>
#include <string>

#include "support/device_rig.hpp"

/// Results must not depend on who wakes when.
namespace ridethrough::support {

/// Runs to `end` with `wakes` extra wakes of every device, drawn from `seed`; none if it is 0.
inline std::string digest_with_extra_wakes(Rig& rig, std::uint64_t seed, int wakes, core::Tick end,
                                           core::Tick step = 777'000'000) {
  if (seed > 0) rig.wake_at_random(seed, wakes, end);
  return rig.run_and_digest(end, step);
}

/// `digest(seed)` builds the same plant and runs it by digest_with_extra_wakes().
template <typename Digest>
void check_extra_wakes(const Digest& digest) {
  const std::string plain = digest(0);
  CHECK(digest(1) == plain);
  CHECK(digest(2) == plain);
}

}  // namespace ridethrough::support
