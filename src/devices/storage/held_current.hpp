#pragma once

#include "devices/storage/cell_limits.hpp"

/// What a cell needs that is driven by a current, as in tables of discharge currents.
namespace ridethrough::devices::storage {

/// Voltage of a cell at a current, positive: discharging.
template <class Cell>
double voltage_of(const Cell& cell, const typename Cell::State& state, double current_a) {
  if constexpr (requires { cell.voltage_v(state, current_a); }) {
    return cell.voltage_v(state, current_a);
  } else {
    // Straight in the current for either sense of it: two points tell all.
    const double emf_v = cell.flow(state, 0.0).voltage_v;
    const CellFlow probe = cell.flow(state, 0.1 * current_a * emf_v);
    return emf_v + (probe.voltage_v - emf_v) / probe.current_a * current_a;
  }
}

/// Gauss-Legendre with five points: exact to rounding for what is smooth over one step of a path.
template <class Function>
double integral_over(double from, double to, const Function& value) {
  constexpr double kNear = 0.5384693101056831, kNearWeight = 0.4786286704993665;
  constexpr double kFar = 0.9061798459386640, kFarWeight = 0.2369268850561891;
  constexpr double kMiddleWeight = 0.5688888888888889;
  const double middle = 0.5 * (from + to);
  const double half = 0.5 * (to - from);
  return half * (kMiddleWeight * value(middle) +
                 kNearWeight * (value(middle - half * kNear) + value(middle + half * kNear)) +
                 kFarWeight * (value(middle - half * kFar) + value(middle + half * kFar)));
}

}  // namespace ridethrough::devices::storage
