#pragma once

#include "devices/grid/genset_machine.hpp"
#include "devices/swing/swing_unit.hpp"

namespace ridethrough::devices {

/// A machine among units that swing against each other. Its modes are those of the limiter.
class GensetUnit final : public SwingUnit {
 public:
  /// `machine` must outlive it.
  GensetUnit(const Machine& machine, double rating_w, double nominal_hz)
      : SwingUnit(rating_w, nominal_hz), machine_(&machine) {}

  double reactance_pu() const override;
  double lead_rad() const override;
  double emf_pu(const SwingState& state) const override { return machine_->emf(state); }
  bool is_below_nose(double voltage_pu, const SwingState& state,
                     const SwingLoad& load) const override {
    return machine_->is_below_nose(voltage_pu, state, load);
  }
  const SwingState& tolerance() const override;
  int mode_at(const SwingState& state, const SwingLoad& load) const override;
  bool leaves(int mode, const SwingState& state, const SwingLoad& load) const override;
  SwingState slope(int mode, const SwingState& state, const SwingLoad& load) const override;
  bool is_still(const SwingState& rates) const override;
  SwingDroop droop() const override;
  SwingSharing sharing() const override;
  SwingState without_integrals(SwingState state) const override;
  std::optional<SwingState> rest(const SwingLoad& load) const override {
    return machine_->rest(load);
  }

 private:
  const Machine* machine_;
};

}  // namespace ridethrough::devices
