#include "ridethrough/devices/grid/rotary_ups.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <complex>
#include <numbers>

#include "support/rotary_examples.hpp"
#include "support/validation_case.hpp"

// A rotary UPS against the equation of motion of its rotor, integrated in speed and not in energy,
// and against two sources behind a line, by phasors.
namespace ridethrough {
namespace {

using namespace support;
using Complex = std::complex<double>;

/// J w' = -P / w - D w with w in parts of full speed (Runge-Kutta of fourth order, 0.1 ms): what a
/// brake of constant power and a drag in proportion to speed do.
double speed_after(double speed, double brake_w, double span_s) {
  const double inertia = 2.0 * kRotaryFullJ;
  const auto slope = [&](double w) { return (-brake_w / w - kRotaryDragW * w) / inertia; };
  const int steps = static_cast<int>(std::lround(span_s / 1e-4));
  const double step = span_s / steps;
  for (int i = 0; i < steps; ++i) {
    const double a = slope(speed);
    const double b = slope(speed + 0.5 * step * a);
    const double c = slope(speed + 0.5 * step * b);
    const double d = slope(speed + step * c);
    speed += step / 6.0 * (a + 2.0 * b + 2.0 * c + d);
  }
  return speed;
}

TEST_CASE("validation: a rotary UPS rides through and spins down", "[validation][rotary_ups]") {
  constexpr double kLoadW = 1.2e6;
  RotaryPlant plant(kLoadW);
  plant.fail(kSecond, "fail_to_start");
  plant.sag(10 * kSecond, core::kNever, 0.0);
  double error = 0.0;
  double speed = 1.0;
  for (int second = 1; second <= 10; ++second) {
    speed = speed_after(speed, kLoadW + kRotaryStandingW, 1.0);
    plant.rig.run((10 + second) * kSecond);
    error = std::max(error, std::abs(plant.look("speed") - speed));
  }
  CHECK(speed < 0.63);  // near its lowest speed: a reference that did not move would prove nothing
  testing::report_case({.name = "rotary UPS, speed of its flywheel under 1.2 MW for 10 s",
                        .kind = "analytic",
                        .reference = "J w' = -P/w - D w, Runge-Kutta in speed",
                        .measured = 1e2 * error,
                        .allowed = 1e-7,
                        .unit = "% of full speed"});
  // Locked out, drag alone: dw/dt = -D w / J.
  plant.rig.run(30 * kSecond);
  REQUIRE(plant.rig.state("drups") == "locked_out");
  const double coasts_from = plant.look("speed");
  plant.rig.run(630 * kSecond);
  const double coasted = coasts_from * std::exp(-600.0 * kRotaryDragW / (2.0 * kRotaryFullJ));
  testing::report_case({.name = "rotary UPS, its flywheel spins down for 10 min",
                        .kind = "analytic",
                        .reference = "w = w0 exp(-D t / J)",
                        .measured = 1e2 * std::abs(plant.look("speed") - coasted),
                        .allowed = 1e-9,
                        .unit = "% of full speed"});
}

TEST_CASE("validation: what a rotary UPS feeds back into a sag", "[validation][rotary_ups]") {
  constexpr double kLoadW = 1.2e6;
  constexpr double kOpensS = 3.0;
  constexpr double kShortCircuitVa = 20e6;
  constexpr double kXOverR = 4.0;
  Rig rig;
  rig.add("grid", devices::make_utility(utility_of(400.0, kShortCircuitVa, kXOverR)));
  rig.add("drups",
          devices::make_rotary_ups(with(rotary_1600kw(), {{"opens_in", number_value(kOpensS)}})),
          {.from = {"grid"}});
  rig.add("load", std::make_unique<PlainLoad>(kLoadW), {.from = {"drups"}});
  const double jump_rad = -40.0 / 180.0 * std::numbers::pi;
  rig.order(10 * kSecond, "grid", devices::Verb::dip, true,
            {{"to", number_value(0.5)}, {"phase_jump", number_value(jump_rad)}});
  rig.run(9 * kSecond);
  const double held = rig.look("drups", "voltage");

  // One line from the source of 1 pu to the outlet, whose voltage is held: its angle from the
  // power.
  const double feed_ohm = 400.0 * 400.0 / kShortCircuitVa;
  const double resistance_ohm = feed_ohm / std::hypot(1.0, kXOverR);
  const Complex line_ohm(resistance_ohm, resistance_ohm * kXOverR + kRotaryChokeOhm);
  const auto from_feed_w = [&](double angle_rad, Complex source) {
    const Complex outlet = std::polar(held, angle_rad);
    return 400.0 * 400.0 * std::real(outlet * std::conj((source - outlet) / line_ohm));
  };
  const double taken_w = kLoadW + kRotaryStandingW + kRotaryDragW;
  double low_rad = -1.0;
  double high_rad = 0.0;
  for (int i = 0; i < 60; ++i) {
    const double middle_rad = 0.5 * (low_rad + high_rad);
    (from_feed_w(middle_rad, 1.0) > taken_w ? low_rad : high_rad) = middle_rad;
  }
  const double fed_back_w = -from_feed_w(low_rad, std::polar(0.5, jump_rad));

  rig.run(14 * kSecond);
  const double fed_back_j = rig.look("drups", "energy_fed_back");
  const double span_s = kOpensS + 0.01;
  CHECK(fed_back_w > 500e3);
  testing::report_case({.name = "rotary UPS, energy fed back into a sag until its breaker opens",
                        .kind = "analytic",
                        .reference = "two sources and a line by phasors: 0.5 pu, -40 deg, 3.01 s",
                        .measured = 1e2 * std::abs(fed_back_j / (fed_back_w * span_s) - 1.0),
                        .allowed = 0.02,
                        .unit = "%"});
  // Speed at 14 s: 3.01 s of load and sag, the rest of load alone.
  const double isolated = speed_after(1.0, kLoadW + kRotaryStandingW + fed_back_w, span_s);
  const double left = speed_after(isolated, kLoadW + kRotaryStandingW, 4.0 - span_s);
  testing::report_case({.name = "rotary UPS, speed after a sag of 3 s on its flywheel",
                        .kind = "analytic",
                        .reference = "the same power in J w' = -P/w - D w",
                        .measured = 1e2 * std::abs(rig.look("drups", "speed") - left),
                        .allowed = 0.01,
                        .unit = "% of full speed"});
}

}  // namespace
}  // namespace ridethrough
