#pragma once

#include <algorithm>

#include "devices/dense_ode.hpp"
#include "ridethrough/core/time.hpp"

namespace ridethrough::devices::storage {

/// What is monotone in pieces is asked about at each quarter of a step.
inline constexpr int kQuarters = 4;

/// The end of the quarter of a step that goes on after `from`, as ticks of the path: what happens
/// in it is one curve without a turn, for all that protection needs to know. `from` must lie on it.
template <class State>
core::Tick quarter_after(const DensePath<State>& path, core::Tick from) {
  const DenseStep<State>* step = path.step_after(core::seconds(from));
  if (step == nullptr) return from;
  for (int i = 1; i < kQuarters; ++i) {
    const double end_s = step->start_s + step->length_s * i / kQuarters;
    const core::Tick end = static_cast<core::Tick>(end_s * 1e9);
    if (end > from) return end;
  }
  return std::max(core::ticks_up(step->end_s()), from + 1);
}

}  // namespace ridethrough::devices::storage
