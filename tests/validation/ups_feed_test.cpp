#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "devices/conversion/inverter_clock.hpp"
#include "support/validation_case.hpp"
#include "unit/devices/conversion/turning_plant.hpp"

// A UPS whose load hangs on the feed: what eco mode costs, and how the inverter comes in phase.
namespace ridethrough {
namespace {

using namespace support;

TEST_CASE("validation: efficiency of eco mode", "[validation][ups]") {
  Parameters p = ups_600kw();
  p["mode"] = ups_word("eco");
  double worst = 0.0;
  // The representative row of power.md 2.2; the model has two terms for four points.
  const double sheet[][2] = {{0.25, 0.98}, {0.5, 0.988}, {0.75, 0.99}, {1.0, 0.991}};
  for (const auto& [load, efficiency] : sheet) {
    TurningPlant plant(load * 600e3, p);
    plant.rig.run(kSecond);
    const double found = plant.rig.look("ups", "power") / plant.rig.look("ups", "input_power");
    worst = std::max(worst, std::abs(found - efficiency));
  }
  testing::report_case({.name = "efficiency of a UPS in eco mode at quarters of its load",
                        .kind = "published",
                        .reference = "representative row of the power reference, section 2.2",
                        .measured = 100.0 * worst,
                        .allowed = 0.1,
                        .unit = "%"});
}

/// Rows of a data sheet read as a line in logarithms of base 10, above them I^2 t, s.
double sheet_s(double multiple) {
  constexpr double kRows[][2] = {{1.25, 600.0}, {1.5, 60.0}, {10.0, 0.1}};
  if (multiple > kRows[2][0]) return 0.1 * 100.0 / (multiple * multiple);
  const int row = multiple > kRows[1][0] ? 1 : 0;
  const auto& [x, t] = kRows[row];
  const auto& [x_next, t_next] = kRows[row + 1];
  const double part = std::log10(multiple / x) / std::log10(x_next / x);
  return t * std::pow(10.0, part * std::log10(t_next / t));
}

TEST_CASE("validation: a bypass in overload opens as its rows say", "[validation][ups]") {
  double worst = 0.0;
  for (const double multiple : {1.2, 1.25, 1.3, 1.5, 2.0, 6.0, 10.0, 17.0}) {
    TurningPlant plant(100e3);
    plant.transfer(10 * kSecond, "bypass");
    plant.rig.set(20 * kSecond, "load", "power", multiple * 600e3);
    plant.rig.run(3600 * kSecond);
    REQUIRE(plant.rig.state("ups") == "off");
    const double found_s = core::seconds(plant.rig.report("ups").incidents.at(0).at - 20 * kSecond);
    worst = std::max(worst, std::abs(found_s / sheet_s(multiple) - 1.0));
  }
  testing::report_case({.name = "static bypass of a UPS: time at 1.2 to 17 times its rating",
                        .kind = "analytic",
                        .reference = "its rows as a line in logarithms, I^2 t above them",
                        .measured = 100.0 * worst,
                        .allowed = 1e-4,
                        .unit = "%"});
}

/// Time until frequency and phase are met, by stepping the feedback law of the switching curve.
double stepped_s(double ahead, double fast_hz, double slew) {
  constexpr double kStep = 1e-6;
  double s = 0.0;
  while (std::abs(ahead) > 1e-5 || std::abs(fast_hz) > 2e-3) {
    const double lead = ahead + 0.5 * fast_hz * std::abs(fast_hz) / slew;
    const double change = lead > 0.0 ? -slew : slew;
    ahead += kStep * (fast_hz + 0.5 * change * kStep);
    fast_hz += change * kStep;
    s += kStep;
    if (s > 20.0) break;
  }
  return s;
}

TEST_CASE("validation: an inverter catches up with its bypass", "[validation][ups]") {
  using devices::conversion::InverterClock;
  double worst_s = 0.0;
  for (const double hz : {49.2, 50.0, 50.6}) {
    for (const double turns : {-0.4, 0.1, 0.3}) {
      InverterClock clock({.window_hz = 2.0, .slew_hz_per_s = 1.0});
      clock.start(50.0);
      clock.follow(0, {0, 50.0, 0.0}, 0.0, true);
      clock.follow(kSecond, {kSecond, hz, 0.0}, -turns * 2.0 * std::numbers::pi, false);
      core::Tick arrived = kSecond;
      for (core::Tick at = clock.next(kSecond); at != core::kNever; at = clock.next(at)) {
        clock.advance(at);
        arrived = at;
      }
      const double found_s = core::seconds(arrived - kSecond);
      worst_s = std::max(worst_s, std::abs(found_s - stepped_s(turns, 50.0 - hz, 1.0)));
    }
  }
  // The stepped law stops within 2 mHz, 2 ms before its end at 1 Hz/s.
  testing::report_case({.name = "time in which an inverter comes in phase with its bypass",
                        .kind = "analytic",
                        .reference = "the feedback law of the switching curve in steps of 1 us",
                        .measured = worst_s,
                        .allowed = 5e-3,
                        .unit = "s"});
}

TEST_CASE("validation: taps of a line-interactive UPS", "[validation][ups]") {
  Parameters p = ups_600kw();
  p["mode"] = ups_word("line_interactive");
  p = with(p, "mains_mode", "efficiency", points_of("power", "value", {{0.5, 0.97}, {1.0, 0.975}}));
  p = with(p, "mains_mode", "tap_change", Value(10e-3));
  Value::List taps;
  for (const double ratio : {0.88, 1.13})
    taps.push_back(Value(Parameters{{"ratio", Value(ratio)}}));
  p = with(p, "mains_mode", "taps", Value(taps));
  // a + c x^2 through both points of the sheet.
  const double half = 0.5 * (1.0 / 0.97 - 1.0);
  const double full = 1.0 / 0.975 - 1.0;
  const double c = (full - half) / 0.75;
  const double a = full - c;
  double worst_v = 0.0;
  double worst_w = 0.0;
  for (const double load : {0.25, 0.5, 1.0}) {
    for (const auto& [feed, ratio] : {std::pair{0.82, 1.13}, {0.86, 1.13}, {1.2, 0.88}}) {
      TurningPlant plant(load * 600e3, p);
      plant.rig.set(kSecond, "grid", "voltage", feed);
      plant.rig.run(2 * kSecond);
      worst_v = std::max(worst_v, std::abs(plant.rig.look("load", "voltage") - ratio * feed));
      const double input_w = 600e3 * (load + a + c * load * load);
      worst_w = std::max(worst_w, std::abs(plant.rig.look("ups", "input_power") / input_w - 1.0));
    }
  }
  testing::report_case({.name = "output of a line-interactive UPS on a tap",
                        .kind = "analytic",
                        .reference = "ratio times feed",
                        .measured = worst_v,
                        .allowed = 1e-9,
                        .unit = "pu"});
  testing::report_case({.name = "input of a line-interactive UPS on a tap",
                        .kind = "analytic",
                        .reference = "load, standing loss and a loss with its square",
                        .measured = 100.0 * worst_w,
                        .allowed = 1e-4,
                        .unit = "%"});
}

}  // namespace
}  // namespace ridethrough
