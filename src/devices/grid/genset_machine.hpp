#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "devices/swing/swing_unit.hpp"

namespace ridethrough::devices {

/// Speed control of a diesel set. Power and speed in pu of rated.
struct GovernorConstants {
  bool is_droop = false;      ///< else isochronous: it brings the speed back to rated
  double proportional = 8.0;  ///< pu power per pu speed
  double integral_per_s = 8.0;
  double droop = 0.0;            ///< speed drop from no load to full load
  double reference_power = 1.0;  ///< with droop: the load at which it runs at rated speed
  double actuator_s = 0.05;
  double engine_s = 0.12;
  double lead_s = 0.0;   ///< numerator of the engine's lag
  double delay_s = 0.0;  ///< dead time of combustion
  double lowest_command = -0.08;
  double highest_command = 1.10;
  double sharing = 0.04;   ///< isochronous, in parallel: pu speed per pu load beside the mean
  double sharing_s = 0.2;  ///< lag of the load that it measures

  bool operator==(const GovernorConstants&) const = default;
};

/// Voltage control. Reactances in pu of the rated apparent power.
struct RegulatorConstants {
  bool rolls_off = false;  ///< the voltage falls with the speed below the knee
  double knee = 0.95;
  double transient_reactance = 0.0;  ///< X'd; 0: the voltage is ideal
  double synchronous_reactance = 2.06;
  double field_s = 3.0;           ///< T'd0
  double gain = 200.0;            ///< pu field voltage per pu voltage
  double ceiling = 5.0;           ///< of the field voltage; 1 is no load at rated voltage
  double droop = 0.0;             ///< pu voltage that it gives way per pu of reactive power
  bool is_cross_current = false;  ///< only for what is beside the mean of the sets in parallel

  bool operator==(const RegulatorConstants&) const = default;
};

struct MachineConstants {
  double inertia_s = 0.0;     ///< H on the rated power; 0: the speed never moves
  double damping = 0.0;       ///< pu power per pu speed
  double first_step = 1.0;    ///< power that the engine gives without boost
  double turbo_s = 0.0;       ///< lag of the boost; 0: it is always there
  double power_factor = 0.8;  ///< rated; makes the base of reactances
  double damper = 10.0;       ///< pu power per pu speed against the bus, in parallel
  GovernorConstants governor = {};
  RegulatorConstants regulator = {};

  bool moves() const { return inertia_s > 0.0; }
  bool has_field() const { return regulator.transient_reactance > 0.0; }
  bool operator==(const MachineConstants&) const = default;
};

/// What the terminals deliver, pu of rated active power.
using MachineLoad = SwingLoad;

/// Continuous states, pu; the last three are integrals in pu * s for the books.
enum MachineStateIndex : std::size_t {
  kSpeed,     ///< deviation from rated
  kIntegral,  ///< of the governor
  kActuator,
  kDelayed,  ///< Padé approximant of the dead time: output is actuator minus its second state
  kDelayedRate,
  kEngine,  ///< lag of the engine
  kBoost,   ///< of the turbocharger; 1 at rated load
  kField,   ///< E'q, or unused where the voltage is ideal
  kShare,   ///< what load sharing adds to the speed that is wanted
  kWork,    ///< mechanical power
  kDamped,  ///< power that damping took
  kGiven,   ///< electrical power
  kMachineStates
};
using MachineState = std::array<double, kMachineStates>;
static_assert(kMachineStates == kSwingStates && kSpeed == kSwingSpeed && kGiven == kSwingGiven);

/// Where the governor's command stands against its limits. The integrator of an isochronous
/// governor is frozen while the command is beyond a limit and the error drives it further out.
struct Limiter {
  enum class Kind {
    linear,    ///< between the limits
    frozen,    ///< beyond, and the error points outwards
    released,  ///< beyond, and the error points back
    sliding,   ///< held on the limit: integrating drives it out, freezing lets it in (Filippov)
  };
  Kind kind = Kind::linear;
  int side = 1;  ///< 1: the upper limit

  bool operator==(const Limiter&) const = default;
};

/// One generator set between events: rotor, governor, engine, turbocharger and field as ordinary
/// differential equations for a given electrical load. No network, no clock, no memory: whoever
/// integrates holds the state, so that several machines can be integrated together.
///
/// Rotor      2H w' = Pm - Pe - D w (torque and power are not told apart)
/// Governor   u = Kp e + xi, xi' = Ki e, e = s + trim - w; or u = Pref + e / R
/// Sharing    Ts s' = ks (mean load - own load) - s, of isochronous sets in parallel
/// Engine     Ta v' = limited(u) - v; dead time; (1 + T2 s) / (1 + Te s)
/// Boost      limited(u) <= Pna + (Pmax - Pna) b, turbo * b' = min(Pe, 1) - b
/// Field      T'd0 E' = Efd - E - (Xd - X'd) Id, Efd = Vr + K (Vr - V) within 0 and the ceiling;
///            Vr gives way to reactive power, or to what is beside its mean
/// Source     isochronous: case GS1 of the power reference; droop with T2: IEEE TGOV1; field: one-
///            axis model (Sauer and Pai, Power System Dynamics and Stability, section 5.4) without
///            transient saliency, exciter as SEXS without its lags
class Machine {
 public:
  explicit Machine(const MachineConstants& constants) : constants_(constants) {}

  const MachineConstants& constants() const { return constants_; }

  /// Derivatives per second in limiter mode `mode`; smooth within a mode.
  MachineState slope(const MachineState& state, const Limiter& mode, const MachineLoad& load) const;
  /// The mode that belongs to a state.
  Limiter limiter_at(const MachineState& state, const MachineLoad& load) const;
  /// True once a state has left the region where `mode` holds.
  bool leaves(const Limiter& mode, const MachineState& state, const MachineLoad& load) const;

  double acceleration(const MachineState& state, const MachineLoad& load) const;
  double mechanical_power(const MachineState& state) const;
  /// Most that fuel and boost allow, pu.
  double available_power(const MachineState& state) const;
  double terminal_voltage(const MachineState& state, const MachineLoad& load) const;
  /// A fault holds the terminals below the highest power that they could deliver.
  bool is_below_nose(double voltage, const MachineState& state, const MachineLoad& load) const;
  /// Of the voltage behind the transient reactance, or of the ideal voltage.
  double emf(const MachineState& state) const;
  /// Voltage that the regulator wants at a speed.
  double wanted_voltage(double speed) const;

  /// State in which nothing moves under a constant load, integrals at zero; none if the load is
  /// more than the engine gives.
  std::optional<MachineState> rest(const MachineLoad& load) const;

 private:
  struct Control {
    double error = 0.0, error_rate = 0.0, command = 0.0, high = 0.0, high_rate = 0.0;
  };
  Control control(const MachineState& state, const MachineLoad& load) const;
  double beyond(const Control& at, int side) const;
  double drift(const Control& at, int side, bool integrates) const;
  double command_in(const Limiter& mode, const Control& at) const;
  double integral_rate(const Limiter& mode, const Control& at) const;
  double delayed(const MachineState& state) const;
  double boost_rate(const MachineState& state, const MachineLoad& load) const;
  double share_rate(const MachineState& state, const MachineLoad& load) const;
  double voltage_aim(double speed, const MachineLoad& load) const;
  double field_rate(const MachineState& state, const MachineLoad& load) const;
  double field_surplus(double voltage, double wanted, const MachineLoad& load) const;
  double rest_field(double speed, const MachineLoad& load) const;

  MachineConstants constants_;
};

}  // namespace ridethrough::devices
