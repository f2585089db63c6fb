#include "devices/trip_clock.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>

namespace ridethrough::devices {
namespace {

constexpr double kPickupA = 1000.0;
constexpr double kSquareA2s = 4e6;

/// I = from + rise t, squared.
CurrentCourse ramp(double from_a, double rise_a_per_s) {
  return {from_a * from_a, 2.0 * from_a * rise_a_per_s, rise_a_per_s * rise_a_per_s};
}

TripClock heat() {
  return {{.k = kSquareA2s / (kPickupA * kPickupA), .exponent = 2.0, .offset = 0.0}, kPickupA, 0.0};
}

/// Where the cube of a ramp that counts from `counted_a` has gained what I^2 t allows, s.
double end_of_ramp_s(double from_a, double counted_a, double rise_a_per_s) {
  const double cube = counted_a * counted_a * counted_a + 3.0 * rise_a_per_s * kSquareA2s;
  return (std::cbrt(cube) - from_a) / rise_a_per_s;
}

TEST_CASE("the heat of a current that rises in a line is a cube", "[devices][trip]") {
  for (const double rise : {1e-3, 1.0, 50.0, 3e4}) {
    TripClock clock = heat();
    clock.carry(0, ramp(2000.0, rise));
    const core::Tick expected = core::ticks_up(end_of_ramp_s(2000.0, 2000.0, rise));
    CHECK(std::abs(clock.expires() - expected) <= 1);
    clock.carry(0, ramp(400.0, rise));
    const core::Tick from_pickup = core::ticks_up(end_of_ramp_s(400.0, kPickupA, rise));
    CHECK(static_cast<double>(clock.expires()) ==
          Approx(static_cast<double>(from_pickup)).epsilon(1e-12).margin(2.0));
  }
}

TEST_CASE("heat goes on from one course to the next", "[devices][trip]") {
  TripClock clock = heat();
  clock.carry(0, ramp(2000.0, 0.0));  // a second takes all
  clock.carry(core::kTicksPerSecond / 2, ramp(2000.0, 100.0));
  CHECK(clock.used_frac(core::kTicksPerSecond / 2) == Approx(0.5).epsilon(1e-12));
  const double rest_s = (std::cbrt(8e9 + 3.0 * 100.0 * 0.5 * kSquareA2s) - 2000.0) / 100.0;
  CHECK(core::seconds(clock.expires()) == Approx(0.5 + rest_s).epsilon(0.0).margin(2e-9));
}

}  // namespace
}  // namespace ridethrough::devices
