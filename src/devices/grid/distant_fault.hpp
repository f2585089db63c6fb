#pragma once

#include <complex>

#include "devices/grid/dip_phases.hpp"

namespace ridethrough::devices {

/// What a short circuit on a line leaves at the terminals that the line begins at: the divider of
/// M. H. J. Bollen, Understanding Power Quality Problems, 2000, section 4.2, in the sequences that
/// its kind joins.
class DistantFault {
 public:
  /// What stands between the voltage and the terminals, ohm.
  struct Source {
    std::complex<double> positive_ohm = 0.0;  ///< and negative
    double zero_ratio = 1.0;
  };

  /// Keys `distance`, `kind` and `line` of a dip.
  /// @throws std::invalid_argument if the source has no impedance.
  DistantFault(const Parameters& dip, const Source& source);

  /// Characteristic magnitude of what is left, of what was there: of all phases, of the difference
  /// between the two that touch, of the one to earth.
  double residual_pu() const { return residual_pu_; }
  /// As DipPhases::left; from 1 to the residual the sequences move along straight lines.
  SequenceVoltages left(double level_pu, double healthy_pu) const;

 private:
  std::complex<double> lost_ = 0.0;  ///< of the positive sequence, with E = 1
  std::complex<double> negative_ = 0.0;
  std::complex<double> zero_ = 0.0;
  double residual_pu_ = 1.0;
};

}  // namespace ridethrough::devices
