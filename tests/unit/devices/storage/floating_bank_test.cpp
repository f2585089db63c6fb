#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "ridethrough/devices/conversion/ups.hpp"
#include "support/extra_wakes.hpp"
#include "support/floating_plant.hpp"
#include "support/plain_fault.hpp"
#include "support/ticks.hpp"
#include "support/ups_examples.hpp"

// A bank on a dc bus with no converter between.
namespace ridethrough {
namespace {

using namespace support;
using devices::Verb;

using ridethrough::support::kMs;
using ridethrough::support::kSecond;
constexpr double kFaultFrac = 1.5;  // of rectifier_of()

Parameters bank_with(const char* name, double value) {
  Parameters p = plant_bank();
  p[name] = Value(value);
  return p;
}

TEST_CASE("floating bank: a quiet hour has no events", "[floating]") {
  FloatingPlant plant(5e3);
  plant.rig.run(60 * kSecond);
  const auto instants = plant.rig.engine().statistics().instants;
  plant.rig.run(3600 * kSecond);
  CHECK(plant.rig.engine().statistics().instants == instants);
  CHECK(plant.rig.state("bank") == "full");
  CHECK(plant.rig.look("bank", "power") == 0.0);
}

TEST_CASE("floating bank: the load hangs on its terminals while the rectifier is off",
          "[floating]") {
  FloatingPlant plant(5e3);
  plant.outage(60 * kSecond, 660 * kSecond);
  plant.rig.run(60 * kSecond + 20 * kMs);  // the dc link is empty by then
  for (const core::Tick at : {61 * kSecond, 120 * kSecond, 300 * kSecond, 659 * kSecond}) {
    plant.rig.run(at);
    CHECK(plant.rig.state("bank") == "discharging");
    CHECK(plant.rig.look("load", "power") == Approx(5e3));
    CHECK(plant.rig.look("bank", "power") == Approx(5e3));
    CHECK(plant.load_v() == Approx(plant.rig.look("bank", "voltage")).margin(2.1e-4 * kPlantV));
  }
  CHECK(plant.load_v() < 51.0);
  plant.rig.run(24 * 3600 * kSecond);
  CHECK(plant.rig.state("bank") == "full");
  CHECK(plant.rig.state("rect-1") == "online");
  // Outage and hold-off at 5 kW, and half of the walk-in at the least; 9.7 ms of dc link before.
  CHECK(plant.rig.finding("bank", "energy_discharged") == Approx(5e3 * 603.0).epsilon(0.01));
  CHECK(plant.rig.finding("bank", "soc_end") > 0.99);
  plant.check_books();
}

TEST_CASE("floating bank: its recharge is limited, and waits", "[floating]") {
  FloatingPlant plant(5e3, {.bank = bank_with("recharge_limit", 200.0)});
  plant.outage(60 * kSecond, 660 * kSecond);
  plant.rig.run(670 * kSecond);
  CHECK(plant.rig.look("bank", "power") >= 0.0);
  plant.rig.run(700 * kSecond);
  CHECK(plant.rig.look("bank", "power") == Approx(-200.0));
  CHECK(plant.rig.look("rect-1", "power") == Approx(5.2e3));
  plant.rig.run(24 * 3600 * kSecond);
  CHECK(plant.rig.state("bank") == "full");
  plant.check_books();
}

TEST_CASE("floating bank: it disconnects at its voltage, and comes back with the bus",
          "[floating]") {
  FloatingPlant plant(8e3, {.bank = bank_with("disconnect_below", 46.0)});
  plant.outage(60 * kSecond, 4 * 3600 * kSecond);
  plant.rig.run(3 * 3600 * kSecond);
  CHECK(plant.rig.state("bank") == "stopped");
  CHECK(plant.rig.look("load", "voltage") == 0.0);
  CHECK(plant.rig.finding("bank", "disconnections") == 1.0);
  CHECK(plant.rig.finding("bank", "voltage_min") == Approx(46.0).epsilon(1e-6));
  const auto incidents = plant.rig.report("bank").incidents;
  REQUIRE(incidents.size() == 1);
  CHECK(incidents[0].reason == "low_voltage");
  plant.rig.run(24 * 3600 * kSecond);
  CHECK(plant.rig.look("load", "power") == Approx(8e3));
  CHECK(plant.rig.state("bank") == "full");
  plant.check_books();
}

TEST_CASE("floating bank: without a disconnection the cells end it", "[floating]") {
  FloatingPlant plant(8e3);
  plant.outage(60 * kSecond, core::kNever);
  plant.rig.run(5 * 3600 * kSecond);
  CHECK(plant.rig.state("bank") == "stopped");
  CHECK(plant.rig.finding("bank", "voltage_min") == Approx(24 * 1.67).epsilon(1e-3));
  CHECK(plant.rig.look("load", "voltage") == 0.0);
  plant.check_books();
}

TEST_CASE("floating bank: it helps a rectifier at its limit, and lets go", "[floating]") {
  FloatingPlant plant(8e3);
  plant.rig.set(60 * kSecond, "load", "power", 14e3);
  plant.rig.set(120 * kSecond, "load", "power", 6e3);
  plant.rig.run(100 * kSecond);
  CHECK(plant.rig.state("rect-1") == "limiting");
  CHECK(plant.rig.look("rect-1", "power") == Approx(10e3));
  CHECK(plant.rig.look("bank", "power") == Approx(4e3));
  CHECK(plant.rig.look("load", "power") == Approx(14e3));
  CHECK(plant.load_v() == Approx(plant.rig.look("bank", "voltage")).margin(2.1e-4 * kPlantV));
  plant.rig.run(121 * kSecond);
  CHECK(plant.rig.state("rect-1") == "online");
  CHECK(plant.rig.look("rect-1", "power") == Approx(6e3));
  CHECK(plant.rig.look("bank", "power") == 0.0);
  plant.rig.run(3600 * kSecond);
  CHECK(plant.rig.report("rect-1").incidents.empty());
  plant.check_books();
}

TEST_CASE("floating bank: into a fault a rectifier at its limit gives its fault current",
          "[floating]") {
  FloatingPlant plant(8e3);
  plant.rig.add("short", std::make_unique<PlainFault>(), {.from = {"plant"}});
  plant.rig.set(30 * kSecond, "load", "power", 14e3);
  plant.rig.set(60 * kSecond, "short", "ohm", 0.2e-3);
  plant.rig.set(60 * kSecond + 100 * kMs, "short", "ohm", -1.0);
  plant.rig.run(60 * kSecond - 1);
  REQUIRE(plant.rig.state("rect-1") == "limiting");
  plant.rig.run(60 * kSecond + 50 * kMs);
  const double bus_pu = plant.rig.look("rect-1", "voltage");
  REQUIRE(bus_pu < 0.6);
  CHECK(plant.rig.look("rect-1", "power") == Approx(kFaultFrac * bus_pu * 10e3));
  plant.rig.run(62 * kSecond);
  CHECK(plant.rig.state("rect-1") == "limiting");
  CHECK(plant.rig.look("rect-1", "power") == Approx(10e3));
  plant.check_books();
}

TEST_CASE("floating bank: without a bank a rectifier past its limit stops", "[floating]") {
  FloatingPlant plant(8e3);
  plant.rig.order(30 * kSecond, "bank", Verb::fail, true,
                  {{"as", Value(std::string("breaker_open"))}});
  plant.rig.set(60 * kSecond, "load", "power", 14e3);
  plant.rig.run(61 * kSecond);
  CHECK(plant.rig.state("rect-1") == "off");
  CHECK(plant.rig.look("load", "voltage") == 0.0);
}

TEST_CASE("floating bank: its breaker decides whether there is a bus", "[floating]") {
  FloatingPlant plant(5e3);
  plant.outage(60 * kSecond, core::kNever);
  plant.rig.order(100 * kSecond, "bank", Verb::fail, true,
                  {{"as", Value(std::string("breaker_open"))}});
  plant.rig.order(110 * kSecond, "bank", Verb::repair);
  plant.rig.run(105 * kSecond);
  CHECK(plant.rig.look("load", "voltage") == 0.0);
  CHECK(plant.rig.state("bank") == "failed");
  plant.rig.run(120 * kSecond);
  CHECK(plant.rig.look("load", "power") == Approx(5e3));
  plant.check_books();
}

TEST_CASE("floating bank: a charge that is too much for the rectifiers gives way", "[floating]") {
  FloatingPlant plant(9.5e3);
  plant.outage(60 * kSecond, 1260 * kSecond);
  plant.rig.run(1400 * kSecond);
  // 10 kW and a limit of 11 kW: the cells would take more than 1.5 kW.
  CHECK(plant.rig.look("rect-1", "power") < 11e3);
  CHECK(plant.rig.look("load", "power") == Approx(9.5e3));
  plant.rig.run(48 * 3600 * kSecond);
  CHECK(plant.rig.state("bank") == "full");
  CHECK(plant.rig.state("rect-1") == "online");
  plant.check_books();
}

TEST_CASE("floating bank: values that do not fit are refused", "[floating]") {
  const auto refused = [](const Parameters& bank, const char* why) {
    FloatingPlant plant(1e3, {.bank = bank});
    CHECK_THROWS_WITH(plant.rig.run(1), Catch::Contains(why));
  };
  Parameters few = plant_bank();
  few["series"] = testing::count(2);
  refused(few, "look at 'series'");
  refused(bank_with("disconnect_below", 55.0), "'disconnect_below'");
  Rig rig;
  rig.add("grid", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("ups", devices::make_ups(ups_600kw()), {.from = {"grid"}});
  rig.add("bank", devices::make_battery(bank_with("disconnect_below", 400.0)), {.from = {"ups"}});
  CHECK_THROWS_WITH(rig.run(1), Catch::Contains("here the converter decides"));
}

TEST_CASE("floating bank: extra wakes change nothing", "[floating]") {
  check_extra_wakes([](std::uint64_t seed) {
    FloatingPlant plant(8e3, {.bank = bank_with("recharge_limit", 1.5e3)});
    plant.rig.set(20 * kSecond, "load", "power", 14e3, 4 * kSecond);
    plant.rig.set(50 * kSecond, "load", "power", 7e3);
    plant.outage(80 * kSecond, 300 * kSecond);
    return digest_with_extra_wakes(plant.rig, seed, 1500, 600 * kSecond);
  });
}

}  // namespace
}  // namespace ridethrough
