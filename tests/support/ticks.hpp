#pragma once

#include "ridethrough/core/time.hpp"

namespace ridethrough::support {

inline constexpr core::Tick kSecond = core::kTicksPerSecond;
inline constexpr core::Tick kMs = kSecond / 1000;
inline constexpr core::Tick kYear = 365LL * 86'400 * kSecond;

}  // namespace ridethrough::support
