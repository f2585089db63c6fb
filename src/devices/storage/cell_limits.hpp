#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "ridethrough/devices/dc_storage.hpp"

namespace ridethrough::devices::storage {

/// State of charge that counts as full: one part in ten thousand under the top of the window.
inline constexpr double kFullMargin = 1e-4;

/// A charge power is offered this far under the taper, so that it can be held for a while.
inline constexpr double kTaperShare = 0.95;

/// A request may exceed the limit of charge current by this much: at constant power the current
/// rises a little while the over-voltage of an earlier charge decays.
inline constexpr double kChargeCurrentSlack = 1.05;

/// What one cell may do, and how it warms; the same for every chemistry.
struct CellLimits {
  double end_voltage_v = 0.0;
  /// Of a charge; of boost where there is one.
  double float_voltage_v = std::numeric_limits<double>::infinity();
  double max_discharge_a = std::numeric_limits<double>::infinity();
  double max_charge_a = std::numeric_limits<double>::infinity();
  double finish_current_a = 0.0;   ///< a taper below this is the end of charging
  double charge_efficiency = 1.0;  ///< share of the charge current that is stored; the rest is heat
  double self_discharge_per_s = 0.0;  ///< of full charge, at the temperature of the room
  double empty_soc_frac = 0.0;
  double full_soc_frac = 1.0;
  double temperature_k = 298.15;  ///< of the room
  double max_temperature_k = std::numeric_limits<double>::infinity();
  double heat_capacity_j_per_k = std::numeric_limits<double>::infinity();
  double cooling_per_s = 0.0;  ///< one over the thermal time constant

  bool operator==(const CellLimits&) const = default;
};

struct CellFlow {
  double current_a = 0.0;
  double voltage_v = 0.0;
  bool possible = true;
  double slope_ohm = 0.0;  ///< what the voltage falls per ampere more, if the solver knows it
};

/// Current and voltage of a source `emf_v` behind `resistance_ohm` that gives `power_w` at its
/// terminals: the root of P = I (U - R I) with the higher voltage, in the form that does not
/// cancel. Beyond U^2 / 4 R there is none; then the flow at the maximum is given, marked not
/// possible.
inline CellFlow flow_at_power(double emf_v, double resistance_ohm, double power_w) {
  const double discriminant = emf_v * emf_v - 4.0 * resistance_ohm * power_w;
  const double twice_voltage = emf_v + std::sqrt(std::max(discriminant, 0.0));
  return {2.0 * power_w / twice_voltage, 0.5 * twice_voltage, discriminant >= 0.0};
}

/// The current at `power_w`, told by the tangent of a flow near it: a start for a solver.
inline double current_near(const CellFlow& near, double power_w) {
  if (near.slope_ohm == 0.0 || power_w <= 0.0) return power_w / near.voltage_v;
  const double emf_v = near.voltage_v + near.slope_ohm * near.current_a;
  return flow_at_power(emf_v, near.slope_ohm, power_w).current_a;
}

/// Heat of the current that charging loses, W.
inline double charge_heat_w(const CellLimits& limits, double emf_v, double current_a) {
  return current_a < 0.0 ? (limits.charge_efficiency - 1.0) * current_a * emf_v : 0.0;
}

/// Current into the charge of the cell, positive: discharging.
inline double stored_current_a(const CellLimits& limits, double current_a) {
  return current_a < 0.0 ? limits.charge_efficiency * current_a : current_a;
}

/// What self-discharge takes per second from the state of charge of a cell that gives no current.
/// It takes the same every day (Panasonic: 91, 82, 64 % after 3, 6, 12 months). A cell at the top
/// of its window is held there by float; discharge tables, and so the models fitted to them, have
/// the leak of their hours in them. The heat is some milliwatts: a loss in the books that warms
/// nothing.
inline double leak_per_s(const CellLimits& limits, double soc_frac) {
  const bool is_held = soc_frac <= 0.0 || soc_frac >= limits.full_soc_frac - kFullMargin;
  return is_held ? 0.0 : limits.self_discharge_per_s;
}

/// What is left of the state of charge after `span_s` without current.
inline double left_at_rest(const CellLimits& limits, double soc_frac, double span_s) {
  const double leak = leak_per_s(limits, soc_frac);
  return leak > 0.0 ? std::max(0.0, soc_frac - leak * span_s) : soc_frac;
}

/// Kelvin per second of the rise over the room.
inline double warming_k_per_s(const CellLimits& limits, double heat_w, double rise_k) {
  return heat_w / limits.heat_capacity_j_per_k - limits.cooling_per_s * rise_k;
}

/// Reasons of a discharge that do not depend on the chemistry.
inline StorageStop discharge_stop(const CellLimits& limits, const CellFlow& flow) {
  if (!flow.possible) return StorageStop::maximum_power;
  if (flow.voltage_v <= limits.end_voltage_v) return StorageStop::end_voltage;
  if (flow.current_a > limits.max_discharge_a) return StorageStop::maximum_power;
  return StorageStop::none;
}

/// Reasons of a charge. `accepted_w` is what the cell takes now, `well_full` says that the charge
/// at the terminals has no room although the cell has.
inline StorageStop charge_stop(const CellLimits& limits, const CellFlow& flow, double soc_frac,
                               bool well_full, double accepted_w) {
  if (soc_frac >= limits.full_soc_frac - kFullMargin) return StorageStop::full;
  if (limits.max_charge_a <= 0.0) return StorageStop::charge_limit;
  const bool too_much = well_full || flow.voltage_v > limits.float_voltage_v ||
                        -flow.current_a > kChargeCurrentSlack * limits.max_charge_a;
  if (!too_much) return StorageStop::none;
  return accepted_w > 0.0 ? StorageStop::charge_limit : StorageStop::full;
}

}  // namespace ridethrough::devices::storage
