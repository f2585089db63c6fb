#include "devices/grid/genset_machine.hpp"

#include <algorithm>
#include <cmath>

namespace ridethrough::devices {

namespace {

/// On a limit, as far as rounding tells.
constexpr double kOnLimit = 1e-9;
/// A region is left when its edge is passed by this much.
constexpr double kPastEdge = 1e-12;

/// Voltage and reactive current behind a reactance, pu of the machine.
struct Terminal {
  double voltage = 0.0;
  double field_current = 0.0;  ///< Id, along the field
};

/// V^4 - 2 a V^2 + X^2 S^2 = 0 with a = E^2 / 2 - Q X.
Terminal terminal_of(double emf, double reactance, const MachineLoad& load, double power_factor) {
  const double p = load.power * power_factor;
  const double q = load.reactive * power_factor;
  const double middle = 0.5 * emf * emf - q * reactance;
  const double loaded = reactance * reactance * (p * p + q * q);
  const double root = std::sqrt(std::max(middle * middle - loaded, 0.0));
  const double square =
      load.is_on_low_root ? loaded / std::max(middle + root, 1e-12) : middle + root;
  const double voltage = std::sqrt(std::max(square, 0.0));
  return {voltage, (emf - (square + q * reactance) / emf) / reactance};
}

}  // namespace

double Machine::wanted_voltage(double speed) const {
  const RegulatorConstants& own = constants_.regulator;
  return own.rolls_off && 1.0 + speed < own.knee ? (1.0 + speed) / own.knee : 1.0;
}

double Machine::available_power(const MachineState& state) const {
  const double most = constants_.governor.highest_command;
  if (constants_.turbo_s <= 0.0) return most;
  const double unboosted = std::min(constants_.first_step, most);
  return unboosted + (most - unboosted) * state[kBoost];
}

double Machine::boost_rate(const MachineState& state, const MachineLoad& load) const {
  if (constants_.turbo_s <= 0.0) return 0.0;
  return (std::clamp(load.power, 0.0, 1.0) - state[kBoost]) / constants_.turbo_s;
}

double Machine::delayed(const MachineState& state) const {
  return constants_.governor.delay_s > 0.0 ? state[kActuator] - state[kDelayedRate]
                                           : state[kActuator];
}

double Machine::mechanical_power(const MachineState& state) const {
  const GovernorConstants& own = constants_.governor;
  return state[kEngine] + own.lead_s / own.engine_s * (delayed(state) - state[kEngine]);
}

double Machine::acceleration(const MachineState& state, const MachineLoad& load) const {
  return (mechanical_power(state) - load.power - constants_.damping * state[kSpeed]) /
         (2.0 * constants_.inertia_s);
}

Machine::Control Machine::control(const MachineState& state, const MachineLoad& load) const {
  const GovernorConstants& own = constants_.governor;
  Control at;
  at.error = state[kShare] + load.trim - state[kSpeed];
  at.error_rate = share_rate(state, load) - acceleration(state, load);
  at.high = available_power(state);
  if (constants_.turbo_s > 0.0) {
    const double unboosted = std::min(constants_.first_step, own.highest_command);
    at.high_rate = (own.highest_command - unboosted) * boost_rate(state, load);
  }
  at.command = own.is_droop ? own.reference_power + at.error / own.droop
                            : own.proportional * at.error + state[kIntegral];
  return at;
}

double Machine::share_rate(const MachineState& state, const MachineLoad& load) const {
  const GovernorConstants& own = constants_.governor;
  if (own.is_droop) return 0.0;
  return (own.sharing * load.missing_power - state[kShare]) / own.sharing_s;
}

/// How far the command is beyond the limit of a side, positive outside.
double Machine::beyond(const Control& at, int side) const {
  return side > 0 ? at.command - at.high : constants_.governor.lowest_command - at.command;
}

/// Rate of that, with or without the integrator.
double Machine::drift(const Control& at, int side, bool integrates) const {
  const GovernorConstants& own = constants_.governor;
  const double rate =
      own.proportional * at.error_rate + (integrates ? own.integral_per_s * at.error : 0.0);
  return side > 0 ? rate - at.high_rate : -rate;
}

Limiter Machine::limiter_at(const MachineState& state, const MachineLoad& load) const {
  if (constants_.governor.is_droop) return {};
  const Control at = control(state, load);
  for (const int side : {1, -1}) {
    const double out = beyond(at, side);
    if (out < -kOnLimit) continue;
    const bool is_outward = side * at.error > 0.0;
    if (out > kOnLimit) {
      return {is_outward ? Limiter::Kind::frozen : Limiter::Kind::released, side};
    }
    if (drift(at, side, true) <= 0.0) continue;
    if (!is_outward) return {Limiter::Kind::released, side};
    const bool leaves_frozen = drift(at, side, false) >= 0.0;
    return {leaves_frozen ? Limiter::Kind::frozen : Limiter::Kind::sliding, side};
  }
  return {};
}

bool Machine::leaves(const Limiter& mode, const MachineState& state,
                     const MachineLoad& load) const {
  if (constants_.governor.is_droop) return false;
  const Control at = control(state, load);
  const double outward = mode.side * at.error;
  switch (mode.kind) {
    case Limiter::Kind::linear:
      return std::max(beyond(at, 1), beyond(at, -1)) > kPastEdge;
    case Limiter::Kind::frozen:
      return beyond(at, mode.side) < -kPastEdge || outward < -kPastEdge;
    case Limiter::Kind::released:
      return beyond(at, mode.side) < -kPastEdge || outward > kPastEdge;
    default:
      return drift(at, mode.side, true) < -kPastEdge || drift(at, mode.side, false) > kPastEdge;
  }
}

double Machine::command_in(const Limiter& mode, const Control& at) const {
  const GovernorConstants& own = constants_.governor;
  if (own.is_droop) return std::clamp(at.command, own.lowest_command, at.high);
  if (mode.kind == Limiter::Kind::linear) return at.command;
  return mode.side > 0 ? at.high : own.lowest_command;
}

double Machine::integral_rate(const Limiter& mode, const Control& at) const {
  const GovernorConstants& own = constants_.governor;
  if (own.is_droop || mode.kind == Limiter::Kind::frozen) return 0.0;
  if (mode.kind != Limiter::Kind::sliding) return own.integral_per_s * at.error;
  return (mode.side > 0 ? at.high_rate : 0.0) - own.proportional * at.error_rate;
}

MachineState Machine::slope(const MachineState& state, const Limiter& mode,
                            const MachineLoad& load) const {
  const GovernorConstants& own = constants_.governor;
  const Control at = control(state, load);
  MachineState rate{};
  rate[kSpeed] = acceleration(state, load);
  rate[kIntegral] = integral_rate(mode, at);
  rate[kActuator] = (command_in(mode, at) - state[kActuator]) / own.actuator_s;
  if (own.delay_s > 0.0) {
    rate[kDelayed] = state[kDelayedRate] / own.delay_s;
    rate[kDelayedRate] =
        (12.0 * (state[kActuator] - state[kDelayed]) - 6.0 * state[kDelayedRate]) / own.delay_s;
  }
  rate[kEngine] = (delayed(state) - state[kEngine]) / own.engine_s;
  rate[kBoost] = boost_rate(state, load);
  rate[kField] = field_rate(state, load);
  rate[kShare] = share_rate(state, load);
  rate[kWork] = mechanical_power(state);
  rate[kDamped] = constants_.damping * state[kSpeed];
  rate[kGiven] = load.power;
  return rate;
}

double Machine::emf(const MachineState& state) const {
  return constants_.regulator.transient_reactance > 0.0 ? state[kField]
                                                        : wanted_voltage(state[kSpeed]);
}

double Machine::terminal_voltage(const MachineState& state, const MachineLoad& load) const {
  const double reactance = constants_.regulator.transient_reactance;
  if (reactance <= 0.0) return wanted_voltage(state[kSpeed]);
  return terminal_of(state[kField], reactance, load, constants_.power_factor).voltage;
}

/// The nose of the curve of power over voltage is at V^2 = E^2 / 2 - Q X.
bool Machine::is_below_nose(double voltage, const MachineState& state,
                            const MachineLoad& load) const {
  const double reactance = constants_.regulator.transient_reactance;
  if (reactance <= 0.0) return false;
  const double q = load.reactive * constants_.power_factor;
  return voltage * voltage < 0.5 * state[kField] * state[kField] - q * reactance;
}

/// What the exciter aims at: reactive power that it gives lowers it (IEEE 421.5, load
/// compensation).
double Machine::voltage_aim(double speed, const MachineLoad& load) const {
  const RegulatorConstants& own = constants_.regulator;
  const double reactive = own.is_cross_current ? load.excess_reactive : load.reactive;
  return wanted_voltage(speed) - own.droop * reactive * constants_.power_factor;
}

double Machine::field_rate(const MachineState& state, const MachineLoad& load) const {
  const RegulatorConstants& own = constants_.regulator;
  if (own.transient_reactance <= 0.0) return 0.0;
  const double emf = std::max(state[kField], 1e-3);
  const Terminal at = terminal_of(emf, own.transient_reactance, load, constants_.power_factor);
  const double wanted = voltage_aim(state[kSpeed], load);
  const double exciter = std::clamp(wanted + own.gain * (wanted - at.voltage), 0.0, own.ceiling);
  const double reaction = (own.synchronous_reactance - own.transient_reactance) * at.field_current;
  return (exciter - emf - reaction) / own.field_s;
}

/// Field voltage given at a terminal voltage over what holding that voltage takes.
double Machine::field_surplus(double voltage, double wanted, const MachineLoad& load) const {
  const RegulatorConstants& own = constants_.regulator;
  const double x = own.transient_reactance;
  const double p = load.power * constants_.power_factor;
  const double q = load.reactive * constants_.power_factor;
  const double emf = std::hypot(voltage + q * x / voltage, p * x / voltage);
  const double current = (emf - (voltage * voltage + q * x) / emf) / x;
  const double exciter = std::clamp(wanted + own.gain * (wanted - voltage), 0.0, own.ceiling);
  return exciter - emf - (own.synchronous_reactance - x) * current;
}

/// E'q at rest; 0 where the field can not hold the load.
double Machine::rest_field(double speed, const MachineLoad& load) const {
  const RegulatorConstants& own = constants_.regulator;
  if (own.transient_reactance <= 0.0) return 1.0;
  const double wanted = voltage_aim(speed, load);
  double low = 0.5 * wanted;
  double high = wanted + own.ceiling / own.gain;  // above, the field is off
  if (field_surplus(low, wanted, load) < 0.0) return 0.0;
  constexpr int kHalvings = 60;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = 0.5 * (low + high);
    (field_surplus(middle, wanted, load) > 0.0 ? low : high) = middle;
  }
  const double x = own.transient_reactance * constants_.power_factor;
  return std::hypot(low + load.reactive * x / low, load.power * x / low);
}

std::optional<MachineState> Machine::rest(const MachineLoad& load) const {
  const GovernorConstants& own = constants_.governor;
  MachineState state{};
  state[kSpeed] = own.is_droop
                      ? (own.reference_power - load.power) / (constants_.damping + 1.0 / own.droop)
                      : 0.0;
  const double given = load.power + constants_.damping * state[kSpeed];
  state[kIntegral] = own.is_droop ? 0.0 : given;
  state[kActuator] = state[kEngine] = given;
  if (own.delay_s > 0.0) state[kDelayed] = given;
  if (constants_.turbo_s > 0.0) state[kBoost] = std::clamp(load.power, 0.0, 1.0);
  state[kField] = rest_field(state[kSpeed], load);
  const bool is_given = given >= own.lowest_command && given <= available_power(state);
  if (!is_given || state[kField] <= 0.0) return std::nullopt;
  return state;
}

}  // namespace ridethrough::devices
