#include "devices/grid/genset_unit.hpp"

#include <cmath>

#include "devices/grid/genset_path.hpp"
#include "devices/swing/course_chord.hpp"

namespace ridethrough::devices {

namespace {

int code_of(const Limiter& mode) {
  return 2 * static_cast<int>(mode.kind) + (mode.side > 0 ? 1 : 0);
}

Limiter limiter_of(int code) {
  return {static_cast<Limiter::Kind>(code / 2), code % 2 == 1 ? 1 : -1};
}

}  // namespace

double GensetUnit::reactance_pu() const {
  const MachineConstants& own = machine_->constants();
  return own.regulator.transient_reactance * own.power_factor;
}

double GensetUnit::lead_rad() const {
  const MachineConstants& own = machine_->constants();
  return own.damper * own.regulator.transient_reactance * own.power_factor;
}

const SwingState& GensetUnit::tolerance() const { return kMachineTolerance; }

int GensetUnit::mode_at(const SwingState& state, const SwingLoad& load) const {
  return code_of(machine_->limiter_at(state, load));
}

bool GensetUnit::leaves(int mode, const SwingState& state, const SwingLoad& load) const {
  return machine_->leaves(limiter_of(mode), state, load);
}

SwingState GensetUnit::slope(int mode, const SwingState& state, const SwingLoad& load) const {
  return machine_->slope(state, limiter_of(mode), load);
}

/// A state that moves so slowly comes to rest within what is nothing, if its slowest part (field,
/// turbocharger, load sharing: some seconds) decays.
bool GensetUnit::is_still(const SwingState& rates) const {
  constexpr double kSlowestS = 5.0;
  const auto moves = [&](std::size_t which) { return kSlowestS * std::abs(rates[which]); };
  if (moves(kSpeed) > kRestSpeedPu || moves(kBoost) > kRestBoostPu) return false;
  for (const auto which : {kIntegral, kActuator, kDelayed, kDelayedRate, kEngine, kField, kShare}) {
    if (moves(which) > kRestOthersPu) return false;
  }
  return true;
}

SwingDroop GensetUnit::droop() const {
  const MachineConstants& own = machine_->constants();
  if (!own.governor.is_droop) return {.holds_speed = true};
  const double gain = 1.0 / own.governor.droop;
  return {
      .set_point = own.governor.reference_power, .per_speed = own.damping + gain, .per_trim = gain};
}

SwingSharing GensetUnit::sharing() const {
  return {.active = !machine_->constants().governor.is_droop, .reactive = true};
}

SwingState GensetUnit::without_integrals(SwingState state) const {
  state[kWork] = state[kDamped] = state[kGiven] = 0.0;
  return state;
}

}  // namespace ridethrough::devices
