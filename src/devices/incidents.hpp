#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// A device gives nothing from `now` on: it failed, or it stopped by itself.
inline void begin_incident(std::vector<Incident>& incidents, core::Tick now, bool has_failed,
                           std::string_view reason) {
  incidents.push_back({has_failed ? "failed" : "stopped", now, core::kNever, std::string(reason)});
}

/// Ends the last one, if it still lasts.
inline void end_incident(std::vector<Incident>& incidents, core::Tick now) {
  if (incidents.empty() || incidents.back().lasted != core::kNever) return;
  incidents.back().lasted = now - incidents.back().at;
}

}  // namespace ridethrough::devices
