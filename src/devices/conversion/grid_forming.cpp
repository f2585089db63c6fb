#include "devices/conversion/grid_forming.hpp"

#include <stdexcept>

#include "devices/synchronism.hpp"

namespace ridethrough::devices::conversion {

FormingModel::FormingModel(const FormingSettings& settings) : settings_(settings) {
  const bool has_lag = settings.kind == FormingKind::droop ? settings.cutoff_rad_per_s > 0.0
                                                           : settings.inertia_s > 0.0;
  const bool is_good = has_lag && settings.droop_frac > 0.0 && settings.nominal_hz > 0.0;
  if (!is_good)
    throw std::invalid_argument("droop, filter and inertia of a converter are positive");
}

double FormingModel::speed(const State& state) const {
  if (settings_.kind == FormingKind::virtual_inertia) return state[1];
  return -settings_.droop_frac * (state[1] - settings_.set_point);
}

FormingModel::State FormingModel::at_rest(double angle_rad, double power) const {
  if (settings_.kind == FormingKind::droop) return {angle_rad, power};
  return {angle_rad, -settings_.droop_frac * (power - settings_.set_point)};
}

FormingModel::State FormingModel::slope(const State& state, double power) const {
  const double turning = kTurn * settings_.nominal_hz * speed(state);
  if (settings_.kind == FormingKind::droop) {
    return {turning, settings_.cutoff_rad_per_s * (power - state[1])};
  }
  const double surplus = settings_.set_point - power - state[1] / settings_.droop_frac;
  return {turning, surplus / (2.0 * settings_.inertia_s)};
}

double FormingModel::frequency_hz(const State& state) const {
  return settings_.nominal_hz * (1.0 + speed(state));
}

double FormingModel::lag_s() const {
  if (settings_.kind == FormingKind::droop) return 1.0 / settings_.cutoff_rad_per_s;
  return 2.0 * settings_.inertia_s * settings_.droop_frac;
}

}  // namespace ridethrough::devices::conversion
