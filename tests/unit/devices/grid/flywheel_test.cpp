#include "devices/grid/flywheel.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "support/ticks.hpp"

namespace ridethrough::devices {
namespace {

using core::Line;
using ridethrough::support::kSecond;
constexpr double kFullJ = 20e6;
constexpr double kDragW = 8e3;
constexpr double kLagS = kFullJ / kDragW;

TEST_CASE("a flywheel that is left alone loses its energy as an exponential", "[flywheel]") {
  Flywheel wheel(kFullJ, kDragW);
  CHECK(wheel.energy_j(100 * kSecond) == kFullJ);
  wheel.drive(0, {});
  CHECK(wheel.energy_j(100 * kSecond) == Approx(kFullJ * std::exp(-100.0 / kLagS)));
  CHECK(wheel.drag_w(0) == Approx(kDragW));
  // Half of the energy is 71 % of the speed.
  const core::Tick half = wheel.falls_to(0, 0.5 * kFullJ);
  CHECK(core::seconds(half) == Approx(kLagS * std::log(2.0)).epsilon(1e-12));
  CHECK(wheel.speed_frac(half) == Approx(std::sqrt(0.5)).epsilon(1e-12));
  CHECK(wheel.falls_to(0, -1.0) == core::kNever);
  CHECK(wheel.rises_to(0, 1.1 * kFullJ) == core::kNever);
}

TEST_CASE("a crossing is the first tick that is there, on a ramp as well", "[flywheel]") {
  Flywheel wheel(kFullJ, kDragW);
  const double slope = GENERATE(0.0, -50e3, 20e3);
  wheel.drive(kSecond, Line::of_watts(kSecond, -1.2e6, slope));
  const core::Tick found = wheel.falls_to(kSecond, 0.36 * kFullJ);
  REQUIRE(found != core::kNever);
  CHECK(wheel.energy_j(found) <= 0.36 * kFullJ);
  CHECK(wheel.energy_j(found - 1) > 0.36 * kFullJ);
}

TEST_CASE("a brake that lets go in time never takes it to the level", "[flywheel]") {
  // Without drag 1 MW that goes in 10 s takes 5 MJ; the drag takes less than 0.1 MJ in that time.
  Flywheel wheel(kFullJ, kDragW);
  wheel.drive(0, Line::of_watts(0, -1e6, 1e5));
  CHECK(wheel.falls_to(0, 14.9e6) == core::kNever);
  const core::Tick touched = wheel.falls_to(0, 15.1e6);
  REQUIRE(touched < 10 * kSecond);
  CHECK(wheel.energy_j(touched) <= 15.1e6);
  // And back up when the shaft is driven.
  const core::Tick risen = wheel.rises_to(10 * kSecond, 16e6);
  CHECK(wheel.energy_j(risen) >= 16e6);
  CHECK(wheel.energy_j(risen - 1) < 16e6);
}

}  // namespace
}  // namespace ridethrough::devices
