#pragma once

#include <complex>
#include <span>
#include <vector>

namespace ridethrough::study {

/// A weight on the circle.
struct CirclePoint {
  double turn = 0.0;  ///< in [0, 1)
  std::complex<double> weight;
};

/// S_k = sum over all points of weight exp(-2 pi i k turn), for k from -highest to highest; S_k
/// stands at k + highest. In the time of one Fourier transform: every point is spread as a Gaussian
/// on a regular grid and its shape divided out (Greengard and Lee, SIAM Review 46(3), 2004), with
/// an error below 1e-11 of the sum of all |weight|.
std::vector<std::complex<double>> point_transform(std::span<const CirclePoint> points, int highest);

}  // namespace ridethrough::study
