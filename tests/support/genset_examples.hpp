#pragma once

#include "support/grid_examples.hpp"

/// Gensets whose speed and voltage move, as the binder hands them over.
namespace ridethrough::support {

inline devices::Value map_value(devices::Parameters map) { return devices::Value(std::move(map)); }

/// Case GS1 of the power reference: no dead time.
inline devices::Parameters gs1_governor() {
  return {{"kind", word_value("isochronous")}, {"kp", number_value(8.0)},
          {"ki", number_value(8.0)},           {"reference", number_value(1.0)},
          {"actuator", number_value(0.05)},    {"engine", number_value(0.12)},
          {"lead", number_value(0.0)},         {"delay", number_value(0.0)},
          {"lowest", number_value(-0.08)},     {"highest", number_value(1.10)}};
}

/// Case GS2: TGOV1 at rated speed without load.
inline devices::Parameters gs2_governor() {
  return with(gs1_governor(), {{"kind", word_value("droop")},
                               {"droop", number_value(0.05)},
                               {"reference", number_value(0.0)},
                               {"actuator", number_value(0.1)},
                               {"lead", number_value(0.2)},
                               {"engine", number_value(1.0)}});
}

inline devices::Parameters usual_regulator() {
  return {{"kind", word_value("volts_per_hertz")},
          {"knee", number_value(0.95)},
          {"transient_reactance", number_value(0.3)},
          {"synchronous_reactance", number_value(2.06)},
          {"field", number_value(3.0)},
          {"gain", number_value(200.0)},
          {"ceiling", number_value(5.0)}};
}

/// 1.6 MW on line, case GS1 behind an ideal voltage; 60 Hz as the case.
inline devices::Parameters gs1_set() {
  return with(diesel_1600kw(), {{"state", word_value("running")},
                                {"frequency", number_value(60.0)},
                                {"power_factor", number_value(0.8)},
                                {"judged_step", number_value(0.05)},
                                {"damping", number_value(0.0)},
                                {"inertia", number_value(1.0)},
                                {"governor", map_value(gs1_governor())}});
}

/// That with dead time, turbocharger and field.
inline devices::Parameters full_set() {
  return with(gs1_set(),
              {{"governor", map_value(with(gs1_governor(), {{"delay", number_value(0.024)}}))},
               {"first_step", number_value(0.6)},
               {"turbo", number_value(3.0)},
               {"regulator", map_value(usual_regulator())}});
}

/// Of a breaker that moves in 50 ms.
inline devices::Parameters closed_contact() {
  return {{"state", word_value("closed")},
          {"opens_in", number_value(0.05)},
          {"closes_in", number_value(0.05)},
          {"rating", number_value(5000.0)}};
}

inline devices::Parameters with_trips(const devices::Parameters& set,
                                      const devices::Parameters& trips) {
  return with(set, {{"trips", map_value(with(get(set, "trips").map(), trips))}});
}

inline devices::Parameters with_start(const devices::Parameters& set,
                                      const devices::Parameters& start) {
  return with(set, {{"start", map_value(with(get(set, "start").map(), start))}});
}

inline devices::Value for_so_long(const char* limit, double value, double hold_s) {
  return map_value({{limit, number_value(value)}, {"for", number_value(hold_s)}});
}

}  // namespace ridethrough::support
