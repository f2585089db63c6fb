#pragma once

#include <array>
#include <optional>

#include "devices/storage/cell_limits.hpp"
#include "devices/dense_ode.hpp"
#include "devices/storage/monotone_curve.hpp"

namespace ridethrough::devices::storage {

/// A cell with an open-circuit voltage over its state of charge, a series resistance and two RC
/// branches: the second-order Thevenin circuit, V = OCV(s) + M(s) h - R0 I - R1 i1 - R2 i2 with
/// tau_j di_j/dt = I - i_j. The direct-current resistance over state of charge, for either sense of
/// the current, is split in fixed shares. All numbers are of one cell at its age and temperature.
///
/// Hysteresis is the one-state model of Plett (J. Power Sources 134, 2004, part 2): h runs to -1
/// while discharging and to 1 while charging, dh/dt = -(I + |I| h) / (D Q), with D the share of the
/// charge over which it relaxes. It stores D Q M h^2 / 2, which is what makes it passive: for a
/// constant M the loss is then M |I| h^2 at any h, and for an M over charge it stays positive while
/// |dM/ds| <= 2 M / D. (Without that store a turn of the current would give energy for nothing.)
class OcvRcCell {
 public:
  struct Branch {
    double share = 0.0;   ///< of the direct-current resistance
    double time_s = 1.0;  ///< tau

    bool operator==(const Branch&) const = default;
  };
  struct Data {
    CellLimits limits;
    double charge_c = 0.0;
    MonotoneCurve ocv_v;                     ///< over state of charge
    MonotoneCurve discharge_resistance_ohm;  ///< over state of charge
    MonotoneCurve charge_resistance_ohm;
    Branch fast;
    Branch slow;
    MonotoneCurve hysteresis_v;          ///< M over state of charge; empty: none
    double hysteresis_span_frac = 0.03;  ///< D
    MonotoneCurve entropy_v_per_k;       ///< dU/dT over state of charge; empty: none

    bool operator==(const Data&) const = default;
  };

  /// Charge left over full charge, currents of the two branches in A, warmth over the room in K,
  /// hysteresis h.
  using State = std::array<double, 5>;

  /// @throws std::invalid_argument when the hysteresis is steeper than a passive one may be.
  explicit OcvRcCell(const Data& data);
  bool operator==(const OcvRcCell&) const = default;

  const CellLimits& limits() const { return data_.limits; }
  double charge_c() const { return data_.charge_c; }
  /// A bank that stands by was charged last.
  State rested(double soc_frac) const { return {soc_frac, 0.0, 0.0, 0.0, 1.0}; }
  double soc(const State& state) const { return state[0]; }
  double rise_k(const State& state) const { return state[3]; }

  /// The hint of a current is not needed: the flow is a closed form.
  CellFlow flow(const State& state, double power_w, double near_a = 0.0) const;
  CellFlow flow_at_current(const State& state, double current_a) const;
  /// What the voltage falls per ampere more, ohm.
  double slope_ohm(const State& state, double current_a) const;
  /// Of a discharge, where the voltage has fallen to `voltage_v`, A.
  double current_at_voltage(const State& state, double voltage_v) const;
  State slope(const State& state, const CellFlow& flow) const;
  /// Exact state after `span_s` without current.
  State rest(const State& state, double span_s) const;
  /// Integral of the open-circuit voltage down to the empty end, and the energy in the branches and
  /// in the hysteresis, J.
  double stored_j(const State& state) const;
  double deliverable_w(const State& state) const;
  double acceptance_w(const State& state) const;
  StorageStop stop(const State& state, const CellFlow& flow) const;

  State tolerance() const;
  double first_step_s(const State& state, const CellFlow& flow) const;
  /// Of a discharge, by one more slope; nothing next to a stop.
  std::optional<Opening<State>> opening(const State& state, const CellFlow& flow) const;

 private:
  /// Resistance for either sense of a current; only of those senses that occur.
  struct Resistances {
    double discharge_ohm = 0.0;
    double charge_ohm = 0.0;
    double of(double current) const { return current < 0.0 ? charge_ohm : discharge_ohm; }
  };

  double series_share() const { return 1.0 - data_.fast.share - data_.slow.share; }
  Resistances resistances(const State& state, double current) const;
  double emf_at(const State& state, const Resistances& ohm) const;
  double heat_w(const State& state, const Resistances& ohm, double current_a) const;
  double acceptance_a(const State& state, double emf_v, double series_ohm) const;

  Data data_;
};

}  // namespace ridethrough::devices::storage
