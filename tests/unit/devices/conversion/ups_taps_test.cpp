#include <catch2/catch.hpp>

#include <string>
#include <utility>

#include "unit/devices/conversion/turning_plant.hpp"

// Line interactive with taps: the transformer keeps the output in its window.
namespace ridethrough {
namespace {

using namespace support;

Value ratios(std::initializer_list<double> numbers) {
  Value::List list;
  for (const double ratio : numbers) list.push_back(Value(Parameters{{"ratio", Value(ratio)}}));
  return Value(list);
}

Parameters tapped_ups(std::initializer_list<double> numbers = {0.88, 1.13}) {
  Parameters p = ups_600kw();
  p["mode"] = ups_word("line_interactive");
  p = with(p, "mains_mode", "efficiency", points_of("power", "value", {{0.5, 0.97}, {1.0, 0.975}}));
  p = with(p, "mains_mode", "gap", Value(2e-3));
  p = with(p, "mains_mode", "tap_change", Value(10e-3));
  return with(p, "mains_mode", "taps", ratios(numbers));
}

TEST_CASE("ups taps: a low feed is boosted, a high one bucked, a good one passed on", "[ups]") {
  TurningPlant plant(300e3, tapped_ups());
  plant.rig.set(10 * kSecond, "grid", "voltage", 0.85);
  plant.rig.set(20 * kSecond, "grid", "voltage", 1.0);
  plant.rig.set(30 * kSecond, "grid", "voltage", 1.15);
  const auto voltage = [&](core::Tick at) {
    plant.rig.run(at);
    return plant.rig.look("load", "voltage");
  };
  CHECK(voltage(9 * kSecond) == Approx(1.0).margin(0.02));
  CHECK(voltage(10 * kSecond + 10 * kMs - 1) == Approx(0.85).margin(0.02));
  CHECK(voltage(10 * kSecond + 10 * kMs) == Approx(0.85 * 1.13).epsilon(3e-3));
  CHECK(plant.rig.state("ups") == "mains");
  CHECK(plant.rig.look("ups", "input_power") - plant.rig.look("ups", "power") ==
        Approx(plant.rig.look("ups", "loss")).margin(1.0));
  CHECK(voltage(21 * kSecond) == Approx(1.0).margin(0.02));
  CHECK(voltage(31 * kSecond) == Approx(1.15 * 0.88).epsilon(3e-3));
  CHECK(plant.rig.look("ups", "tap_changes") == 3.0);
  CHECK(plant.rig.look("ups", "on_battery") == 0.0);
  CHECK(plant.rig.look("ups", "breaks") == 0.0);
  const auto instants = plant.rig.engine().statistics().instants;
  plant.rig.run(3600 * kSecond);
  CHECK(plant.rig.engine().statistics().instants == instants);
  plant.check_books();
}

TEST_CASE("ups taps: what no tap brings into the window goes to the inverter", "[ups]") {
  TurningPlant plant(300e3, tapped_ups());
  plant.rig.set(10 * kSecond, "grid", "voltage", 0.75);  // 0.9 / 1.13 = 0.796
  plant.rig.set(20 * kSecond, "grid", "voltage", 0.85);
  plant.rig.run(11 * kSecond);
  CHECK(plant.rig.state("ups") == "online");
  CHECK(plant.rig.look("load", "voltage") == 1.0);
  plant.rig.run(90 * kSecond);  // the feed was good for a minute, by its tap
  CHECK(plant.rig.state("ups") == "mains");
  CHECK(plant.rig.look("load", "voltage") == Approx(0.85 * 1.13).epsilon(3e-3));
  plant.check_books();
}

TEST_CASE("ups taps: a load that moves, and a battery that charges beside", "[ups]") {
  TurningPlant plant(200e3, tapped_ups(), {.capacity_j = 1e9, .stored_j = 5e8});
  plant.rig.set(5 * kSecond, "grid", "voltage", 0.84);
  plant.rig.set(10 * kSecond, "load", "power", 550e3, 20 * kSecond);
  plant.rig.run(60 * kSecond);
  CHECK(plant.rig.state("ups") == "mains");
  CHECK(plant.rig.look("load", "power") == Approx(550e3));
  CHECK(plant.rig.look("ups", "battery_power") < 0.0);
  plant.check_books();
}

TEST_CASE("ups taps: values that do not fit are refused", "[ups]") {
  CHECK_THROWS_WITH(devices::make_ups(tapped_ups({1.4})), Catch::Contains("between two 'taps'"));
  Parameters eco = tapped_ups();
  eco["mode"] = ups_word("eco");
  CHECK_THROWS_WITH(devices::make_ups(eco), Catch::Contains("only mode line_interactive"));
}

TEST_CASE("ups taps: extra wakes change nothing", "[ups]") {
  check_extra_wakes([](std::uint64_t seed) {
    TurningPlant plant(300e3, tapped_ups(), {.capacity_j = 1e9, .stored_j = 9e8});
    plant.rig.set(5 * kSecond, "grid", "voltage", 0.86);
    plant.rig.set(8 * kSecond, "load", "power", 500e3, 10 * kSecond);
    plant.rig.set(25 * kSecond, "grid", "voltage", 0.70);
    plant.rig.set(26 * kSecond, "grid", "voltage", 1.12);
    std::string digest = digest_with_extra_wakes(plant.rig, seed, 1500, 120 * kSecond);
    plant.check_books();
    return digest;
  });
}

}  // namespace
}  // namespace ridethrough
