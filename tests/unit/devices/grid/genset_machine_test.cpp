#include "devices/grid/genset_machine.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <deque>

#include "devices/grid/genset_path.hpp"

namespace ridethrough::devices {
namespace {

MachineConstants gs1() {
  MachineConstants constants;
  constants.inertia_s = 1.0;
  return constants;
}

MachinePath stepped(const Machine& machine, double from, double to, double reactive = 0.0) {
  MachinePath path(machine);
  path.restart(machine.rest({from, 0.0}).value(), {{to, reactive}, 0.0, 0.0});
  path.grow_to(20.0);
  return path;
}

double nadir(const MachinePath& path) {
  double lowest = 0.0;
  for (double t = 0.0; t < 20.0; t += 1e-3) lowest = std::min(lowest, path.at(t)[kSpeed]);
  return lowest;
}

TEST_CASE("a machine at rest under its load does not move", "[genset][machine]") {
  MachineConstants constants = gs1();
  constants.governor.delay_s = 0.024;
  constants.first_step = 0.6;
  constants.turbo_s = 3.0;
  constants.regulator = {.rolls_off = true, .transient_reactance = 0.3};
  const Machine machine(constants);
  const MachineLoad load{0.7, 0.4};
  const MachineState rest = machine.rest(load).value();
  const MachineState rate = machine.slope(rest, machine.limiter_at(rest, load), load);
  for (std::size_t i = 0; i < kWork; ++i) CHECK(std::abs(rate[i]) < 1e-12);
  CHECK(rate[kWork] == Approx(0.7).epsilon(1e-15));
}

TEST_CASE("droop settles where the line of the governor meets the load", "[genset][machine]") {
  MachineConstants constants = gs1();
  constants.governor.is_droop = true;
  constants.governor.droop = 0.04;
  constants.governor.reference_power = 1.0;
  const Machine machine(constants);
  CHECK(machine.rest({1.0, 0.0}).value()[kSpeed] == 0.0);
  CHECK(machine.rest({0.0, 0.0}).value()[kSpeed] == Approx(0.04));
  // With damping D the line is steeper: w = (1 - P) / (D + 1 / R).
  constants.damping = 5.0;
  CHECK(Machine(constants).rest({0.5, 0.0}).value()[kSpeed] == Approx(0.5 / 30.0));
}

TEST_CASE("there is no rest beyond the fuel stop, nor under friction", "[genset][machine]") {
  const Machine machine(gs1());
  CHECK(machine.rest({1.10, 0.0}).has_value());
  CHECK_FALSE(machine.rest({1.11, 0.0}).has_value());
  CHECK(machine.rest({-0.08, 0.0}).has_value());
  CHECK_FALSE(machine.rest({-0.09, 0.0}).has_value());
}

TEST_CASE("the available power after a step rises as Pna + (Pmax - Pna)(1 - exp(-t/tau))",
          "[genset][machine]") {
  MachineConstants constants = gs1();
  constants.first_step = 0.6;
  constants.turbo_s = 3.0;
  constants.governor.highest_command = 1.0;
  const Machine machine(constants);
  const MachinePath path = stepped(machine, 0.0, 1.0);
  for (const double t : {0.0, 0.5, 3.0, 10.0}) {
    CHECK(machine.available_power(path.at(t)) ==
          Approx(0.6 + 0.4 * (1.0 - std::exp(-t / 3.0))).epsilon(1e-9));
  }
  // The engine gives no more than that: at 0.5 s its lags are over.
  CHECK(machine.mechanical_power(path.at(0.5)) < machine.available_power(path.at(0.5)));
  CHECK(machine.mechanical_power(path.at(2.0)) ==
        Approx(machine.available_power(path.at(2.0))).epsilon(0.03));
}

TEST_CASE("a step that the engine can give at once is not slowed by its turbocharger",
          "[genset][machine]") {
  MachineConstants slow = gs1();
  slow.first_step = 0.6;
  slow.turbo_s = 3.0;
  const Machine free(gs1()), limited(slow);
  CHECK(nadir(stepped(limited, 0.0, 0.25)) ==
        Approx(nadir(stepped(free, 0.0, 0.25))).epsilon(1e-9));
  CHECK(nadir(stepped(limited, 0.0, 0.75)) < 1.3 * nadir(stepped(free, 0.0, 0.75)));
}

/// Runge-Kutta of fourth order on the delay equation itself, with the history kept: the engine sees
/// the actuator of `delay` ago.
double nadir_with_dead_time(double power, double delay_s) {
  constexpr double kStep = 1e-4;
  double w = 0.0, xi = 0.0, v = 0.0, pm = 0.0, lowest = 0.0;
  std::deque<double> history(static_cast<std::size_t>(std::llround(delay_s / kStep)), 0.0);
  for (int i = 0; i < 40'000; ++i) {
    history.push_back(v);
    const double was = history.front(), is = history[1];
    history.pop_front();
    double state[4] = {w, xi, v, pm}, sum[4] = {}, at[4];
    double rate[4] = {};
    const double part[4] = {0.0, 0.5, 0.5, 1.0}, weight[4] = {1.0, 2.0, 2.0, 1.0};
    for (int stage = 0; stage < 4; ++stage) {
      for (int k = 0; k < 4; ++k) at[k] = state[k] + kStep * part[stage] * rate[k];
      const double delayed = was + (is - was) * part[stage];
      rate[0] = (at[3] - power) / 2.0;
      rate[1] = -8.0 * at[0];
      rate[2] = (std::min(-8.0 * at[0] + at[1], 1.10) - at[2]) / 0.05;
      rate[3] = (delayed - at[3]) / 0.12;
      for (int k = 0; k < 4; ++k) sum[k] += weight[stage] * rate[k];
    }
    w += kStep * sum[0] / 6.0;
    xi += kStep * sum[1] / 6.0;
    v += kStep * sum[2] / 6.0;
    pm += kStep * sum[3] / 6.0;
    lowest = std::min(lowest, w);
  }
  return lowest;
}

TEST_CASE("Padé's dead time meets the delay equation", "[genset][machine]") {
  MachineConstants constants = gs1();
  constants.governor.delay_s = 0.024;
  // 1e-5 of 50 Hz is half a millihertz; the dead time itself costs 0.24 Hz here.
  CHECK(nadir(stepped(Machine(constants), 0.0, 0.5)) ==
        Approx(nadir_with_dead_time(0.5, 0.024)).margin(1e-5));
  CHECK(nadir_with_dead_time(0.5, 0.024) < nadir_with_dead_time(0.5, 0.001) - 0.004);
}

TEST_CASE("a frozen integrator does not wind up", "[genset][machine]") {
  const Machine machine(gs1());
  const MachinePath path = stepped(machine, 0.0, 1.0);
  CHECK(path.limiter_changes() >= 2);
  CHECK(path.limiter_changes() < 10);  // it slides, it does not chatter
  for (double t = 0.0; t < 20.0; t += 1e-2) {
    const MachineState state = path.at(t);
    const double outward = -8.0 * state[kSpeed] + state[kIntegral] - 1.10;
    // Beyond the limit with the error outwards the integrator stands, so the command can only be
    // beyond by what the speed does.
    CHECK(state[kIntegral] <= 1.10);
    CHECK(outward <= -8.0 * state[kSpeed]);
  }
  CHECK(std::abs(path.at(20.0)[kSpeed]) < 1e-5);
}

TEST_CASE("a load that goes leaves the fuel shut and the speed within the class",
          "[genset][machine]") {
  const Machine machine(gs1());
  const MachinePath path = stepped(machine, 1.0, 0.0);
  double highest = 0.0, lowest_power = 1.0;
  for (double t = 0.0; t < 20.0; t += 1e-3) {
    highest = std::max(highest, path.at(t)[kSpeed]);
    lowest_power = std::min(lowest_power, machine.mechanical_power(path.at(t)));
  }
  CHECK(highest > 0.10);
  CHECK(highest < 0.18);
  CHECK(lowest_power >= -0.08);
}

TEST_CASE("below the knee the voltage falls with the speed", "[genset][machine]") {
  MachineConstants constants = gs1();
  constants.regulator.rolls_off = true;
  CHECK(Machine(constants).wanted_voltage(0.1) == 1.0);
  CHECK(Machine(constants).wanted_voltage(-0.05) == Approx(1.0));
  CHECK(Machine(constants).wanted_voltage(-0.24) == Approx(0.76 / 0.95));
  constants.regulator.rolls_off = false;
  CHECK(Machine(constants).wanted_voltage(-0.24) == 1.0);
}

TEST_CASE("a load step dips the voltage by the transient reactance, then the field restores it",
          "[genset][machine]") {
  MachineConstants constants = gs1();
  constants.regulator = {.transient_reactance = 0.3};
  const Machine machine(constants);
  // 0.8 + j0.6 pu of the rated apparent power behind E = 1: V^4 - 2 a V^2 + X^2 S^2 = 0 with
  // a = 0.5 - 0.6 * 0.3 = 0.32 gives V^2 = 0.32 + sqrt(0.1024 - 0.09) = 0.431.
  const MachinePath path = stepped(machine, 0.0, 1.0, 0.75);
  const MachineLoad load{1.0, 0.75};
  CHECK(machine.terminal_voltage(path.at(0.0), load) ==
        Approx(std::sqrt(0.32 + std::sqrt(0.0124))).epsilon(1e-12));
  // At the ceiling the field rises; the end is what gain and reaction leave of the voltage.
  const double end = machine.terminal_voltage(path.at(20.0), load);
  CHECK(end > 0.985);
  CHECK(end < 1.0);
  CHECK(machine.terminal_voltage(machine.rest(load).value(), load) == Approx(end).margin(1e-6));
}

TEST_CASE("the low root of a faulted terminal gives the short-circuit current",
          "[genset][machine]") {
  MachineConstants constants = gs1();
  constants.regulator = {.transient_reactance = 0.3};
  const Machine machine(constants);
  const MachineState unloaded = machine.rest({}).value();
  MachineLoad fault{0.0, 0.0, true};
  CHECK(machine.terminal_voltage(unloaded, fault) == Approx(0.0).margin(1e-12));
  CHECK(machine.is_below_nose(0.1, unloaded, fault));
  CHECK_FALSE(machine.is_below_nose(1.0, unloaded, {}));
  // T'd0 E' = Efd - E - (Xd - X'd) E / X'd: 5 - 1 - 1.76 / 0.3 over 3 s.
  CHECK(machine.slope(unloaded, {}, fault)[kField] == Approx((5.0 - 1.0 - 1.76 / 0.3) / 3.0));
}

TEST_CASE("work, kinetic energy and damping close along a path", "[genset][machine]") {
  MachineConstants constants = gs1();
  constants.damping = 1.0;
  constants.governor.delay_s = 0.024;
  const Machine machine(constants);
  const MachinePath path = stepped(machine, 0.0, 0.9);
  const MachineState end = path.at(7.0);
  CHECK(end[kWork] - 0.9 * 7.0 - end[kDamped] - 2.0 * end[kSpeed] == Approx(0.0).margin(1e-12));
}

}  // namespace
}  // namespace ridethrough::devices
