#pragma once

#include "support/grid_examples.hpp"

/// Bound parameters of trips, as the binder hands them over.
namespace ridethrough::support {

inline devices::Parameters trip_of(const char* curve, double pickup_a) {
  return {{"curve", word_value(curve)},
          {"pickup", number_value(pickup_a)},
          {"time_multiplier", number_value(1.0)},
          {"reset", word_value("instant")},
          {"instantaneous_delay", number_value(0.0)}};
}

/// A closed breaker with 50 ms both ways.
inline devices::Parameters breaker_with(const devices::Parameters& trip,
                                        const char* state = "closed") {
  return {{"state", word_value(state)},
          {"opens_in", number_value(0.050)},
          {"closes_in", number_value(0.050)},
          {"trip", devices::Value(trip)}};
}

/// Power that is `amperes` at 400 V.
inline double watts_of(double amperes) { return amperes * 400.0 * 1.7320508075688772; }

}  // namespace ridethrough::support
