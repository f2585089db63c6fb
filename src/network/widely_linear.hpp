#pragma once

#include <complex>

namespace ridethrough::network {

/// A real-linear map of the complex plane, d -> direct * d + mirrored * conj(d): the derivative of
/// a current by a voltage. It is a real 2x2 matrix written in the two numbers that the equations
/// have.
struct WidelyLinear {
  std::complex<double> direct;
  std::complex<double> mirrored;

  std::complex<double> operator()(std::complex<double> d) const {
    return direct * d + mirrored * std::conj(d);
  }
  /// Determinant of the 2x2 matrix.
  double determinant() const { return std::norm(direct) - std::norm(mirrored); }
  /// Undefined where the determinant is zero.
  WidelyLinear inverse() const {
    const double scale = 1.0 / determinant();
    return {std::conj(direct) * scale, mirrored * -scale};
  }
  /// First `right`, then `left`.
  friend WidelyLinear operator*(const WidelyLinear& left, const WidelyLinear& right) {
    return {left.direct * right.direct + left.mirrored * std::conj(right.mirrored),
            left.direct * right.mirrored + left.mirrored * std::conj(right.direct)};
  }
};

}  // namespace ridethrough::network
