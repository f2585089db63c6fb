#include "devices/storage/two_well_cell.hpp"

#include <cmath>

namespace ridethrough::devices::storage {
namespace {

/// Without a resistance of charging a charge is offered that the available well can take for this
/// long before it is full (KiBaM's largest charge current for a given time). One hour reproduces
/// the measured taper of a float charge roughly and is an assumption.
constexpr double kAcceptanceSpanS = 3600.0;

/// A charge against a resistance that grows without end is offered this far under the float
/// voltage; a taper then takes some forty steps.
constexpr double kRisingTaperShare = 0.9;

/// A charge goes where it was taken from: into the available well, and into both alike once their
/// heads differ by less than this.
constexpr double kLevelHead = 0.02;

}  // namespace

TwoWellCell::TwoWellCell(const Data& data)
    : data_(data), end_head_(kSmallestReach), counted_charge_c_(data.charge_c) {
  const double above_end_v = data.emf_v + data.head_v - data.limits.end_voltage_v;
  if (data.head_v > 0.0) end_head_ = std::max(kSmallestReach, data.head_v / above_end_v);
  if (!data.pace.is_empty()) counted_charge_c_ /= std::min(1.0, data.pace.slowest());
}

double TwoWellCell::emf_at(double soc_frac, double head) const {
  const double by_acid_v = data_.emf_v - data_.emf_fall_v * (1.0 - soc_frac);
  if (data_.head_v == 0.0) return by_acid_v;
  return by_acid_v - data_.head_v * (1.0 / std::max(head, kSmallestReach) - 1.0);
}

double TwoWellCell::bound_head(const State& state) const {
  return (state[0] - data_.available_share * state[1]) / (1.0 - data_.available_share);
}

double TwoWellCell::dip_ohm(double soc_frac) const {
  const double passed = std::max(0.0, 1.0 - soc_frac) / data_.dip_charge_frac;
  return data_.dip_ohm * passed * std::exp(1.0 - passed);
}

Charging TwoWellCell::charging(const State& state) const {
  const double emf_v = emf_at(state[0], state[1]);
  if (data_.charge_resistance_ohm == 0.0) return {emf_v, data_.resistance_ohm, 0.0};
  const double left = std::max(1.0 - state[0], kFullMargin);
  return {emf_v, data_.charge_resistance_ohm / left, data_.gassing_a};
}

CellFlow TwoWellCell::flow(const State& state, double power_w, double near_a) const {
  if (power_w >= 0.0) {
    return flow_at_power(emf_at(state[0], state[1]), discharging(state), power_w, near_a);
  }
  const double voltage_v = charging(state).voltage_at_power(-power_w);
  return {power_w / voltage_v, voltage_v, true};
}

CellFlow TwoWellCell::flow_at_current(const State& state, double current_a) const {
  const double voltage_v = current_a < 0.0
                               ? charging(state).voltage_at_current(-current_a)
                               : emf_at(state[0], state[1]) - discharging(state).at(current_a);
  return {current_a, voltage_v, true};
}

double TwoWellCell::slope_ohm(const State& state, double current_a) const {
  if (current_a >= 0.0) return discharging(state).point(current_a).slope_ohm;
  const Charging law = charging(state);
  return 1.0 / law.slope_s(law.voltage_at_current(-current_a));
}

double TwoWellCell::current_at_voltage(const State& state, double voltage_v) const {
  return storage::current_at_voltage(emf_at(state[0], state[1]), discharging(state), voltage_v);
}

/// Heat of the flow from the bound to the available well.
double TwoWellCell::refill_w(const State& state, double refill_per_s) const {
  if (data_.head_v == 0.0) return 0.0;
  const double refill_a = data_.available_share * counted_charge_c_ * refill_per_s;
  return refill_a * (emf_at(state[0], bound_head(state)) - emf_at(state[0], state[1]));
}

TwoWellCell::State TwoWellCell::slope(const State& state, const CellFlow& flow) const {
  return flow.current_a > 0.0 ? slope_discharging(state, flow) : slope_leaking(state, flow);
}

/// Both wells leak alike.
TwoWellCell::State TwoWellCell::slope_leaking(const State& state, const CellFlow& flow) const {
  State slope = flow.current_a < 0.0 ? slope_charging(state, flow) : slope_discharging(state, flow);
  const double leak = leak_per_s(data_.limits, state[0]);
  slope[0] -= leak;
  slope[1] -= leak;
  return slope;
}

TwoWellCell::State TwoWellCell::slope_discharging(const State& state, const CellFlow& flow) const {
  const double power_w = flow.current_a * flow.voltage_v;
  const double pace = data_.pace.at(power_w);
  const double drain_per_s = pace * flow.current_a / data_.charge_c;
  const double refill_per_s = pace * data_.exchange_per_s * (state[0] - state[1]);
  const double heat_w = counted_charge_c_ * drain_per_s * emf_at(state[0], state[1]) - power_w +
                        refill_w(state, refill_per_s);
  return {-drain_per_s, refill_per_s - drain_per_s / data_.available_share,
          warming_k_per_s(data_.limits, heat_w, state[2])};
}

TwoWellCell::State TwoWellCell::slope_charging(const State& state, const CellFlow& flow) const {
  const Charging law = charging(state);
  const double stored_a = data_.limits.charge_efficiency * law.plate_a(flow.voltage_v);
  const double fill_per_s = stored_a / counted_charge_c_;
  const double refill_per_s = data_.exchange_per_s * (state[0] - state[1]);
  const double lag = std::max(0.0, state[0] - state[1]);
  const double aimed = data_.charge_resistance_ohm == 0.0 ? 1.0 : lag / (lag + kLevelHead);
  const double into_available = 1.0 + aimed * (1.0 / data_.available_share - 1.0);
  const double power_w = flow.current_a * flow.voltage_v;
  const double heat_w = -power_w - stored_a * law.emf_v + refill_w(state, refill_per_s);
  return {fill_per_s, refill_per_s + fill_per_s * into_available,
          warming_k_per_s(data_.limits, heat_w, state[2])};
}

TwoWellCell::State TwoWellCell::rest(const State& state, double span_s) const {
  // Both wells leak alike, so that their difference is what it is without a leak.
  const double kept = std::exp(-data_.exchange_per_s * span_s);
  const double left = left_at_rest(data_.limits, state[0], span_s);
  return {left, left + (state[1] - state[0]) * kept,
          state[2] * std::exp(-data_.limits.cooling_per_s * span_s)};
}

double TwoWellCell::head_energy_v(double head) const {
  const double bounded = std::max(head, kSmallestReach);
  return (data_.emf_v + data_.head_v) * (bounded - end_head_) -
         data_.head_v * std::log(bounded / end_head_);
}

double TwoWellCell::stored_j(const State& state) const {
  const double share = data_.available_share;
  const double soc_frac = state[0];
  const double well_v = data_.head_v == 0.0 ? data_.emf_v * soc_frac
                                            : share * head_energy_v(state[1]) +
                                                  (1.0 - share) * head_energy_v(bound_head(state));
  return counted_charge_c_ * (well_v - data_.emf_fall_v * soc_frac * (1.0 - 0.5 * soc_frac));
}

double TwoWellCell::deliverable_w(const State& state) const {
  if (state[0] <= data_.limits.empty_soc_frac) return 0.0;
  return storage::deliverable_w(data_.limits, emf_at(state[0], state[1]), discharging(state));
}

/// KiBaM's largest charge current, where no resistance of charging is known.
double TwoWellCell::well_acceptance_a(const State& state) const {
  const double share = data_.available_share;
  const double k = data_.exchange_per_s;
  const double span = k * kAcceptanceSpanS;
  const double kept = std::exp(-span);
  const double room = 1.0 - state[1] * kept - state[0] * (1.0 - kept);
  return k * share * data_.charge_c * room / (1.0 - kept + share * (span - 1.0 + kept)) /
         data_.limits.charge_efficiency;
}

double TwoWellCell::acceptance_w(const State& state) const {
  const CellLimits& limits = data_.limits;
  if (state[0] >= limits.full_soc_frac - kFullMargin) return 0.0;
  const Charging law = charging(state);
  const double share = data_.charge_resistance_ohm == 0.0 ? kTaperShare : kRisingTaperShare;
  const double room_v = share * (limits.float_voltage_v - law.emf_v);
  if (room_v <= 0.0) return 0.0;
  double current_a = std::min(law.current_a(law.emf_v + room_v), limits.max_charge_a);
  if (data_.charge_resistance_ohm == 0.0) current_a = std::min(current_a, well_acceptance_a(state));
  if (current_a <= 0.0) return 0.0;
  const double voltage_v = law.voltage_at_current(current_a);
  // What gasses never ends, so that the end of a charge is a matter of the rest.
  return law.plate_a(voltage_v) > limits.finish_current_a ? current_a * voltage_v : 0.0;
}

/// A full available well stops a charge only while more flows in than on to the bound well; a
/// smaller current then makes room at once, so that no stop follows on its own heels.
bool TwoWellCell::is_well_full(const State& state, const CellFlow& flow) const {
  if (data_.charge_resistance_ohm > 0.0 || state[1] < 1.0) return false;
  return slope_charging(state, flow)[1] > 0.0;
}

StorageStop TwoWellCell::stop(const State& state, const CellFlow& flow) const {
  const CellLimits& limits = data_.limits;
  if (limits.temperature_k + state[2] > limits.max_temperature_k) {
    return StorageStop::over_temperature;
  }
  if (flow.current_a > 0.0 || !flow.possible) {
    const bool empty =
        state[1] - data_.out_of_reach <= kSmallestReach || state[0] <= limits.empty_soc_frac;
    return empty ? StorageStop::available_charge : discharge_stop(limits, flow);
  }
  return charge_stop(limits, flow, state[0], is_well_full(state, flow), acceptance_w(state));
}

double TwoWellCell::first_step_s(const State& state, const CellFlow& flow) const {
  const double drain_per_s = std::abs(flow.current_a) / (data_.available_share * data_.charge_c);
  const double bend_per_s = drain_per_s / reach(state[1]) + data_.exchange_per_s + 1e-6;
  // A step must not pass the dip unseen.
  return data_.dip_ohm == 0.0 ? 0.02 / bend_per_s
                              : 0.02 / (bend_per_s + 0.1 * drain_per_s / data_.dip_charge_frac);
}

/// Volts per unit of the head of the available well, at a current.
double TwoWellCell::voltage_over_head_v(double head, double current_a) const {
  const double within = reach(head);
  const double over_v = current_a / (data_.tafel_a * within);
  const double by_resistance_v =
      data_.is_resistance_over_head ? data_.resistance_ohm * current_a / within : 0.0;
  const double by_tafel_v = data_.tafel_v * over_v / std::sqrt(1.0 + over_v * over_v);
  return data_.head_v / (head * head) + (by_resistance_v + by_tafel_v) / within;
}

std::optional<Opening<TwoWellCell::State>> TwoWellCell::opening(const State& state,
                                                                const CellFlow& flow) const {
  // I V(I) = P is held: I' (V - I S) + I V' = 0, with S = -dV/dI.
  const double rise_v = flow.voltage_v - flow.current_a * flow.slope_ohm;
  const bool is_far = rise_v > 0.2 * flow.voltage_v && state[1] - data_.out_of_reach > 0.02;
  if (!(flow.current_a > 0.0) || flow.slope_ohm <= 0.0 || data_.dip_ohm > 0.0 || !is_far) return {};
  Opening<State> opening;
  // A part of the time in which the voltage changes by its own size. What is left out is of third
  // order: the cube of that part is 2e-10.
  constexpr double kPart = 0.03;
  opening.span_s = kPart * first_step_s(state, flow) * rise_v / flow.voltage_v;
  opening.slope = slope_discharging(state, flow);
  const double fall_v_per_s = data_.emf_fall_v * opening.slope[0] +
                              voltage_over_head_v(state[1], flow.current_a) * opening.slope[1];
  const double gained_a = -flow.current_a * fall_v_per_s / rise_v * opening.span_s;
  const double pace = -opening.slope[0] * data_.charge_c / flow.current_a;
  const double drained = pace * gained_a / data_.charge_c;
  const double refilled = pace * data_.exchange_per_s * (opening.slope[0] - opening.slope[1]);
  opening.slope_after = {
      opening.slope[0] - drained,
      opening.slope[1] + refilled * opening.span_s - drained / data_.available_share,
      opening.slope[2]};
  const State after = {state[0] + opening.span_s * opening.slope[0],
                       state[1] + opening.span_s * opening.slope_after[1],
                       state[2] + opening.span_s * opening.slope[2]};
  // Harder than it will be: whatever does not stop this does not stop on the way.
  const double after_a = flow.current_a + gained_a;
  const CellFlow hard = {1.0001 * after_a, 0.9999 * flow.current_a * flow.voltage_v / after_a,
                         true};
  if (stop(after, hard) != StorageStop::none) return {};
  return opening;
}

}  // namespace ridethrough::devices::storage
