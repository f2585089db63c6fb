#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "unit/devices/conversion/turning_plant.hpp"

// Modes eco and line_interactive, and modules that fail.
namespace ridethrough {
namespace {

using namespace support;
using devices::Verb;

Parameters eco() {
  Parameters p = ups_600kw();
  p["mode"] = ups_word("eco");
  return p;
}

TEST_CASE("ups: in eco the feed carries the load at 98 to 99.1 %", "[ups]") {
  struct Row {
    double load;
    double efficiency;
  };
  for (const Row row : {Row{0.25, 0.98}, Row{0.5, 0.988}, Row{0.75, 0.99}, Row{1.0, 0.991}}) {
    TurningPlant plant(row.load * 600e3, eco());
    plant.rig.run(kSecond);
    CHECK(plant.rig.state("ups") == "mains");
    const double measured = plant.rig.look("ups", "power") / plant.rig.look("ups", "input_power");
    CHECK(measured == Approx(row.efficiency).margin(1e-3));
    CHECK(
        plant.rig.look("ups", "loss") ==
        Approx(plant.rig.look("ups", "input_power") - plant.rig.look("ups", "power")).margin(1.0));
    const auto instants = plant.rig.engine().statistics().instants;
    plant.rig.run(3600 * kSecond);
    CHECK(plant.rig.engine().statistics().instants == instants);
    plant.check_books();
  }
}

TEST_CASE("ups: in eco the load sees a dip for detection and the gap", "[ups]") {
  TurningPlant plant(300e3, eco());
  plant.dip(10 * kSecond, 0.5, 200 * kMs);
  plant.rig.run(10 * kSecond + 2 * kMs);
  CHECK(plant.rig.look("load", "voltage") == Approx(0.5).margin(0.01));
  plant.rig.run(10 * kSecond + 3 * kMs);
  CHECK(plant.rig.state("ups") == "battery");
  CHECK(plant.rig.look("load", "voltage") == 0.0);
  plant.rig.run(10 * kSecond + 7 * kMs - 1);
  CHECK(plant.rig.look("load", "voltage") == 0.0);
  plant.rig.run(10 * kSecond + 7 * kMs);
  CHECK(plant.rig.look("load", "voltage") == 1.0);
  plant.rig.run(10 * kSecond + 100 * kMs);
  CHECK(plant.rig.look("ups", "battery_power") > 300e3);
  // Walk-in after 10 s, and the feed good for 60 s: back on it, in phase.
  plant.rig.run(69 * kSecond);
  CHECK(plant.rig.state("ups") == "online");
  plant.rig.run(71 * kSecond);
  CHECK(plant.rig.state("ups") == "mains");
  CHECK(plant.rig.look("ups", "breaks") == 1.0);
  CHECK(plant.verdicts() == std::vector<std::string>{"feed_outside_window: class 3"});
  plant.check_books();
}

TEST_CASE("ups: a shallow sag in eco goes to the rectifier, not to the battery", "[ups]") {
  TurningPlant plant(300e3, eco());
  plant.rig.set(10 * kSecond, "grid", "voltage", 0.87);
  plant.rig.run(20 * kSecond);
  CHECK(plant.rig.state("ups") == "online");
  CHECK(plant.rig.look("ups", "on_battery") == 0.0);
  CHECK(plant.rig.look("load", "voltage") == 1.0);
  plant.check_books();
}

TEST_CASE("ups: in eco the battery is charged, and a frequency may end it", "[ups]") {
  TurningPlant plant(300e3, eco(), {.capacity_j = 1e9, .stored_j = 5e8});
  plant.rig.run(kSecond);
  CHECK(plant.rig.look("ups", "battery_power") == -60e3);
  plant.rig.set(10 * kSecond, "grid", "slope", 0.5);  // past 55 Hz after 10 s
  plant.rig.run(21 * kSecond);
  CHECK(plant.rig.state("ups") == "battery");
  CHECK(plant.rig.look("ups", "breaks") == 1.0);
  plant.check_books();
}

TEST_CASE("ups: line interactive needs its own efficiency, and has a short gap", "[ups]") {
  Parameters p = ups_600kw();
  p["mode"] = ups_word("line_interactive");
  CHECK_THROWS_WITH(devices::make_ups(p), Catch::Contains("mains_mode.efficiency"));
  p = with(p, "mains_mode", "efficiency", points_of("power", "value", {{0.5, 0.97}, {1.0, 0.975}}));
  p = with(p, "mains_mode", "gap", Value(2e-3));
  TurningPlant plant(300e3, p);
  plant.dip(10 * kSecond, 0.0, 500 * kMs);
  plant.rig.run(9 * kSecond);
  CHECK(plant.rig.look("ups", "power") / plant.rig.look("ups", "input_power") ==
        Approx(0.97).margin(1e-4));
  plant.rig.run(11 * kSecond);
  CHECK(plant.rig.look("load", "power") == Approx(300e3));
  // 3 ms of detection and 2 ms of gap without voltage.
  CHECK(plant.verdicts() == std::vector<std::string>{"feed_outside_window: class 3"});
  CHECK(plant.rig.report("ups").judgements[0].figures[1].value == Approx(5e-3));
}

TEST_CASE("ups: a module that is isolated takes nothing with it but its rating", "[ups]") {
  TurningPlant plant(500e3, ups_600kw(2));
  plant.fail(10 * kSecond, "module_isolated");
  plant.rig.run(11 * kSecond);
  CHECK(plant.rig.look("ups", "load_level") == Approx(500.0 / 600.0));
  CHECK(plant.rig.look("ups", "breaks") == 0.0);
  CHECK(plant.verdicts().empty());
}

TEST_CASE("ups: a module with a short output pulls the output down until isolated", "[ups]") {
  TurningPlant plant(500e3, ups_600kw(2));
  plant.fail(10 * kSecond, "module_output_short");
  plant.rig.run(10 * kSecond + 10 * kMs - 1);
  CHECK(plant.rig.look("load", "voltage") == 0.0);
  CHECK(plant.rig.state("ups") == "online");
  plant.rig.run(10 * kSecond + 10 * kMs);
  CHECK(plant.rig.look("load", "voltage") == 1.0);
  CHECK(plant.rig.look("ups", "load_level") == Approx(500.0 / 600.0));
  CHECK(plant.verdicts() == std::vector<std::string>{"module_output_short: class 3"});
  plant.rig.run(20 * kSecond);
  CHECK(plant.rig.state("ups") == "online");
  plant.check_books();
}

TEST_CASE("ups: modules that lose their bus leave the load to the bypass, or drop it", "[ups]") {
  TurningPlant plant(500e3, ups_600kw(2));
  plant.fail(10 * kSecond, "parallel_bus_lost");
  plant.transfer(20 * kSecond, "online");
  plant.rig.order(30 * kSecond, "ups", Verb::repair);
  plant.transfer(40 * kSecond, "online");
  plant.rig.run(25 * kSecond);
  CHECK(plant.rig.state("ups") == "bypass");
  CHECK(plant.rig.look("ups", "refused") == 1.0);
  CHECK(plant.rig.look("load", "power") == Approx(500e3));
  plant.rig.run(50 * kSecond);
  CHECK(plant.rig.state("ups") == "online");

  TurningPlant dark(500e3, ups_600kw(2));
  dark.rig.set(10 * kSecond, "grid", "voltage", 0.0);
  dark.fail(20 * kSecond, "parallel_bus_lost");
  dark.rig.set(30 * kSecond, "grid", "voltage", 1.0);
  dark.rig.order(60 * kSecond, "ups", Verb::repair);
  dark.rig.run(59 * kSecond);
  CHECK(dark.rig.state("ups") == "off");
  CHECK(dark.rig.look("load", "power") == 0.0);
  dark.rig.run(100 * kSecond);
  CHECK(dark.rig.state("ups") == "online");
}

TEST_CASE("ups: modules that are put back join one after the other", "[ups]") {
  TurningPlant plant(500e3, ups_600kw(4));
  plant.fail(10 * kSecond, "module_isolated", 3);
  plant.rig.order(20 * kSecond, "ups", Verb::repair);
  const auto level = [&](core::Tick at) {
    plant.rig.run(at);
    return plant.rig.look("ups", "load_level");
  };
  CHECK(level(19 * kSecond) == Approx(500.0 / 600.0));
  CHECK(level(20 * kSecond) == Approx(500.0 / 1200.0));
  CHECK(level(23 * kSecond - 1) == Approx(500.0 / 1200.0));
  CHECK(level(23 * kSecond) == Approx(500.0 / 1800.0));
  CHECK(level(26 * kSecond) == Approx(500.0 / 2400.0));
  CHECK(plant.rig.look("ups", "modules") == 4.0);
  CHECK(plant.rig.log("ups") ==
        std::vector<std::string>{"10000000000 1 module_isolated", "20000000000 2 repaired",
                                 "23000000000 3 repaired", "26000000000 4 repaired"});
  plant.check_books();
}

TEST_CASE("ups: extra wakes change nothing of modes and modules", "[ups]") {
  check_extra_wakes([](std::uint64_t seed) {
    Parameters p = ups_600kw(3);
    p["mode"] = ups_word("eco");
    TurningPlant plant(700e3, p, {.capacity_j = 1e9, .stored_j = 5e8, .charge_limit_w = 1e5});
    plant.dip(5 * kSecond, 0.7, 300 * kMs);
    plant.fail(20 * kSecond, "module_output_short");
    plant.rig.set(90 * kSecond, "load", "power", 1000e3, 5 * kSecond);
    plant.rig.order(100 * kSecond, "ups", Verb::repair);
    plant.dip(110 * kSecond, 0.88, 20 * kMs);
    std::string digest = digest_with_extra_wakes(plant.rig, seed, 3000, 200 * kSecond);
    plant.check_books();
    return digest;
  });
}

}  // namespace
}  // namespace ridethrough
