#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "devices/conversion/grid_forming.hpp"
#include "devices/conversion/phase_locked_loop.hpp"
#include "devices/dense_ode.hpp"
#include "support/csv_rows.hpp"
#include "support/validation_case.hpp"

// Case B5 of the power reference: controls of converters against tables made by another integrator
// (scipy, DOP853).
namespace ridethrough {
namespace {

using devices::DensePath;
using devices::conversion::FormingKind;
using devices::conversion::FormingModel;
using devices::conversion::FormingSettings;
using devices::conversion::PhaseLockedLoop;

TEST_CASE("validation: a PLL after a phase jump of 30 degrees", "[validation][bess]") {
  const PhaseLockedLoop loop(10.0, 0.707);
  using State = PhaseLockedLoop::State;
  DensePath<State> path;
  path.restart({std::numbers::pi / 6.0, 0.0}, {1e-10, 1e-8}, 1e-4);
  double error_rad = 0.0;
  double error_hz = 0.0;
  double peak_hz = 0.0;
  const auto rows = testing::reference_rows("power/pll_phase30.csv");
  REQUIRE(rows.size() > 100);
  for (const auto& row : rows) {
    while (path.end_s() < row[0]) {
      path.grow([&](double, const State& state) { return loop.slope(state, 0.0); });
    }
    const State state = path.at(row[0]);
    error_rad = std::max(error_rad, std::abs(state[0] - row[1]));
    error_hz = std::max(error_hz, std::abs(loop.off_hz(state) - row[2]));
    peak_hz = std::max(peak_hz, loop.off_hz(state));
  }
  CHECK(peak_hz == Approx(7.07).epsilon(1e-9));
  CHECK(error_hz < 1e-4);
  testing::report_case({.name = "PLL of a converter after a phase jump of 30 degrees, its angle",
                        .kind = "other_tool",
                        .reference = "scipy: fn = 10 Hz, zeta = 0.707; peak 7.07 Hz",
                        .measured = error_rad,
                        .allowed = 1e-4,
                        .unit = "rad"});
}

/// Two machines on one load bus, dc power flow: each behind X: P1 = (X P + theta1 - theta2) / 2 X.
struct Pair {
  FormingModel first;
  FormingModel second;
  double reactance = 0.1;

