#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/parameters.hpp"
#include "ridethrough/network/network.hpp"

namespace ridethrough::devices {

/// A window of frequency and slope. A live feed that tells no frequency (0 Hz) is inside.
struct FrequencyLimits {
  double low_hz = 0.0;
  double high_hz = std::numeric_limits<double>::infinity();
  double most_hz_per_s = std::numeric_limits<double>::infinity();

  bool holds(const network::Frequency& line, core::Tick now) const {
    const double hz = line.hz_at(now);
    if (line.hz == 0.0) return true;
    return hz >= low_hz && hz <= high_hz && std::abs(line.hz_per_s) <= most_hz_per_s;
  }

  /// When a line that goes on like this may next cross an end of the window; kNever if it does not.
  core::Tick next_crossing(const network::Frequency& line, core::Tick now) const {
    if (line.hz_per_s == 0.0) return core::kNever;
    core::Tick next = core::kNever;
    for (const double edge_hz : {low_hz, high_hz}) {
      const double wait_s = (edge_hz - line.hz_at(now)) / line.hz_per_s;
      if (!(wait_s >= 0.0)) continue;
      next = std::min(next, core::later(now, std::max<core::Tick>(core::ticks_up(wait_s), 1)));
    }
    return next;
  }

  /// Frequencies that lie on the same side of the window as `hz`.
  network::FrequencyBand side_of(double hz) const {
    if (hz < low_hz) return {0.0, low_hz};
    if (hz > high_hz) return {high_hz};
    return {low_hz, high_hz};
  }
};

/// As `frequency: [low, high]` of a map says; without that every frequency is inside.
inline FrequencyLimits frequency_limits(const Parameters& map) {
  const Value& range = get(map, "frequency");
  if (!range.present()) return {};
  return {range.list().at(0).number(), range.list().at(1).number()};
}

}  // namespace ridethrough::devices
