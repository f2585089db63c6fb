#include "devices/grid/machine_courses.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

namespace ridethrough::devices {
namespace {

MachineMake turbo_set() {
  MachineMake make{.constants = {}, .nominal_hz = 50.0, .watched_speeds = {}};
  make.constants.inertia_s = 1.2;
  make.constants.first_step = 0.6;
  make.constants.turbo_s = 3.0;
  make.constants.regulator.transient_reactance = 0.3;
  return make;
}

MachineState at_rest(const MachineMake& make) {
  return Machine(make.constants).rest({0.2, 0.1}).value();
}

constexpr MachineLoadLine kLoad{{0.6, 0.3}, -0.01, 0.002};

TEST_CASE("sets of one make share a course only if all of its numbers agree", "[genset][courses]") {
  MachineCourses courses;
  const MachineMake make = turbo_set();
  const std::size_t number = courses.make_of(make);
  const MachineState start = at_rest(make);
  const auto course = courses.find(number, start, kLoad);
  CHECK(courses.find(number, start, kLoad) == course);
  CHECK(courses.make_of(turbo_set()) == number);
  for (std::size_t i = 0; i < kMachineStates; ++i) {
    MachineState other = start;
    other[i] = std::nextafter(start[i], 2.0);
    const bool is_integral = i == kWork || i == kDamped || i == kGiven;
    CHECK((courses.find(number, other, kLoad) == course) == is_integral);
  }
  double MachineLoad::*const numbers[] = {&MachineLoad::power, &MachineLoad::reactive,
                                          &MachineLoad::missing_power,
                                          &MachineLoad::excess_reactive, &MachineLoad::trim};
  for (const auto each : numbers) {
    MachineLoadLine other = kLoad;
    other.start.*each += 1e-12;
    CHECK(courses.find(number, start, other) != course);
  }
  for (const auto each : {&MachineLoadLine::power_per_s, &MachineLoadLine::reactive_per_s}) {
    MachineLoadLine other = kLoad;
    other.*each += 1e-12;
    CHECK(courses.find(number, start, other) != course);
  }
  MachineLoadLine low = kLoad;
  low.start.is_on_low_root = true;
  CHECK(courses.find(number, start, low) != course);
}

TEST_CASE("a set of another make has courses of its own", "[genset][courses]") {
  MachineCourses courses;
  const MachineMake make = turbo_set();
  const auto course = courses.find(courses.make_of(make), at_rest(make), kLoad);
  MachineMake heavier = make, faster = make, guarded = make;
  heavier.constants.inertia_s = 1.3;
  faster.nominal_hz = 60.0;
  guarded.watched_speeds = {0.1};
  for (const MachineMake& other : {heavier, faster, guarded}) {
    CHECK(courses.find(courses.make_of(other), at_rest(make), kLoad) != course);
  }
}

TEST_CASE("who looked at a course before changes no bit of it", "[genset][courses]") {
  const MachineMake make = turbo_set();
  const Machine machine(make.constants);
  MachineCourse quiet(machine, 50.0, at_rest(make), kLoad);
  MachineCourse watched(machine, 50.0, at_rest(make), kLoad);
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> within_s(0.0, 8.0);
  for (int look = 0; look < 200; ++look) {
    watched.at(within_s(random));
    watched.chord_from(within_s(random));
  }
  for (double t_s = 0.0; t_s < 8.0;) {
    const double chord_s = quiet.chord_from(t_s);
    CHECK(watched.chord_from(t_s) == chord_s);
    CHECK(watched.at(t_s) == quiet.at(t_s));
    const SpanExtremes seen = quiet.extremes(t_s, t_s + chord_s);
    CHECK(watched.extremes(t_s, t_s + chord_s).low_speed.value == seen.low_speed.value);
    CHECK(watched.extremes(t_s, t_s + chord_s).high_voltage.time == seen.high_voltage.time);
    t_s += chord_s;
  }
}

}  // namespace
}  // namespace ridethrough::devices