  using State = std::array<double, 4>;
  std::array<double, 2> powers(const State& state, double load) const {
    const double p1 = (reactance * load + state[0] - state[2]) / (2.0 * reactance);
    return {p1, load - p1};
  }
  State slope(const State& state, double load) const {
    const auto power = powers(state, load);
    const auto a = first.slope({state[0], state[1]}, power[0]);
    const auto b = second.slope({state[2], state[3]}, power[1]);
    return {a[0], a[1], b[0], b[1]};
  }
  State at_rest(double p1, double p2) const {
    const auto a = first.at_rest(reactance * p1, p1);
    const auto b = second.at_rest(reactance * p2, p2);
    return {a[0], a[1], b[0], b[1]};
  }
};

FormingSettings with_droop(double droop_frac, double set_point) {
  FormingSettings settings;
  settings.nominal_hz = 60.0;
  settings.droop_frac = droop_frac;
  settings.set_point = set_point;
  settings.cutoff_rad_per_s = 2.0 * std::numbers::pi * 5.0;
  return settings;
}

TEST_CASE("validation: two droop converters share a load step", "[validation][bess]") {
  const Pair pair{FormingModel(with_droop(0.01, 1.0 / 3)), FormingModel(with_droop(0.02, 1.0 / 6))};
  DensePath<Pair::State> path;
  path.restart(pair.at_rest(1.0 / 3, 1.0 / 6), {1e-11, 1e-11, 1e-11, 1e-11}, 1e-4);
  double error_pu = 0.0;
  double error_hz = 0.0;
  const auto rows = testing::reference_rows("power/gfm_two_droop_step.csv");
  REQUIRE(rows.size() > 100);
  for (const auto& row : rows) {
    while (path.end_s() < row[0]) {
      path.grow([&](double, const Pair::State& state) { return pair.slope(state, 1.0); });
    }
    const Pair::State state = path.at(row[0]);
    const auto power = pair.powers(state, 1.0);
    error_pu = std::max({error_pu, std::abs(power[0] - row[1]), std::abs(power[1] - row[2])});
    error_hz = std::max({error_hz, std::abs(pair.first.frequency_hz({state[0], state[1]}) - row[3]),
                         std::abs(pair.second.frequency_hz({state[2], state[3]}) - row[4])});
  }
  CHECK(pair.powers(pair.at_rest(1.0 / 3, 1.0 / 6), 1.0)[0] == Approx(7.0 / 12));
  CHECK(pair.powers(path.end(), 1.0)[0] == Approx(2.0 / 3).margin(1e-4));
  CHECK(error_hz < 1e-4);
  testing::report_case({.name = "two droop converters after a load step, their powers",
                        .kind = "other_tool",
                        .reference = "scipy: m = 0.01 and 0.02, 5 Hz filter, X = 0.1; 59.800 Hz",
                        .measured = error_pu,
                        .allowed = 1e-5,
                        .unit = "pu"});
}

TEST_CASE("validation: virtual inertia is droop with a lag of 2 H m", "[validation][bess]") {
  // D'Arco and Suul, 2014: both laws are one, as 1 / wc = 2 H m.
  FormingSettings inertia = with_droop(0.02, 0.2);
  inertia.kind = FormingKind::virtual_inertia;
  inertia.inertia_s = 5.0;
  FormingSettings droop = inertia;
  droop.kind = FormingKind::droop;
  droop.cutoff_rad_per_s = 1.0 / (2.0 * 5.0 * 0.02);
  const FormingModel heavy(inertia);
  const FormingModel light(droop);
  CHECK(heavy.lag_s() == Approx(light.lag_s()));
  DensePath<FormingModel::State> first, second;
  first.restart(heavy.at_rest(0.0, 0.2), {1e-11, 1e-11}, 1e-4);
  second.restart(light.at_rest(0.0, 0.2), {1e-11, 1e-11}, 1e-4);
  while (first.end_s() < 1.0) {
    first.grow([&](double, const FormingModel::State& state) { return heavy.slope(state, 0.8); });
  }
  while (second.end_s() < 1.0) {
    second.grow([&](double, const FormingModel::State& state) { return light.slope(state, 0.8); });
  }
  // f = f0 (1 - m dP (1 - e^(-t / tau))), by hand.
  double error_hz = 0.0;
  for (const double t_s : {0.01, 0.1, 0.2, 0.5, 1.0}) {
    const double by_hand = 60.0 * (1.0 - 0.02 * 0.6 * (1.0 - std::exp(-t_s / 0.2)));
    error_hz = std::max({error_hz, std::abs(heavy.frequency_hz(first.at(t_s)) - by_hand),
                         std::abs(light.frequency_hz(second.at(t_s)) - by_hand)});
  }
  testing::report_case({.name = "virtual inertia of a converter alone, its frequency",
                        .kind = "analytic",
                        .reference = "f0 (1 - m dP (1 - exp(-t / 2 H m)))",
                        .measured = error_hz,
                        .allowed = 1e-6,
                        .unit = "Hz"});
}

TEST_CASE("controls of converters refuse what has no time scale", "[bess]") {
  CHECK_THROWS_AS(PhaseLockedLoop(0.0, 0.7), std::invalid_argument);
  CHECK_THROWS_AS(PhaseLockedLoop(10.0, 0.0), std::invalid_argument);
  FormingSettings settings;
  settings.droop_frac = 0.0;
  CHECK_THROWS_AS(FormingModel(settings), std::invalid_argument);
  const PhaseLockedLoop loop(10.0, 0.707);
  CHECK(loop.settles_in_s(0.01, 0.05) == 0.0);
  // The slowest part decays with zeta wn = 44.4 / s: 30 degrees come to 1 within some 80 ms.
  const double settled_s = loop.settles_in_s(std::numbers::pi / 6.0, std::numbers::pi / 180.0);
  CHECK(settled_s > 0.04);
  CHECK(settled_s < 0.12);
}

}  // namespace
}  // namespace ridethrough
