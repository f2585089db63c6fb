#pragma once

#include "devices/storage/falling_root.hpp"

namespace ridethrough::devices::storage {

/// A cell that is charged: the current into the plates has to pass a resistance, beside it flows
/// what gasses. Currents and powers are positive here.
///
///   I = (V - E) / R + G [exp((V - Vg) / vg) - exp((E - Vg) / vg)]
///
/// Gassing keeps the voltage finite when a full cell takes no more charge. Its Tafel law is that of
/// Bode (Lead-Acid Batteries, 1977), with Vg 2.25 V and vg 87 mV, 200 mV a decade (assumed). What a
/// resting cell gasses is self-discharge, which has a number of its own, so it is taken off.
struct Charging {
  double emf_v = 0.0;
  double resistance_ohm = 0.0;
  double gassing_a = 0.0;  ///< G

  /// Into the plates.
  double plate_a(double voltage_v) const { return (voltage_v - emf_v) / resistance_ohm; }
  double current_a(double voltage_v) const { return point(voltage_v, resting_gas()).value; }
  double slope_s(double voltage_v) const { return point(voltage_v, resting_gas()).slope; }

  double voltage_at_current(double current_a) const;
  double voltage_at_power(double power_w) const;

 private:
  /// exp((E - Vg) / vg)
  double resting_gas() const;
  /// Current at a voltage, and its slope.
  Tangent point(double voltage_v, double resting_gas) const;
};

}  // namespace ridethrough::devices::storage
