#pragma once

#include <array>

#include "devices/storage/cell_limits.hpp"

namespace ridethrough::devices::storage {

/// A lead-acid cell: the two wells of KiBaM (Manwell and McGowan, Solar Energy 50, 1993) under a
/// voltage that depends on the head h of the available well, V = E0 - K (1/h - 1) - R I. Of the
/// equations tried on 14 blocks it is the one that hits makers' watt tables (batteries reference,
/// section 5). All numbers are of one cell at its age and temperature.
class TwoWellCell {
 public:
  struct Data {
    CellLimits limits;
    double charge_c = 0.0;         ///< Q, both wells
    double available_share = 0.5;  ///< c, of the available well
    double exchange_per_s = 0.0;   ///< k
    double emf_v = 0.0;            ///< E0
    double resistance_ohm = 0.0;   ///< R
    double head_v = 0.0;           ///< K
  };

  /// Charge left over Q, head of the available well (its charge over c Q), warmth over the room in
  /// K.
  using State = std::array<double, 3>;

  explicit TwoWellCell(const Data& data);

  const CellLimits& limits() const { return data_.limits; }
  State rested(double soc_frac) const { return {soc_frac, soc_frac, 0.0}; }
  double soc(const State& state) const { return state[0]; }
  double rise_k(const State& state) const { return state[2]; }

  CellFlow flow(const State& state, double power_w) const;
  State slope(const State& state, double power_w) const;
  /// Exact state after `span_s` without current.
  State rest(const State& state, double span_s) const;
  /// Energy above the heads at which the emf is the end voltage, J. With the losses R I^2 and the
  /// flow between the wells it makes a passive cell: no cycle of it creates energy.
  double stored_j(const State& state) const;
  double deliverable_w(const State& state) const;
  double acceptance_w(const State& state) const;
  StorageStop stop(const State& state, double power_w) const;

  State tolerance() const { return {1e-10, 1e-10, 1e-6}; }
  double first_step_s(const State& state, double power_w) const;

 private:
  double emf_at(double head) const;
  double bound_head(const State& state) const;
  double well_energy_v(double head) const;
  double acceptance_a(const State& state) const;

  Data data_;
  double end_head_;
};

}  // namespace ridethrough::devices::storage
