#pragma once

#include "devices/swing/swing_unit.hpp"
#include "ridethrough/devices/forming_group.hpp"

namespace ridethrough::devices {

/// Converters that form one bus, among units that swing against each other. Droop with a filter of
/// its power and virtual inertia are one equation of the speed u (D'Arco and Suul, IEEE Trans.
/// Smart Grid 5, 2014), with T = 1 / wc or 2 H m:
///
///     T u' = trim - m (P - set point) - u
///
/// Without droop u stays nominal, whatever it gives; a trim moves it within a lag of its own. The
/// voltage is 1 pu behind the virtual reactance, which the network has.
class FormingUnit final : public SwingUnit {
 public:
  FormingUnit(const FormingLaw& law, double rating_w, double nominal_hz);

  double reactance_pu() const override { return law_.reactance_pu; }
  double emf_pu(const SwingState& /*state*/) const override { return 1.0; }
  const SwingState& tolerance() const override;
  SwingState slope(int mode, const SwingState& state, const SwingLoad& load) const override;
  bool is_still(const SwingState& rates) const override;
  SwingDroop droop() const override;
  std::optional<SwingState> rest(const SwingLoad& load) const override;

 private:
  FormingLaw law_;
  double lag_s_;
};

}  // namespace ridethrough::devices
