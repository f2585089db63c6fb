#pragma once

#include <cmath>
#include <limits>
#include <string>
#include <string_view>

#include "ridethrough/scenario/model.hpp"
#include "support/reference_engine.hpp"

/// What every box of the reference engine is handed: the clock, the log, and parameters by name.
namespace ridethrough::support {

inline constexpr double kNeverS = std::numeric_limits<double>::infinity();
/// Times are sums of steps: they miss a multiple of the step by rounding.
inline constexpr double kTimeRoundingS = 1e-9;

inline double number(const devices::Parameters& parameters, std::string_view name) {
  return devices::get(parameters, name).number();
}
inline const devices::Parameters& map(const devices::Parameters& parameters,
                                      std::string_view name) {
  return devices::get(parameters, name).map();
}
inline double tan_phi(double power_factor) {
  return std::sqrt(1.0 - power_factor * power_factor) / power_factor;
}

/// A component by the last part of its path, wherever it stands; null if there is none.
inline const scenario::ComponentSpec* find(const std::vector<scenario::ComponentSpec>& components,
                                           std::string_view name) {
  for (const scenario::ComponentSpec& each : components) {
    if (each.name == name) return &each;
    if (const auto* const child = find(each.children, name)) return child;
  }
  return nullptr;
}

/// Clock and log.
struct Step {
  double now_s = 0.0;
  double step_s = 0.0;
  ReferenceRun* run = nullptr;
  void enter(std::string& state, const std::string& component, const char* to,
             const char* reason = "") const {
    if (state == to) return;
    state = to;
    run->changes.push_back({now_s, component, to, reason});
  }
};

/// Since when something has been so without a break.
struct Since {
  double at_s = kNeverS;
  void follow(bool is_so, double now_s) {
    if (!is_so) at_s = kNeverS;
    if (is_so && at_s == kNeverS) at_s = now_s;
  }
  bool lasts(double span_s, double now_s) const { return now_s - at_s >= span_s - kTimeRoundingS; }
};

}  // namespace ridethrough::support
