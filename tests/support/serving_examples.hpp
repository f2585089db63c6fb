#pragma once

#include "ridethrough/devices/parameters.hpp"

/// Bound parameters of inference jobs as the binder hands them over (SI, defaults filled).
namespace ridethrough::support {

struct ServingNumbers {
  double rate_per_gpu_s = 0.5;
  double cv = 0.0;
  double prefill_s = 1.0;
  double decode_s = 3.0;
  std::int64_t slots = 4;
  std::int64_t queue = 1000;
  double resolution_s = 0.0;
  double reload_s = 60.0;
};

inline devices::Parameters serving_of(const ServingNumbers& numbers = {}) {
  using devices::Parameters;
  using devices::Value;
  const auto phase = [](double level, double takes_s) {
    return Value(
        Parameters{{"level", Value(level)}, {"takes", Value(takes_s)}, {"per_token", Value(1e-3)}});
  };
  return {{"arrivals",
           Value(Parameters{{"rate", Value(numbers.rate_per_gpu_s)}, {"cv", Value(numbers.cv)}})},
          {"prefill", phase(1.0, numbers.prefill_s)},
          {"decode", phase(0.6, numbers.decode_s)},
          {"slots", Value(numbers.slots)},
          {"ready", Value(0.3)},
          {"idle", Value(0.1)}};
}

inline devices::Parameters inference_of(const ServingNumbers& numbers = {}) {
  using devices::Value;
  return {{"profile", Value(serving_of(numbers))},
          {"start", Value(0.0)},
          {"queue", Value(numbers.queue)},
          {"resolution", Value(numbers.resolution_s)},
          {"reload", Value(numbers.reload_s)},
          {"fall", Value(50e-3)},
          {"price", Value(1e-3)}};
}

}  // namespace ridethrough::support
