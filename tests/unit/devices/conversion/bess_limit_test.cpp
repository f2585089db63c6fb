#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "support/plain_fault.hpp"
#include "unit/devices/conversion/bess_hall.hpp"

// A forming cabinet at its current limit: its bus sags, the loads decide, and it has a time.
namespace ridethrough {
namespace {

using namespace support;

// Without a limit of its own a load holds its power down to 0.7 pu and is an impedance below 0.3 pu
// (docs/network.md): 250 kW draw 240 kVA at 1 pu where 250 / 0.7 * V / 0.3 = 240.
constexpr double kSaggedPu = 240.0 * 0.7 * 0.3 / 250.0;

Cabinets cabinets_with(const char* name, const Value& value) {
  Cabinets cabinets;
  cabinets.parameters[name] = value;
  return cabinets;
}

TEST_CASE("bess limit: a load past it pulls the bus down until the time is over", "[bess]") {
  Hall hall(250e3);
  hall.outage(60 * kSecond, core::kNever);
  hall.rig.run(61 * kSecond);
  CHECK(hall.rig.state("lfp-1") == "forming");
  CHECK(hall.rig.look("load", "voltage") == Approx(kSaggedPu).epsilon(1e-6));
  CHECK(hall.rig.look("lfp-1", "power") == Approx(240e3 * kSaggedPu).epsilon(1e-6));
  CHECK(hall.rig.look("lfp-1", "current_limits") == 1.0);
  hall.rig.run(70 * kSecond);
  REQUIRE(hall.rig.log("lfp-1").size() == 4);
  CHECK(hall.rig.log("lfp-1")[3] == "62008000000 stopped current_limit");
  CHECK(hall.rig.look("load", "voltage") == 0.0);
  hall.check_books();
}

TEST_CASE("bess limit: a load that lets go frees the bus", "[bess]") {
  Hall hall(250e3);
  hall.outage(60 * kSecond, core::kNever);
  hall.rig.set(61 * kSecond, "load", "power", 190e3);
  hall.rig.set(100 * kSecond, "load", "power", 250e3);
  hall.rig.set(101 * kSecond, "load", "power", 150e3);
  hall.rig.run(200 * kSecond);
  CHECK(hall.rig.state("lfp-1") == "forming");
  CHECK(hall.rig.look("load", "voltage") == 1.0);
  CHECK(hall.rig.look("lfp-1", "current_limits") == 2.0);
  hall.check_books();
}

TEST_CASE("bess limit: a ramp meets it at its tick, and the overload before counts on", "[bess]") {
  Hall hall(150e3);
  hall.outage(60 * kSecond, core::kNever);
  hall.rig.set(70 * kSecond, "load", "power", 250e3, 10 * kSecond);  // 240 kW after 9 s
  hall.rig.run(79 * kSecond - kMs);
  CHECK(hall.rig.look("load", "voltage") == 1.0);
  CHECK(hall.rig.look("lfp-1", "current_limits") == 0.0);
  hall.rig.run(79 * kSecond + 2 * kMs);
  CHECK(hall.rig.look("load", "voltage") < 0.3);
  hall.rig.run(90 * kSecond);
  REQUIRE(hall.rig.log("lfp-1").size() == 4);
  CHECK(hall.rig.log("lfp-1")[3] == "81000000001 stopped current_limit");
  hall.check_books();
}

TEST_CASE("bess limit: its time is a parameter", "[bess]") {
  Hall hall(250e3, cabinets_with("current_limit_for", Value(0.1)));
  hall.outage(60 * kSecond, core::kNever);
  hall.rig.run(61 * kSecond);
  REQUIRE(hall.rig.log("lfp-1").size() == 4);
  CHECK(hall.rig.log("lfp-1")[3] == "60108000000 stopped current_limit");
}

TEST_CASE("bess limit: a short circuit that is cleared in time", "[bess]") {
  Hall hall(150e3);
  hall.rig.add("fault", std::make_unique<PlainFault>(), {.from = {"sw"}});
  hall.outage(60 * kSecond, core::kNever);
  hall.rig.set(70 * kSecond, "fault", "ohm", 0.02);
  hall.rig.set(70 * kSecond + 200 * kMs, "fault", "ohm", -1.0);
  hall.rig.run(70 * kSecond + 100 * kMs);
  CHECK(hall.rig.look("load", "voltage") < 0.04);
  hall.rig.run(80 * kSecond);
  CHECK(hall.rig.state("lfp-1") == "forming");
  CHECK(hall.rig.look("load", "voltage") == 1.0);
  CHECK(hall.rig.look("lfp-1", "current_limits") == 1.0);
}

TEST_CASE("bess limit: six single cabinets and six copies behind their reactance", "[bess]") {
  const auto after = [](int devices, std::int64_t members, double load_w) {
    Cabinets cabinets = cabinets_with("virtual_reactance", Value(0.2));
    cabinets.devices = devices;
    cabinets.members = members;
    Hall hall(load_w, cabinets);
    hall.outage(60 * kSecond, 100 * kSecond);
    hall.rig.run(61 * kSecond);
    const double voltage_pu = hall.rig.look("load", "voltage");
    CHECK(voltage_pu < 0.99);
    hall.rig.run(200 * kSecond);
    hall.check_books();
    return std::pair(voltage_pu, hall.rig.look("lfp-1", "soc"));
  };
  for (const double load_w : {1000e3, 1500e3}) {
    const auto lumped = after(1, 6, load_w);
    const auto single = after(6, 1, load_w);
    CHECK(lumped.first == Approx(single.first).epsilon(1e-9));
    CHECK(lumped.second == Approx(single.second).epsilon(1e-9));
  }
}

TEST_CASE("bess limit: cabinets of one bus have one reactance", "[bess]") {
  Rig rig;
  rig.add("grid", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("sw", devices::make_static_switch(static_switch()), {.from = {"grid"}});
  for (const double reactance_pu : {0.1, 0.2}) {
    rig.add("lfp-" + std::to_string(reactance_pu),
            devices::make_bess(cabinets_with("virtual_reactance", Value(reactance_pu)).parameters),
            {.from = {"sw"}, .peers = {{"islanding_switch", "sw"}}});
  }
  CHECK_THROWS_WITH(rig.run(1), Catch::Contains("virtual_reactance"));
}

TEST_CASE("bess limit: extra wakes change nothing", "[bess]") {
  check_extra_wakes([](std::uint64_t seed) {
    Cabinets cabinets = cabinets_with("virtual_reactance", Value(0.15));
    cabinets.devices = 2;
    Hall hall(300e3, cabinets);
    hall.rig.set(63 * kSecond, "load", "power", 560e3, 4 * kSecond);
    hall.rig.set(68 * kSecond, "load", "power", 250e3);
    hall.outage(60 * kSecond, 90 * kSecond);
    return digest_with_extra_wakes(hall.rig, seed, 2000, 150 * kSecond);
  });
}

}  // namespace
}  // namespace ridethrough
