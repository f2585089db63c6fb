#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "devices/storage/cell_limits.hpp"
#include "ridethrough/devices/dc_storage.hpp"

namespace ridethrough::devices::storage {

/// Standard deviations from block to block.
struct CellSpread {
  double capacity_frac = 0.0;
  double resistance_frac = 0.0;
  double soc_frac = 0.0;  ///< at the start
};

/// A resistor beside each cell takes `current_a` from those above `above_v` that have more voltage
/// than the lowest of their string; less of it within a few millivolts of either.
struct Balancing {
  double current_a = 0.0;  ///< 0: none
  double above_v = 0.0;

  double taken_a(double cell_v, double lowest_v) const {
    constexpr double kBandV = 5e-3;  // assumed: what the measurement of a cell tells apart
    const auto share = [](double over_v) { return std::clamp(over_v / kBandV, 0.0, 1.0); };
    return current_a * share(cell_v - lowest_v) * share(cell_v - above_v);
  }
  bool operator==(const Balancing&) const = default;
};

/// How many cells, and how the bank starts.
struct BankLayout {
  double cells_in_series = 1.0;
  int strings = 1;
  double soc_frac = 1.0;
  double restart_margin_frac = 0.1;  ///< of charge, regained before it may discharge after a stop
  double cells_in_block = 1.0;
  Balancing balancing = {};
};

/// What is asked of a bank from its anchor on: a ramp of power, or a current that is held.
struct BankTask {
  double power_w = 0.0;  ///< positive: discharging
  double slope_w_per_s = 0.0;
  double current_a = 0.0;  ///< 0: the power is what is held

  bool is_none() const { return power_w == 0.0 && slope_w_per_s == 0.0 && current_a == 0.0; }
  bool is_constant_power() const { return slope_w_per_s == 0.0 && current_a == 0.0; }
  double given_j(double span_s) const { return span_s * (power_w + 0.5 * slope_w_per_s * span_s); }
  double power_after_w(double span_s) const { return power_w + slope_w_per_s * span_s; }
  /// A ramp is not followed at once to where it would ask far more than any pack can do.
  double first_step_s(double by_pack_s, double hourly_w) const {
    return slope_w_per_s == 0.0 ? by_pack_s
                                : std::min(by_pack_s, hourly_w / std::abs(slope_w_per_s));
  }
};

/// What flows in `state`, `span_s` after the task was set. `near`: a flow like the one to find.
template <class Pack, class State>
CellFlow flow_of(const Pack& pack, const BankTask& task, const State& state, double span_s,
                 const CellFlow& near) {
  if (task.current_a != 0.0) return pack.flow_at_current(state, task.current_a);
  const double power_w = task.power_after_w(span_s);
  return pack.flow(state, power_w, current_near(near, power_w));
}

/// Whether a stop ended a discharge.
inline bool is_discharge_stop(StorageStop reason) {
  return reason == StorageStop::end_voltage || reason == StorageStop::available_charge ||
         reason == StorageStop::maximum_power;
}

/// Strings joined in parallel share their charge. Charge is kept; energy is convex in the state, so
/// that what is missing afterwards is heat, never negative.
template <class State>
State mean_state(State a, double count_a, const State& b, double count_b) {
  if (count_a + count_b <= 0.0) return a;
  for (std::size_t i = 0; i < a.size(); ++i) {
    a[i] = (count_a * a[i] + count_b * b[i]) / (count_a + count_b);
  }
  return a;
}

}  // namespace ridethrough::devices::storage
