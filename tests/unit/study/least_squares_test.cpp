#include "study/least_squares.hpp"

#include <catch2/catch.hpp>
#include <cmath>

namespace ridethrough::study {
namespace {

using Vector = std::vector<double>;

const Vector kFar{-100.0, -100.0};
const Vector kWide{100.0, 100.0};

/// The valley of Rosenbrock (Comput. J. 3, 1960), least at (1, 1).
Vector valley(const Vector& x) { return {10.0 * (x[1] - x[0] * x[0]), 1.0 - x[0]}; }

}  // namespace

TEST_CASE("the least point of a curved valley is found", "[study][least_squares]") {
  const LeastSquaresFit fit = minimise({valley, {-1.2, 1.0}, kFar, kWide});
  CHECK(fit.is_found);
  // The slope of the valley is known to the step of its differences, 1e-4.
  CHECK(fit.at[0] == Approx(1.0).margin(1e-3));
  CHECK(fit.at[1] == Approx(1.0).margin(2e-3));
  CHECK(fit.cost < 1e-6);
}

TEST_CASE("a decay gives back its numbers", "[study][least_squares]") {
  const auto residuals = [](const Vector& x) {
    Vector all;
    for (int i = 0; i < 20; ++i) {
      const double t = 0.25 * i;
      all.push_back(x[0] * std::exp(-x[1] * t) - 3.0 * std::exp(-0.7 * t));
    }
    return all;
  };
  const LeastSquaresFit fit = minimise({residuals, {1.0, 0.1}, kFar, kWide});
  CHECK(fit.is_found);
  CHECK(fit.at[0] == Approx(3.0).epsilon(1e-5));
  CHECK(fit.at[1] == Approx(0.7).epsilon(1e-5));
}

TEST_CASE("an unknown that is pressed against its bound stays there", "[study][least_squares]") {
  // Free it would go to (1, 1); on x0 <= 0.5 the least point is (0.5, 0.25).
  const LeastSquaresFit fit = minimise({valley, {-1.2, 1.0}, kFar, {0.5, 100.0}});
  CHECK(fit.is_found);
  CHECK(fit.at[0] == 0.5);
  CHECK(fit.at[1] == Approx(0.25).margin(1e-4));
}

TEST_CASE("a start outside of the bounds is moved inside", "[study][least_squares]") {
  const LeastSquaresFit fit = minimise({valley, {-50.0, 3.0}, {0.0, 0.0}, {2.0, 2.0}});
  CHECK(fit.at[0] == Approx(1.0).margin(1e-3));
}

TEST_CASE("what does not matter stays as it was", "[study][least_squares]") {
  const auto residuals = [](const Vector& x) { return Vector{x[0] - 2.0, 0.0}; };
  const LeastSquaresFit fit = minimise({residuals, {0.0, 5.0}, kFar, kWide});
  CHECK(fit.at[0] == Approx(2.0));
  CHECK(fit.at[1] == 5.0);
}

}  // namespace ridethrough::study
