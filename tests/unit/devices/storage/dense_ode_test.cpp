#include "devices/dense_ode.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

namespace ridethrough::devices::storage {
namespace {

/// A damped swing with a closed form: x = e^-t cos 5t, y = e^-t sin 5t.
std::array<double, 2> spiral_slope(double, const std::array<double, 2>& s) {
  return {-s[0] - 5.0 * s[1], 5.0 * s[0] - s[1]};
}

double worst_error(double tolerance) {
  DensePath<std::array<double, 2>> path;
  path.restart({1.0, 0.0}, {tolerance, tolerance}, 0.01);
  while (path.end_s() < 4.0) path.grow(spiral_slope);
  double worst = 0.0;
  for (int i = 0; i <= 4000; ++i) {
    const double t = i * 1e-3;
    const auto state = path.at(t);
    worst = std::max(worst, std::abs(state[0] - std::exp(-t) * std::cos(5.0 * t)));
    worst = std::max(worst, std::abs(state[1] - std::exp(-t) * std::sin(5.0 * t)));
  }
  return worst;
}

}  // namespace

TEST_CASE("dense_ode: the error follows the tolerance everywhere", "[devices]") {
  // A decaying system forgets, so the sum of step errors stays within a small multiple of one; the
  // interpolant of order four adds about as much again.
  CHECK(worst_error(1e-6) < 2e-5);
  CHECK(worst_error(1e-10) < 2e-9);
}

TEST_CASE("dense_ode: a polynomial of the order of the method is exact", "[devices]") {
  DensePath<std::array<double, 1>> path;
  path.restart({0.0}, {1e-3}, 1.0);
  path.grow([](double t, const std::array<double, 1>&) { return std::array{4.0 * t * t * t}; });
  REQUIRE(path.end_s() == 1.0);
  // t^4 is of the order of the interpolant; only rounding is left.
  for (const double t : {0.1, 0.37, 0.5, 0.9, 1.0}) {
    CHECK(path.at(t)[0] == Approx(t * t * t * t).margin(1e-13));
  }
}

TEST_CASE("dense_ode: the path does not depend on the looks", "[devices]") {
  const std::array<double, 2> tolerance{1e-8, 1e-8};
  DensePath<std::array<double, 2>> at_once;
  at_once.restart({1.0, 0.0}, tolerance, 0.01);
  while (at_once.end_s() < 10.0) at_once.grow(spiral_slope);
  DensePath<std::array<double, 2>> piecemeal;
  piecemeal.restart({1.0, 0.0}, tolerance, 0.01);
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> ahead(0.0, 0.1);
  for (double t = 0.0; t < 10.0; t += ahead(random)) {
    while (piecemeal.end_s() < t) piecemeal.grow(spiral_slope);
    // Exactly: bits must be equal.
    CHECK(piecemeal.at(t) == at_once.at(t));
  }
}

TEST_CASE("dense_ode: a kink costs steps, not accuracy", "[devices]") {
  DensePath<std::array<double, 1>> path;
  path.restart({0.0}, {1e-9}, 0.3);
  const auto kink = [](double t, const std::array<double, 1>&) {
    return std::array{t < 0.5 ? 1.0 : -1.0};
  };
  while (path.end_s() < 2.0) path.grow(kink);
  // The kink lies in a step no longer than the shortest, 1e-7 s, of slope 2.
  CHECK(path.at(2.0)[0] == Approx(-1.0).margin(1e-6));
}

}  // namespace ridethrough::devices::storage
