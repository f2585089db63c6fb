#include "devices/thermal_body.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "support/grid_examples.hpp"

namespace ridethrough::devices {
namespace {

using namespace support;

/// 1 K per A^2 at two speeds, the swift one with a third of it.
ThermalBody two_lags() {
  return {300.0,
          {{.gain_k_per_a2 = 60.0, .time_s = 1000.0}, {.gain_k_per_a2 = 30.0, .time_s = 50.0}}};
}

constexpr CurrentCourse constant(double amperes) { return {amperes * amperes, 0.0, 0.0}; }

TEST_CASE("a body begins as warm as it stays", "[thermal]") {
  ThermalBody body = two_lags();
  body.carry(0, constant(1.0), true);
  CHECK(body.temperature_k(0) == Approx(390.0));
  CHECK(body.temperature_k(5000 * kSecond) == Approx(390.0));
  CHECK(body.next_crossing(391.0, true, 0) == core::kNever);
}

TEST_CASE("a step of the current is two exponentials", "[thermal]") {
  ThermalBody body = two_lags();
  body.carry(0, constant(0.0), true);
  body.carry(kSecond, constant(1.0), true);
  const auto by_hand = [](double t_s) {
    return 300.0 + 60.0 * -std::expm1(-t_s / 1000.0) + 30.0 * -std::expm1(-t_s / 50.0);
  };
  CHECK(body.temperature_k(101 * kSecond) == Approx(by_hand(100.0)).epsilon(1e-14));
  const core::Tick at = body.next_crossing(350.0, true, kSecond);
  CHECK(by_hand(core::seconds(at - kSecond)) >= 350.0 - 1e-9);
  CHECK(by_hand(core::seconds(at - kSecond) - 2e-9) < 350.0 + 1e-9);
  CHECK(by_hand(core::seconds(at - kSecond) - 1e-6) < 350.0);
}

TEST_CASE("no crossing is missed where the slow part falls and the swift one rises", "[thermal]") {
  // The swift part overshoots: warm oil that cools, windings that heat up.
  ThermalBody body = two_lags();
  body.carry(0, constant(2.0), true);
  body.carry(kSecond, constant(0.0), true);
  body.carry(301 * kSecond, constant(1.5), true);
  const double level = body.temperature_k(500 * kSecond) - 0.5;
  const core::Tick up = body.next_crossing(level, true, 301 * kSecond);
  REQUIRE(up < 500 * kSecond);
  CHECK(body.temperature_k(up) == Approx(level).epsilon(1e-10));
  const core::Tick down = body.next_crossing(level, false, up + kSecond);
  REQUIRE(down > 500 * kSecond);
  CHECK(body.temperature_k(down) == Approx(level).epsilon(1e-10));
}

TEST_CASE("a ramp of the current is followed exactly", "[thermal]") {
  ThermalBody body{300.0, {{.gain_k_per_a2 = 1.0, .time_s = 10.0}}};
  body.carry(0, constant(0.0), true);
  body.carry(kSecond, {0.0, 0.0, 4.0}, true);  // 2 A/s
  // x = 4 (t^2 - 2 T t + 2 T^2 (1 - e^(-t/T)))
  const double by_hand = 4.0 * (25.0 - 100.0 + 200.0 * -std::expm1(-0.5));
  CHECK(body.temperature_k(6 * kSecond) == Approx(300.0 + by_hand).epsilon(1e-12));
  CHECK(body.temperature_k(body.next_crossing(310.0, true, kSecond)) == Approx(310.0).margin(1e-7));
  CHECK(body.hottest(6 * kSecond).at == 6 * kSecond);
}

TEST_CASE("bands change when they were planned and return with a hysteresis", "[thermal]") {
  ThermalBody body{300.0, {{.gain_k_per_a2 = 100.0, .time_s = 10.0}}};
  ThermalBands bands({350.0, 380.0});
  body.carry(0, constant(0.0), true);
  bands.plan(body, 0);
  body.carry(kSecond, constant(1.0), true);
  bands.plan(body, kSecond);
  const core::Tick first = bands.next();
  CHECK(core::seconds(first - kSecond) == Approx(10.0 * std::log(2.0)).margin(2e-9));
  CHECK(bands.follow(first - 1) == 0);
  CHECK(bands.follow(first) == 1);
  bands.plan(body, first);
  CHECK(core::seconds(bands.next() - kSecond) == Approx(10.0 * std::log(5.0)).margin(2e-9));
  body.carry(first + 1, constant(0.0), true);
  bands.plan(body, first + 1);
  // From 350 K to 345 K.
  CHECK(core::seconds(bands.next() - first - 1) ==
        Approx(10.0 * std::log(50.0 / 45.0)).margin(2e-9));
  CHECK(bands.follow(bands.next()) == 0);
  CHECK_THROWS_AS(ThermalBands({380.0, 350.0}), std::invalid_argument);
}

}  // namespace
}  // namespace ridethrough::devices
