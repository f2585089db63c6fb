#include "devices/grid/genset_parameters.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

namespace {

GovernorConstants governor_constants(const Parameters& governor) {
  GovernorConstants own;
  own.is_droop = get(governor, "kind").word() == "droop";
  own.proportional = get(governor, "kp").number();
  own.integral_per_s = get(governor, "ki").number();
  own.droop = optional_number(governor, "droop");
  own.reference_power = get(governor, "reference").number();
  own.actuator_s = get(governor, "actuator").number();
  own.engine_s = get(governor, "engine").number();
  own.lead_s = get(governor, "lead").number();
  own.delay_s = get(governor, "delay").number();
  own.lowest_command = get(governor, "lowest").number();
  own.highest_command = get(governor, "highest").number();
  own.sharing = number_or(governor, "sharing", own.sharing);
  own.sharing_s = number_or(governor, "sharing_lag", own.sharing_s);
  if (own.is_droop && own.droop <= 0.0) {
    throw std::invalid_argument("governor: kind droop needs droop, for example droop: 4 %");
  }
  if (!own.is_droop && own.droop > 0.0) {
    throw std::invalid_argument(
        "governor: droop is of no use to kind isochronous; write kind: droop");
  }
  if (!own.is_droop && own.integral_per_s <= 0.0) {
    throw std::invalid_argument("governor: without ki an isochronous governor holds no speed");
  }
  return own;
}

RegulatorConstants regulator_constants(const Parameters& regulator) {
  RegulatorConstants own;
  own.rolls_off = get(regulator, "kind").word() == "volts_per_hertz";
  own.knee = get(regulator, "knee").number();
  own.transient_reactance = optional_number(regulator, "transient_reactance");
  own.synchronous_reactance = get(regulator, "synchronous_reactance").number();
  own.field_s = get(regulator, "field").number();
  own.gain = get(regulator, "gain").number();
  own.ceiling = get(regulator, "ceiling").number();
  own.droop = number_or(regulator, "droop", own.droop);
  const Value& compensation = get(regulator, "compensation");
  own.is_cross_current = compensation.present() && compensation.word() == "cross_current";
  if (own.droop > 0.0 && own.transient_reactance <= 0.0) {
    throw std::invalid_argument("regulator: droop needs transient_reactance");
  }
  if (own.synchronous_reactance < own.transient_reactance) {
    throw std::invalid_argument(
        "regulator: synchronous_reactance is at least the transient_reactance");
  }
  return own;
}

}  // namespace

MachineConstants machine_constants(const Parameters& genset) {
  MachineConstants own;
  own.inertia_s = optional_number(genset, "inertia");
  for (const std::string_view needing : {"governor", "regulator", "first_step", "turbo"}) {
    if (own.moves() || !get(genset, needing).present()) continue;
    throw std::invalid_argument(fmt::format(
        "{} needs inertia: without it speed and voltage do not move; write inertia: 1 s", needing));
  }
  if (!own.moves()) return own;
  if (!get(genset, "governor").present()) {
    throw std::invalid_argument("inertia needs a governor, for example governor: {}");
  }
  own.governor = governor_constants(get(genset, "governor").map());
  own.damping = optional_number(genset, "damping");
  own.power_factor = get(genset, "power_factor").number();
  own.damper = number_or(genset, "damper", own.damper);
  if (get(genset, "regulator").present()) {
    own.regulator = regulator_constants(get(genset, "regulator").map());
  }
  own.turbo_s = optional_number(genset, "turbo");
  const Value& first_step = get(genset, "first_step");
  if (first_step.present()) own.first_step = first_step.number();
  if (first_step.present() != (own.turbo_s > 0.0)) {
    throw std::invalid_argument(
        "first_step and turbo go together: how much at once, and how fast the rest comes");
  }
  return own;
}

}  // namespace ridethrough::devices
