#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "unit/devices/conversion/turning_plant.hpp"

// Modules that fail until none is left, failures that overlap, and who carries the load then.
namespace ridethrough {
namespace {

using namespace support;
using devices::Verb;
using Rows = std::vector<std::string>;

/// A failure of `number` modules from `from` to `to`.
void fail_for(TurningPlant& plant, core::Tick from, core::Tick to, const char* mode,
              std::int64_t number = 1) {
  plant.fail(from, mode, number);
  plant.rig.order(to, "ups", Verb::fail, false,
                  {{"as", ups_word(mode)}, {"number", Value(number)}});
}

double modules_at(TurningPlant& plant, core::Tick at) {
  plant.rig.run(at);
  return plant.rig.look("ups", "modules");
}

TEST_CASE("ups: without any module the load is on the bypass until one is back", "[ups]") {
  const bool is_eco = GENERATE(false, true);
  Parameters p = ups_600kw();
  if (is_eco) p["mode"] = ups_word("eco");
  TurningPlant plant(500e3, p);
  fail_for(plant, 10 * kSecond, 40 * kSecond, "module_isolated");
  plant.transfer(20 * kSecond, "online");
  plant.transfer(50 * kSecond, "online");
  plant.rig.run(30 * kSecond);
  CHECK(plant.rig.state("ups") == "bypass");
  CHECK(plant.rig.look("load", "power") == Approx(500e3).epsilon(1e-3));
  CHECK(plant.rig.look("ups", "modules") == 0.0);
  CHECK(plant.rig.look("ups", "refused") == 1.0);
  CHECK(plant.rig.look("ups", "loss") == 0.0);  // nothing of it is awake
  CHECK(plant.verdicts().empty());
  plant.rig.run(49 * kSecond);
  CHECK(plant.rig.state("ups") == "bypass");  // by an order only, as after any failure
  plant.rig.run(60 * kSecond);
  CHECK(plant.rig.state("ups") == (is_eco ? "mains" : "online"));
  CHECK(plant.rig.look("ups", "modules") == 1.0);
  plant.check_books();
}

TEST_CASE("ups: with an automatic return it leaves the bypass when a module is back", "[ups]") {
  Parameters p = with(ups_600kw(2), "static_bypass", "return", ups_word("automatic"));
  TurningPlant plant(500e3, p);
  fail_for(plant, 10 * kSecond, 40 * kSecond, "module_isolated", 2);
  CHECK(modules_at(plant, 50 * kSecond - 1) == 2.0);
  CHECK(plant.rig.state("ups") == "bypass");
  plant.rig.run(51 * kSecond);
  CHECK(plant.rig.state("ups") == "online");
}

TEST_CASE("ups: the last module with a short output is isolated first", "[ups]") {
  TurningPlant plant(500e3);
  plant.fail(10 * kSecond, "module_output_short");
  plant.rig.run(10 * kSecond + 10 * kMs - 1);
  CHECK(plant.rig.look("load", "voltage") == 0.0);
  plant.rig.run(10 * kSecond + 10 * kMs);
  CHECK(plant.rig.look("load", "voltage") == Approx(1.0).margin(1e-6));
  CHECK(plant.verdicts() == Rows{"module_output_short: class 3"});
}

TEST_CASE("ups: modules that fail on the bypass leave it alone", "[ups]") {
  TurningPlant plant(500e3, ups_600kw(2));
  plant.transfer(5 * kSecond, "bypass");
  plant.fail(10 * kSecond, "module_isolated", 2);
  plant.rig.run(20 * kSecond);
  CHECK(plant.rig.state("ups") == "bypass");
  CHECK(plant.rig.look("load", "power") == Approx(500e3).epsilon(1e-3));
}

TEST_CASE("ups: without module and bypass it has failed, and its bypass can be ordered", "[ups]") {
  TurningPlant plant(500e3);
  plant.rig.set(10 * kSecond, "grid", "voltage", 0.0);
  plant.fail(20 * kSecond, "module_isolated");
  plant.rig.set(30 * kSecond, "grid", "voltage", 1.0);
  plant.transfer(50 * kSecond, "bypass");
  plant.rig.run(40 * kSecond);
  CHECK(plant.rig.state("ups") == "failed");
  CHECK(plant.rig.look("load", "power") == 0.0);
  plant.rig.run(60 * kSecond);
  CHECK(plant.rig.state("ups") == "bypass");
  CHECK(plant.rig.look("load", "power") == Approx(500e3).epsilon(1e-3));
  plant.check_books();
}

TEST_CASE("ups: failures that overlap end each for itself", "[ups]") {
  TurningPlant plant(500e3, ups_600kw(4));
  fail_for(plant, 10 * kSecond, 60 * kSecond, "module_isolated", 2);
  fail_for(plant, 20 * kSecond, 30 * kSecond, "module_lost");
  fail_for(plant, 25 * kSecond, 26 * kSecond, "parallel_bus_lost");
  CHECK(modules_at(plant, 19 * kSecond) == 2.0);
  CHECK(modules_at(plant, 20 * kSecond) == 1.0);
  CHECK(modules_at(plant, 27 * kSecond) == 1.0);
  CHECK(plant.rig.state("ups") == "bypass");
  CHECK(modules_at(plant, 59 * kSecond) == 2.0);
  CHECK(modules_at(plant, 60 * kSecond) == 4.0);  // on the bypass nobody waits for them
  plant.check_books();
}

TEST_CASE("ups: a repair ends all failures, and no end of one afterwards does more", "[ups]") {
  TurningPlant plant(500e3, ups_600kw(4));
  fail_for(plant, 10 * kSecond, 40 * kSecond, "module_isolated", 2);
  plant.rig.order(20 * kSecond, "ups", Verb::repair);
  plant.fail(30 * kSecond, "module_lost", 3);
  CHECK(modules_at(plant, 29 * kSecond) == 4.0);
  CHECK(modules_at(plant, 50 * kSecond) == 1.0);
}

TEST_CASE("ups: a module that fails while others come back is one of all", "[ups]") {
  TurningPlant plant(500e3, ups_600kw(4));
  fail_for(plant, 10 * kSecond, 20 * kSecond, "module_isolated", 3);
  plant.fail(22 * kSecond, "module_lost");
  CHECK(modules_at(plant, 21 * kSecond) == 2.0);
  CHECK(modules_at(plant, 23 * kSecond) == 3.0);
  CHECK(modules_at(plant, 60 * kSecond) == 3.0);
  plant.check_books();
}

}  // namespace
}  // namespace ridethrough
