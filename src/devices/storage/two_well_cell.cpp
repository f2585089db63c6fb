#include "devices/storage/two_well_cell.hpp"

#include <algorithm>
#include <cmath>

namespace ridethrough::devices::storage {
namespace {

/// Below this head the available well counts as empty; it also keeps 1/h finite in a trial step.
constexpr double kEmptyHead = 1e-3;

/// A charge is offered that the available well can take for this long before it is full (KiBaM's
/// largest charge current for a given time). One hour reproduces the measured taper of a float
/// charge roughly and is an assumption.
constexpr double kAcceptanceSpanS = 3600.0;

}  // namespace

TwoWellCell::TwoWellCell(const Data& data) : data_(data), end_head_(kEmptyHead) {
  const double above_end_v = data.emf_v + data.head_v - data.limits.end_voltage_v;
  if (data.head_v > 0.0) end_head_ = std::max(kEmptyHead, data.head_v / above_end_v);
}

double TwoWellCell::emf_at(double head) const {
  return data_.emf_v - data_.head_v * (1.0 / std::max(head, kEmptyHead) - 1.0);
}

double TwoWellCell::bound_head(const State& state) const {
  return (state[0] - data_.available_share * state[1]) / (1.0 - data_.available_share);
}

CellFlow TwoWellCell::flow(const State& state, double power_w) const {
  return flow_at_power(emf_at(state[1]), data_.resistance_ohm, power_w);
}

TwoWellCell::State TwoWellCell::slope(const State& state, double power_w) const {
  const double emf_v = emf_at(state[1]);
  const CellFlow now = flow_at_power(emf_v, data_.resistance_ohm, power_w);
  const double drain_per_s = stored_current_a(data_.limits, now.current_a) / data_.charge_c;
  const double refill_per_s = data_.exchange_per_s * (state[0] - state[1]);
  const double refill_a = data_.available_share * data_.charge_c * refill_per_s;
  const double heat_w = data_.resistance_ohm * now.current_a * now.current_a +
                        charge_heat_w(data_.limits, emf_v, now.current_a) +
                        refill_a * (emf_at(bound_head(state)) - emf_v);
  return {-drain_per_s, refill_per_s - drain_per_s / data_.available_share,
          warming_k_per_s(data_.limits, heat_w, state[2])};
}

TwoWellCell::State TwoWellCell::rest(const State& state, double span_s) const {
  const double kept = std::exp(-data_.exchange_per_s * span_s);
  return {state[0], state[0] + (state[1] - state[0]) * kept,
          state[2] * std::exp(-data_.limits.cooling_per_s * span_s)};
}

double TwoWellCell::well_energy_v(double head) const {
  const double bounded = std::max(head, kEmptyHead);
  return (data_.emf_v + data_.head_v) * (bounded - end_head_) -
         data_.head_v * std::log(bounded / end_head_);
}

double TwoWellCell::stored_j(const State& state) const {
  const double share = data_.available_share;
  return data_.charge_c *
         (share * well_energy_v(state[1]) + (1.0 - share) * well_energy_v(bound_head(state)));
}

double TwoWellCell::deliverable_w(const State& state) const {
  if (state[0] <= data_.limits.empty_soc_frac) return 0.0;
  return storage::deliverable_w(data_.limits, emf_at(state[1]), data_.resistance_ohm);
}

double TwoWellCell::acceptance_a(const State& state) const {
  const double share = data_.available_share;
  const double k = data_.exchange_per_s;
  const double span = k * kAcceptanceSpanS;
  const double kept = std::exp(-span);
  const double room = 1.0 - state[1] * kept - state[0] * (1.0 - kept);
  const double by_well_a = k * share * data_.charge_c * room /
                           (1.0 - kept + share * (span - 1.0 + kept)) /
                           data_.limits.charge_efficiency;
  const double by_voltage_a =
      kTaperShare * (data_.limits.float_voltage_v - emf_at(state[1])) / data_.resistance_ohm;
  const double current_a = std::min({by_well_a, by_voltage_a, data_.limits.max_charge_a});
  return current_a > data_.limits.finish_current_a ? current_a : 0.0;
}

double TwoWellCell::acceptance_w(const State& state) const {
  if (state[0] >= data_.limits.full_soc_frac - kFullMargin) return 0.0;
  const double current_a = acceptance_a(state);
  return current_a * (emf_at(state[1]) + data_.resistance_ohm * current_a);
}

StorageStop TwoWellCell::stop(const State& state, double power_w) const {
  const CellLimits& limits = data_.limits;
  if (limits.temperature_k + state[2] > limits.max_temperature_k) {
    return StorageStop::over_temperature;
  }
  const CellFlow now = flow(state, power_w);
  if (power_w > 0.0) {
    const bool empty = state[1] <= kEmptyHead || state[0] <= limits.empty_soc_frac;
    return empty ? StorageStop::available_charge : discharge_stop(limits, now);
  }
  // A full available well stops a charge only while more flows in than on to the bound well; a
  // smaller current then makes room at once, so that no stop follows on its own heels.
  const double drain_per_s = stored_current_a(limits, now.current_a) / data_.charge_c;
  const double head_per_s =
      data_.exchange_per_s * (state[0] - state[1]) - drain_per_s / data_.available_share;
  const bool well_full = state[1] >= 1.0 && head_per_s > 0.0;
  return charge_stop(limits, now, state[0], well_full, acceptance_w(state));
}

double TwoWellCell::first_step_s(const State& state, double power_w) const {
  const double drain_per_s =
      std::abs(flow(state, power_w).current_a) / (data_.available_share * data_.charge_c);
  return 0.02 / (drain_per_s / std::max(state[1], kEmptyHead) + data_.exchange_per_s + 1e-6);
}

}  // namespace ridethrough::devices::storage
