#pragma once

#include <string_view>

namespace ridethrough::devices {

/// Which conductors a short circuit joins, as users write it.
inline constexpr std::string_view kFaultKinds[] = {"three_phase", "line_ground", "line_line"};

}  // namespace ridethrough::devices
