#include <catch2/catch.hpp>

#include "devices/conversion/input_window.hpp"
#include "devices/conversion/overload_clock.hpp"
#include "devices/conversion/ups_balance.hpp"
#include "devices/loss_curve.hpp"
#include "support/ticks.hpp"

namespace ridethrough::devices::conversion {
namespace {

using ridethrough::support::kMs;
using ridethrough::support::kSecond;

OverloadClock three_classes() {
  return OverloadClock({{1.10, 3600.0}, {1.25, 600.0}, {1.50, 60.0}});
}

TEST_CASE("overload clock: one class, mixed classes, none", "[overload_clock]") {
  OverloadClock clock = three_classes();
  clock.carry(0, 1.2, 0.0);
  CHECK(clock.expires() == 600 * kSecond);
  clock.carry(300 * kSecond, 1.4, 0.0);  // half is used: 30 s of the 60 s are left
  CHECK(clock.expires() ==
        Approx(330.0 * kSecond).margin(2.0));  // 0.5 is not a binary sum of ticks
  clock.carry(310 * kSecond, 1.0, 0.0);
  CHECK(clock.expires() == core::kNever);
  CHECK(clock.used_frac(310 * kSecond) == Approx(0.5 + 10.0 / 60.0));
  CHECK(clock.used_frac(310 * kSecond + 3600 * kSecond) == 0.0);
  clock.carry(9000 * kSecond, 1.6, 0.0);
  CHECK(clock.expires() == 9000 * kSecond);
}

TEST_CASE("overload clock: a ramp passes through the classes", "[overload_clock]") {
  OverloadClock clock = three_classes();
  clock.carry(0, 0.9, 0.01);
  // 10 s to the rating; 10 s, 15 s and 25 s in the classes use 1/360 + 1/40 + 25/60: over 1.5 it
  // ends.
  CHECK(clock.used_frac(60 * kSecond) == Approx(10.0 / 3600 + 15.0 / 600 + 25.0 / 60));
  CHECK(clock.expires() ==
        Approx(60.0 * kSecond).margin(20.0));  // rounding of a load that is its limit
}

TEST_CASE("loss curve: few points, and a fit that would heat itself for free", "[loss_curve]") {
  CHECK(LossCurve({{1.0, 0.8}}).loss_frac(0.5) == Approx(0.125));
  CHECK(LossCurve({{0.5, 1.0}, {1.0, 1.0}}).loss_frac(0.7) == 0.0);
  CHECK(LossCurve({{0.25, 0.99}, {0.5, 0.97}, {1.0, 0.96}}).loss_frac(0.0) >= 0.0);
}

TEST_CASE("loss curve: the chord has the energy of the parabola", "[loss_curve]") {
  const LossCurve curve({{0.25, 0.955}, {0.5, 0.968}, {0.75, 0.968}, {1.0, 0.964}});
  const Ramp power{200e3, 50e3};
  const auto chord = curve.chord(power, 600e3, 0);
  const double span_s = core::seconds(chord.end);
  const double exact_j = span_s * power.at(0.5 * span_s) + curve.loss_j(power, 600e3, span_s);
  // The end of the chord is rounded up by less than a nanosecond.
  CHECK(span_s * chord.total.at(0.5 * span_s) == Approx(exact_j).epsilon(1e-10));
}

TEST_CASE("walk-in: modules one after the other", "[ups]") {
  const WalkIn walk{2, 100.0, 10 * kSecond, 3 * kSecond};
  CHECK(walk.limit(0).w == 0.0);
  CHECK(walk.limit(0).w_per_s == 10.0);
  CHECK(walk.limit(5 * kSecond).w == Approx(70.0));
  CHECK(walk.limit(5 * kSecond).w_per_s == 20.0);
  CHECK(walk.limit(13 * kSecond).w == 200.0);
  CHECK(walk.next_kink(0) == 3 * kSecond);
  CHECK(walk.next_kink(10 * kSecond) == 13 * kSecond);
  CHECK(walk.next_kink(13 * kSecond) == core::kNever);
}

TEST_CASE("input window: hysteresis, dwell, and its growth on a feed that gives way", "[ups]") {
  InputWindow window({0.85, 1.10, 0.60, 0.02});
  const auto at = [](double voltage_pu) {
    return network::Supply{.voltage_pu = voltage_pu,
                           .lowest_phase_pu = voltage_pu,
                           .highest_phase_pu = voltage_pu,
                           .is_energised = voltage_pu > 0.0,
                           .served_frac = 1.0};
  };
  CHECK(window.read(0, at(1.0)));
  CHECK(window.zone() == InputZone::full);
  CHECK_FALSE(window.read(kSecond, at(0.85)));
  CHECK(window.read(2 * kSecond, at(0.5)));
  CHECK(window.capability_frac() == 0.0);
  CHECK_FALSE(window.read(2 * kSecond, at(0.7)));
  CHECK(window.retry_at() == 2 * kSecond + kMs);
  CHECK(window.read(2 * kSecond + kMs, at(0.7)));
  CHECK(window.capability_frac() == Approx(0.7 / 0.85));
  CHECK(window.read(2 * kSecond + kMs, at(0.5)));  // it pulled the voltage down itself
  CHECK_FALSE(window.read(2 * kSecond + kMs, at(0.7)));
  CHECK(window.retry_at() == 2 * kSecond + 3 * kMs);
  CHECK_FALSE(window.read(3 * kSecond, at(0.61)));  // not far enough into the window
}

}  // namespace
}  // namespace ridethrough::devices::conversion
