#pragma once

#include <complex>
#include <string_view>

#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices {

/// The sequences of a voltage as phase a has them, pu, with the positive one real before all turn.
struct SequenceVoltages {
  double positive = 1.0;
  std::complex<double> negative = 0.0;
  std::complex<double> zero = 0.0;
  double turn_rad = 0.0;  ///< of all of them, against the healthy voltage
  bool operator==(const SequenceVoltages&) const = default;
};

/// Which phases a dip takes, and how: the types A to G of M. H. J. Bollen, Understanding Power
/// Quality Problems, 2000, section 4.4, as sequences about the phase in which they are symmetrical.
/// `phases` of one is type B of that phase, of two type E of the third.
class DipPhases {
 public:
  /// @throws std::invalid_argument if both `phases` and `type` are given.
  explicit DipPhases(const Parameters& dip);

  /// What is left at `level_pu` of a voltage of `healthy_pu`.
  SequenceVoltages left(double level_pu, double healthy_pu) const;

 private:
  char type_ = 'A';
  int axis_ = 0;  ///< 0 to 2: phase a to c
};

}  // namespace ridethrough::devices
