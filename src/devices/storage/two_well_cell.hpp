#pragma once

#include <algorithm>
#include <array>
#include <optional>

#include "devices/storage/cell_limits.hpp"
#include "devices/storage/charging.hpp"
#include "devices/dense_ode.hpp"
#include "devices/storage/overpotential.hpp"
#include "devices/storage/runtime_pace.hpp"

namespace ridethrough::devices::storage {

/// A lead-acid cell: the two wells of KiBaM (Manwell and McGowan, Solar Energy 50, 1993) under a
/// voltage that depends on the state of charge s and on the head h of the available well,
///
///   discharging  V = E0 - A (1 - s) - K (1/h - 1) - R I / g^n - B asinh(I / (g I0)), g = h - z
///   charging     V = E0 - A (1 - s) - K (1/h - 1) + Rc Ip / (1 - s), beside Ip what gasses
///
/// with n 0 or 1. The emf follows the acid (Bode, Lead-Acid Batteries, 1977: 2.15 V full, some 0.2
/// V less empty); resistance and the Tafel term (Butler-Volmer with equal transfer coefficients)
/// grow as the charge within reach of the plates goes, because they belong to the current per
/// charge; z of it is out of reach when cold. Of the equations tried on 8 blocks the one with n = 1
/// and K = 0 hits makers' watt tables best; K with n = 0 is the older fit (batteries reference,
/// section 5). All numbers are of one cell at its age and temperature.
///
/// A coup de fouet, the dip in the first minute of a discharge from full, is a further resistance
/// a (q/q0) exp(1 - q/q0) of the charge q that is missing from full. As a resistance that belongs
/// to the state it can not give energy. No published figures stand behind it.
class TwoWellCell {
 public:
  struct Data {
    CellLimits limits;
    double charge_c = 0.0;                 ///< Q, both wells
    double available_share = 0.5;          ///< c, of the available well
    double exchange_per_s = 0.0;           ///< k
    double emf_v = 0.0;                    ///< E0
    double emf_fall_v = 0.0;               ///< A
    double resistance_ohm = 0.0;           ///< R
    bool is_resistance_over_head = false;  ///< n = 1
    double head_v = 0.0;                   ///< K
    double tafel_v = 0.0;                  ///< B
    double tafel_a = 1.0;                  ///< I0
    double out_of_reach = 0.0;             ///< z
    double dip_ohm = 0.0;                  ///< a, largest resistance of the coup de fouet; 0: none
    double dip_charge_frac = 1.0;          ///< q0 over Q
    double charge_resistance_ohm = 0.0;    ///< Rc; 0: R, whatever the state of charge
    double gassing_a = 0.0;                ///< at 2.25 V
    RuntimePace pace = {};                 ///< of all rates while discharging

    bool operator==(const Data&) const = default;
  };

  /// Charge left over Q, head of the available well (its charge over c Q), warmth over the room in
  /// K.
  using State = std::array<double, 3>;

  explicit TwoWellCell(const Data& data);
  bool operator==(const TwoWellCell&) const = default;

  const CellLimits& limits() const { return data_.limits; }
  double charge_c() const { return data_.charge_c; }
  State rested(double soc_frac) const { return {soc_frac, soc_frac, 0.0}; }
  double soc(const State& state) const { return state[0]; }
  double rise_k(const State& state) const { return state[2]; }

  /// `near_a`: a current that may be close to that of the flow, or 0.
  CellFlow flow(const State& state, double power_w, double near_a = 0.0) const;
  /// At a current, positive: discharging.
  CellFlow flow_at_current(const State& state, double current_a) const;
  /// What the voltage falls per ampere more, ohm.
  double slope_ohm(const State& state, double current_a) const;
  /// Of a discharge, where the voltage has fallen to `voltage_v`, A.
  double current_at_voltage(const State& state, double voltage_v) const;
  State slope(const State& state, const CellFlow& flow) const;
  /// Exact state after `span_s` without current.
  State rest(const State& state, double span_s) const;
  /// Energy of the emf above an empty cell, J. With the losses of the current and of the flow
  /// between the wells it makes a passive cell: no cycle of it creates energy. A pace slower than
  /// the equation's would; the charge is therefore counted as large as the slowest pace needs.
  double stored_j(const State& state) const;
  double deliverable_w(const State& state) const;
  double acceptance_w(const State& state) const;
  StorageStop stop(const State& state, const CellFlow& flow) const;

  /// The finer one keeps steps so short that a voltage below the limit in a dip is seen.
  State tolerance() const {
    const double of_charge = data_.dip_ohm > 0.0 ? 1e-13 : 1e-10;
    return {of_charge, of_charge, 1e-6};
  }
  double first_step_s(const State& state, const CellFlow& flow) const;
  /// From the derivatives in closed form; nothing next to a stop or to the largest power.
  std::optional<Opening<State>> opening(const State& state, const CellFlow& flow) const;

 private:
  /// Below this reach the available well counts as empty; it also keeps 1/h finite in a trial step.
  static constexpr double kSmallestReach = 1e-3;

  double emf_at(double soc_frac, double head) const;
  double voltage_over_head_v(double head, double current_a) const;
  double bound_head(const State& state) const;
  double head_energy_v(double head) const;
  double reach(double head) const { return std::max(head - data_.out_of_reach, kSmallestReach); }
  Overpotential discharging(const State& state) const {
    const double within = reach(state[1]);
    double ohm =
        data_.is_resistance_over_head ? data_.resistance_ohm / within : data_.resistance_ohm;
    if (data_.dip_ohm > 0.0) ohm += dip_ohm(state[0]);
    return {ohm, data_.tafel_v, data_.tafel_a * within};
  }
  /// Out of line, so that cells without a dip do not pay for it.
  [[gnu::noinline, gnu::cold]] double dip_ohm(double soc_frac) const;
  Charging charging(const State& state) const;
  State slope_discharging(const State& state, const CellFlow& flow) const;
  [[gnu::noinline]] State slope_leaking(const State& state, const CellFlow& flow) const;
  State slope_charging(const State& state, const CellFlow& flow) const;
  double refill_w(const State& state, double refill_per_s) const;
  double well_acceptance_a(const State& state) const;
  bool is_well_full(const State& state, const CellFlow& flow) const;

  Data data_;
  double end_head_;
  double counted_charge_c_;  ///< not less than Q
};

}  // namespace ridethrough::devices::storage
