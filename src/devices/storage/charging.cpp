#include "devices/storage/charging.hpp"

#include <algorithm>
#include <cmath>

namespace ridethrough::devices::storage {
namespace {

constexpr double kGassingV = 2.25;
constexpr double kGassingTafelV = 0.087;

constexpr int kChargingSteps = 60;
constexpr double kChargingTolerance = 1e-15;

double gassing_growth(double voltage_v) {
  return std::exp((voltage_v - kGassingV) / kGassingTafelV);
}

/// Root of a convex rising function from above it, where tangents never lead past it.
template <class Excess, class Slope>
double root_from_above(double voltage_v, const Excess& excess, const Slope& slope) {
  for (int step = 0; step < kChargingSteps; ++step) {
    const double too_much_v = excess(voltage_v) / slope(voltage_v);
    voltage_v -= too_much_v;
    if (too_much_v <= kChargingTolerance * voltage_v) break;
  }
  return voltage_v;
}

}  // namespace

double Charging::current_a(double voltage_v) const {
  if (gassing_a == 0.0) return plate_a(voltage_v);
  return plate_a(voltage_v) + gassing_a * (gassing_growth(voltage_v) - gassing_growth(emf_v));
}

double Charging::slope_s(double voltage_v) const {
  return 1.0 / resistance_ohm + gassing_a * gassing_growth(voltage_v) / kGassingTafelV;
}

double Charging::voltage_at_current(double current_a) const {
  const double by_plate_v = emf_v + resistance_ohm * current_a;
  if (gassing_a == 0.0) return by_plate_v;
  const double by_gas_v =
      kGassingV + kGassingTafelV * std::log(current_a / gassing_a + gassing_growth(emf_v));
  return root_from_above(
      std::min(by_plate_v, by_gas_v), [&](double v) { return this->current_a(v) - current_a; },
      [&](double v) { return slope_s(v); });
}

double Charging::voltage_at_power(double power_w) const {
  const double by_plate_v =
      0.5 * (emf_v + std::sqrt(emf_v * emf_v + 4.0 * resistance_ohm * power_w));
  if (gassing_a == 0.0) return by_plate_v;
  const double by_gas_v =
      kGassingV + kGassingTafelV * std::log(power_w / (emf_v * gassing_a) + gassing_growth(emf_v));
  return root_from_above(
      std::min(by_plate_v, by_gas_v), [&](double v) { return v * current_a(v) - power_w; },
      [&](double v) { return current_a(v) + v * slope_s(v); });
}

}  // namespace ridethrough::devices::storage
