#include "devices/storage/ocv_rc_cell.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "devices/storage/overpotential.hpp"

namespace ridethrough::devices::storage {
namespace {

constexpr std::size_t kHysteresis = 4;

/// Whether |dM/ds| <= 2 M / D everywhere, looked at in steps that no table is finer than.
bool is_passive_hysteresis(const MonotoneCurve& half_width_v, double span_frac) {
  constexpr int kLooks = 2000;
  for (int i = 0; i < kLooks; ++i) {
    const double low_v = half_width_v.value(static_cast<double>(i) / kLooks);
    const double high_v = half_width_v.value(static_cast<double>(i + 1) / kLooks);
    if (std::abs(high_v - low_v) * kLooks * span_frac > low_v + high_v) return false;
  }
  return true;
}

}  // namespace

OcvRcCell::OcvRcCell(const Data& data) : data_(data) {
  if (!is_passive_hysteresis(data.hysteresis_v, data.hysteresis_span_frac)) {
    throw std::invalid_argument(
        "the hysteresis changes so fast over state of charge that it would give energy: a shorter "
        "hysteresis_span, or a smoother table");
  }
}

/// `current`: whatever has the sign of the current of the terminals.
OcvRcCell::Resistances OcvRcCell::resistances(const State& state, double current) const {
  const bool discharges = current >= 0.0 || state[1] >= 0.0 || state[2] >= 0.0;
  const bool charges = current < 0.0 || state[1] < 0.0 || state[2] < 0.0;
  return {discharges ? data_.discharge_resistance_ohm.value(state[0]) : 0.0,
          charges ? data_.charge_resistance_ohm.value(state[0]) : 0.0};
}

double OcvRcCell::emf_at(const State& state, const Resistances& ohm) const {
  return data_.ocv_v.value(state[0]) + data_.hysteresis_v.value(state[0]) * state[kHysteresis] -
         data_.fast.share * ohm.of(state[1]) * state[1] -
         data_.slow.share * ohm.of(state[2]) * state[2];
}

CellFlow OcvRcCell::flow(const State& state, double power_w, double /*near_a*/) const {
  const Resistances ohm = resistances(state, power_w);
  return flow_at_power(emf_at(state, ohm), series_share() * ohm.of(power_w), power_w);
}

CellFlow OcvRcCell::flow_at_current(const State& state, double current_a) const {
  const Resistances ohm = resistances(state, current_a);
  return {current_a, emf_at(state, ohm) - series_share() * ohm.of(current_a) * current_a, true};
}

double OcvRcCell::slope_ohm(const State& state, double current_a) const {
  return series_share() * resistances(state, current_a).of(current_a);
}

double OcvRcCell::current_at_voltage(const State& state, double voltage_v) const {
  const Resistances ohm = resistances(state, 1.0);
  return (emf_at(state, ohm) - voltage_v) / (series_share() * ohm.discharge_ohm);
}

/// Heat of the cell. That of the entropy is reversible: it warms or cools, and is no loss of the
/// electrical ledger, which closes over voltages measured at one temperature.
double OcvRcCell::heat_w(const State& state, const Resistances& ohm, double current_a) const {
  const double stored_a = stored_current_a(data_.limits, current_a);
  const double temperature_k = data_.limits.temperature_k + state[3];
  return series_share() * ohm.of(current_a) * current_a * current_a +
         data_.fast.share * ohm.of(state[1]) * state[1] * state[1] +
         data_.slow.share * ohm.of(state[2]) * state[2] * state[2] +
         data_.hysteresis_v.value(state[0]) * std::abs(stored_a) * state[kHysteresis] *
             state[kHysteresis] -
         temperature_k * data_.entropy_v_per_k.value(state[0]) * stored_a;
}

OcvRcCell::State OcvRcCell::slope(const State& state, const CellFlow& flow) const {
  const Resistances ohm = resistances(state, flow.current_a);
  const double emf_v = emf_at(state, ohm);
  const double current_a = flow.current_a;
  const double stored_a = stored_current_a(data_.limits, current_a);
  const double heat = heat_w(state, ohm, current_a) + charge_heat_w(data_.limits, emf_v, current_a);
  const double leak = current_a > 0.0 ? 0.0 : leak_per_s(data_.limits, state[0]);
  return {-stored_a / data_.charge_c - leak, (current_a - state[1]) / data_.fast.time_s,
          (current_a - state[2]) / data_.slow.time_s, warming_k_per_s(data_.limits, heat, state[3]),
          -(stored_a + std::abs(stored_a) * state[kHysteresis]) /
              (data_.charge_c * data_.hysteresis_span_frac)};
}

OcvRcCell::State OcvRcCell::rest(const State& state, double span_s) const {
  return {left_at_rest(data_.limits, state[0], span_s),
          state[1] * std::exp(-span_s / data_.fast.time_s),
          state[2] * std::exp(-span_s / data_.slow.time_s),
          state[3] * std::exp(-data_.limits.cooling_per_s * span_s), state[kHysteresis]};
}

double OcvRcCell::stored_j(const State& state) const {
  const Resistances ohm = resistances(state, state[1]);
  const double charge_j = data_.charge_c * (data_.ocv_v.integral(state[0]) -
                                            data_.ocv_v.integral(data_.limits.empty_soc_frac));
  // C v^2 / 2 of a branch is tau R i^2 / 2.
  const double fast_j =
      0.5 * data_.fast.time_s * data_.fast.share * ohm.of(state[1]) * state[1] * state[1];
  const double slow_j =
      0.5 * data_.slow.time_s * data_.slow.share * ohm.of(state[2]) * state[2] * state[2];
  const double hysteresis_j = 0.5 * data_.charge_c * data_.hysteresis_span_frac *
                              data_.hysteresis_v.value(state[0]) * state[kHysteresis] *
                              state[kHysteresis];
  return charge_j + fast_j + slow_j + hysteresis_j;
}

double OcvRcCell::deliverable_w(const State& state) const {
  if (state[0] <= data_.limits.empty_soc_frac) return 0.0;
  const Resistances ohm = resistances(state, 1.0);
  return storage::deliverable_w(data_.limits, emf_at(state, ohm),
                                {.resistance_ohm = series_share() * ohm.discharge_ohm});
}

double OcvRcCell::acceptance_a(const State& state, double emf_v, double series_ohm) const {
  const CellLimits& limits = data_.limits;
  if (state[0] >= limits.full_soc_frac - kFullMargin) return 0.0;
  const double by_voltage_a = kTaperShare * (limits.float_voltage_v - emf_v) / series_ohm;
  const double current_a = std::min(by_voltage_a, limits.max_charge_a);
  return current_a > limits.finish_current_a ? current_a : 0.0;
}

double OcvRcCell::acceptance_w(const State& state) const {
  const Resistances ohm = resistances(state, -1.0);
  const double emf_v = emf_at(state, ohm);
  const double series_ohm = series_share() * ohm.charge_ohm;
  const double current_a = acceptance_a(state, emf_v, series_ohm);
  return current_a * (emf_v + series_ohm * current_a);
}

StorageStop OcvRcCell::stop(const State& state, const CellFlow& flow) const {
  const CellLimits& limits = data_.limits;
  if (limits.temperature_k + state[3] > limits.max_temperature_k) {
    return StorageStop::over_temperature;
  }
  if (flow.current_a > 0.0 || !flow.possible) {
    if (state[0] <= limits.empty_soc_frac) return StorageStop::available_charge;
    return discharge_stop(limits, flow);
  }
  return charge_stop(limits, flow, state[0], false, acceptance_w(state));
}

OcvRcCell::State OcvRcCell::tolerance() const {
  // Branch currents weigh like the current that empties the cell in one hour.
  const double hourly_a = data_.charge_c / 3600.0;
  return {1e-10, 1e-6 * hourly_a, 1e-6 * hourly_a, 1e-6, 1e-8};
}

double OcvRcCell::first_step_s(const State&, const CellFlow& flow) const {
  const double drain_per_s = std::abs(flow.current_a) / data_.charge_c;
  return 0.05 / (drain_per_s * 10.0 + 1.0 / std::min(data_.fast.time_s, data_.slow.time_s));
}

std::optional<Opening<OcvRcCell::State>> OcvRcCell::opening(const State& state,
                                                            const CellFlow& flow) const {
  if (!(flow.current_a > 0.0)) return {};
  Opening<State> opening;
  // A part of the time in which the fast branch or the charge changes by its own size; its cube is
  // 4e-6, and the error a tenth of that.
  constexpr double kPart = 0.16;
  opening.span_s = kPart * first_step_s(state, flow);
  opening.slope = slope(state, flow);
  State after = state;
  for (std::size_t i = 0; i < state.size(); ++i) after[i] += opening.span_s * opening.slope[i];
  const CellFlow later = this->flow(after, flow.current_a * flow.voltage_v);
  opening.slope_after = slope(after, later);
  // Harder than it will be: whatever does not stop this does not stop on the way.
  const CellFlow hard = {1.0001 * later.current_a, 0.9999 * later.voltage_v, later.possible};
  if (stop(after, hard) != StorageStop::none) return {};
  return opening;
}

}  // namespace ridethrough::devices::storage
