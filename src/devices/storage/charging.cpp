#include "devices/storage/charging.hpp"

#include <algorithm>
#include <cmath>

namespace ridethrough::devices::storage {
namespace {

constexpr double kGassingV = 2.25;
constexpr double kGassingTafelV = 0.087;

/// Newton doubles the digits with each step; one this short, in volts, leaves 1e-15.
constexpr int kChargingSteps = 60;
constexpr double kLastStepV = 1e-8;

double gassing_growth(double voltage_v) {
  return std::exp((voltage_v - kGassingV) / kGassingTafelV);
}

/// Root of a convex rising function from above it, where tangents never lead past it. `function`
/// gives value and slope.
template <class Function>
double root_from_above(double voltage_v, const Function& function) {
  for (int step = 0; step < kChargingSteps; ++step) {
    const Tangent now = function(voltage_v);
    const double too_much_v = now.value / now.slope;
    voltage_v -= too_much_v;
    if (too_much_v <= kLastStepV) break;
  }
  return voltage_v;
}

}  // namespace

double Charging::resting_gas() const { return gassing_a == 0.0 ? 0.0 : gassing_growth(emf_v); }

Tangent Charging::point(double voltage_v, double resting_gas) const {
  if (gassing_a == 0.0) return {plate_a(voltage_v), 1.0 / resistance_ohm};
  const double gas = gassing_growth(voltage_v);
  return {plate_a(voltage_v) + gassing_a * (gas - resting_gas),
          1.0 / resistance_ohm + gassing_a * gas / kGassingTafelV};
}

double Charging::voltage_at_current(double current_a) const {
  const double by_plate_v = emf_v + resistance_ohm * current_a;
  if (gassing_a == 0.0) return by_plate_v;
  const double gas = resting_gas();
  const double by_gas_v = kGassingV + kGassingTafelV * std::log(current_a / gassing_a + gas);
  return root_from_above(std::min(by_plate_v, by_gas_v), [&](double v) {
    const Tangent now = point(v, gas);
    return Tangent{now.value - current_a, now.slope};
  });
}

double Charging::voltage_at_power(double power_w) const {
  const double by_plate_v =
      0.5 * (emf_v + std::sqrt(emf_v * emf_v + 4.0 * resistance_ohm * power_w));
  if (gassing_a == 0.0) return by_plate_v;
  const double gas = resting_gas();
  const double by_gas_v =
      kGassingV + kGassingTafelV * std::log(power_w / (emf_v * gassing_a) + gas);
  return root_from_above(std::min(by_plate_v, by_gas_v), [&](double v) {
    const Tangent now = point(v, gas);
    return Tangent{v * now.value - power_w, now.value + v * now.slope};
  });
}

}  // namespace ridethrough::devices::storage
