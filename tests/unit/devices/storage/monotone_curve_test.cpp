#include "devices/storage/monotone_curve.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <stdexcept>
#include <vector>

namespace ridethrough::devices::storage {

TEST_CASE("monotone_curve: meets its points and never overshoots", "[devices]") {
  const std::vector<MonotoneCurve::Point> points = {{0.0, 2.0}, {0.1, 3.2},  {0.5, 3.3},
                                                    {0.6, 3.3}, {0.9, 3.34}, {1.0, 3.6}};
  const MonotoneCurve curve(points);
  for (const auto& point : points) CHECK(curve.value(point.x) == Approx(point.y).epsilon(1e-14));
  double last = curve.value(0.0);
  for (int i = 1; i <= 1000; ++i) {
    const double value = curve.value(i / 1000.0);
    // Rounding may take back the last bit on the flat piece.
    CHECK(value >= last - 1e-14);
    last = std::max(last, value);
  }
  CHECK(curve.value(-1.0) == 2.0);
  CHECK(curve.value(2.0) == 3.6);
}

TEST_CASE("monotone_curve: the integral is that of the curve", "[devices]") {
  const MonotoneCurve curve({{0.0, 1.0}, {1.0, 3.0}, {2.0, 3.5}, {4.0, 7.0}});
  double sum = 0.0;
  constexpr int kPieces = 40000;
  constexpr double kWidth = 5.0 / kPieces;
  for (int i = 0; i < kPieces; ++i) sum += kWidth * curve.value((i + 0.5) * kWidth);
  // The midpoint rule errs by about width^2.
  CHECK(curve.integral(5.0) == Approx(sum).epsilon(1e-7));
  CHECK(curve.integral(0.0) == 0.0);
  CHECK(curve.integral(-1.0) == -1.0);
}

TEST_CASE("monotone_curve: one point is a constant, no point is an error", "[devices]") {
  const MonotoneCurve constant({{0.5, 4.0}});
  CHECK(constant.value(-3.0) == 4.0);
  CHECK(constant.value(7.0) == 4.0);
  CHECK(constant.integral(1.5) == 4.0);
  CHECK_THROWS_AS(MonotoneCurve(std::vector<MonotoneCurve::Point>{}), std::invalid_argument);
  CHECK_THROWS_AS(MonotoneCurve({{1.0, 0.0}, {1.0, 2.0}}), std::invalid_argument);
}

TEST_CASE("monotone_curve: interpolated is straight between and flat outside", "[devices]") {
  const std::vector<MonotoneCurve::Point> points = {{0.0, 10.0}, {10.0, 20.0}, {20.0, 0.0}};
  CHECK(interpolated(points, -5.0) == 10.0);
  CHECK(interpolated(points, 2.5) == 12.5);
  CHECK(interpolated(points, 15.0) == 10.0);
  CHECK(interpolated(points, 99.0) == 0.0);
}

}  // namespace ridethrough::devices::storage
