#include "devices/storage/overpotential.hpp"

#include <algorithm>
#include <cmath>

namespace ridethrough::devices::storage {
namespace {

/// Newton on functions that bend one way only: it comes from one side and needs a handful of steps.
/// It doubles the digits with each, so that a step of this relative size leaves 1e-14 of the
/// current times R I over the slope dP/dI, which is below 1 but next to the largest power.
constexpr int kNewtonSteps = 60;
constexpr double kNewtonTolerance = 1e-7;

/// Where a step is this short beside the bend of the function, the second derivative goes in
/// (Halley) and triples the digits: the same 1e-14 is then left by a longer step.
constexpr double kSlightBend = 0.05;
constexpr double kHalleyTolerance = 1e-5;

}  // namespace

Overpotential::Point Overpotential::point(double current_a) const {
  if (tafel_v == 0.0) return {resistance_ohm * current_a, resistance_ohm, 0.0};
  // asinh(x) = log(x + root); x is not negative, and what it loses near 0 is 1e-16 of B.
  const double per_tafel_a = 1.0 / tafel_a;
  const double x = current_a * per_tafel_a;
  const double root = std::sqrt(1.0 + x * x);
  const double per_root = 1.0 / root;
  const double tafel_ohm = tafel_v * per_tafel_a * per_root;
  return {resistance_ohm * current_a + tafel_v * std::log(x + root), resistance_ohm + tafel_ohm,
          -tafel_ohm * x * per_tafel_a * per_root * per_root};
}

namespace {

/// Below the root. With the Tafel term of a current that is too low, the root of the rest is too
/// low as well.
CellFlow flow_from_below(double emf_v, const Overpotential& over, double power_w) {
  const double lowest_a = power_w / emf_v;
  const double behind_v = emf_v - (over.at(lowest_a) - over.resistance_ohm * lowest_a);
  return flow_at_power(behind_v, over.resistance_ohm, power_w);
}

/// I V(I) is concave: tangents lead to the root from below, wherever it rises.
CellFlow climb(double emf_v, const Overpotential& over, double power_w, double current_a) {
  double slope_ohm = 0.0;
  for (int step = 0; step < kNewtonSteps; ++step) {
    const Overpotential::Point lost = over.point(current_a);
    slope_ohm = lost.slope_ohm;
    const double voltage_v = emf_v - lost.value_v;
    const double rise_v = voltage_v - current_a * lost.slope_ohm;
    if (rise_v <= 0.0) return {current_a, voltage_v, false};
    double missing_a = (power_w - current_a * voltage_v) / rise_v;
    const double bend = (lost.slope_ohm + 0.5 * current_a * lost.bend_ohm_per_a) * missing_a;
    const bool is_slight = std::abs(bend) <= kSlightBend * rise_v;
    if (is_slight) missing_a *= rise_v / (rise_v - bend);
    current_a = std::max(0.0, current_a + missing_a);
    const double enough = is_slight ? kHalleyTolerance : kNewtonTolerance;
    if (std::abs(missing_a) <= enough * current_a) break;
  }
  return {current_a, current_a > 0.0 ? power_w / current_a : emf_v, true, slope_ohm};
}

}  // namespace

CellFlow flow_at_power(double emf_v, const Overpotential& over, double power_w, double near_a) {
  if (over.tafel_v == 0.0) {
    CellFlow flow = flow_at_power(emf_v, over.resistance_ohm, power_w);
    flow.slope_ohm = over.resistance_ohm;
    return flow;
  }
  if (emf_v <= 0.0) return {0.0, emf_v, power_w == 0.0};
  if (near_a > 0.0 && power_w > 0.0) {
    const CellFlow flow = climb(emf_v, over, power_w, near_a);
    if (flow.possible) return flow;
  }
  const CellFlow below = flow_from_below(emf_v, over, power_w);
  return below.possible ? climb(emf_v, over, power_w, below.current_a) : below;
}

double current_at_voltage(double emf_v, const Overpotential& over, double voltage_v) {
  const double lost_v = emf_v - voltage_v;
  if (lost_v <= 0.0) return 0.0;
  if (over.tafel_v == 0.0) return lost_v / over.resistance_ohm;
  // The overpotential is concave in the current, which starts below its root with the steepest
  // slope of all: tangents then lead up to it.
  double current_a = lost_v / (over.resistance_ohm + over.tafel_v / over.tafel_a);
  for (int step = 0; step < kNewtonSteps; ++step) {
    const Overpotential::Point now = over.point(current_a);
    const double missing_a = (lost_v - now.value_v) / now.slope_ohm;
    current_a = std::max(0.0, current_a + missing_a);
    if (std::abs(missing_a) <= kNewtonTolerance * current_a) break;
  }
  return current_a;
}

double deliverable_w(const CellLimits& limits, double emf_v, const Overpotential& over) {
  // Half the emf is where power has its maximum behind a resistance; with a Tafel term a bit lower.
  const double lowest_v = std::max(limits.end_voltage_v, 0.5 * emf_v);
  if (emf_v <= lowest_v) return 0.0;
  const double current_a =
      std::min(current_at_voltage(emf_v, over, lowest_v), limits.max_discharge_a);
  return current_a * (emf_v - over.at(current_a));
}

}  // namespace ridethrough::devices::storage
