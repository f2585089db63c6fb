#pragma once

#include <functional>
#include <vector>

namespace ridethrough::study {

/// min sum r_i(x)^2 / 2 within low <= x <= high, for a handful of unknowns of similar size.
struct LeastSquares {
  std::function<std::vector<double>(const std::vector<double>&)> residuals;
  std::vector<double> start;
  std::vector<double> low, high;
  double difference = 1e-4;  ///< step of the forward differences of the Jacobian
};

struct LeastSquaresFit {
  std::vector<double> at;
  double cost = 0.0;      ///< half the sum of squares
  int iterations = 0;     ///< Jacobians
  bool is_found = false;  ///< false: it still fell when the iterations were used up
};

/// Levenberg-Marquardt with the scaling of Marquardt (SIAM J. 11, 1963) and steps cut at the
/// bounds; an unknown that its gradient presses against a bound stays there. Deterministic.
LeastSquaresFit minimise(const LeastSquares& problem);

}  // namespace ridethrough::study
