#include <catch2/catch.hpp>
#include <stdexcept>

#include "ridethrough/devices/cooling/fan.hpp"
#include "support/cooled_row.hpp"

namespace ridethrough::devices {
namespace {

using namespace support;
using Rows = std::vector<std::string>;

double celsius(Rig& rig, const std::string& name, std::string_view quantity = "temperature") {
  return rig.look(name, quantity) - kZeroCelsius;
}

TEST_CASE("a cooled row at rest has its set points and no events", "[cooling]") {
  Rig rig;
  build_row(rig);
  rig.run(kSecond);
  const auto before = rig.engine().statistics().instants;
  rig.run(3600 * kSecond);
  CHECK(rig.engine().statistics().instants == before);
  CHECK(rig.log().empty());
  CHECK(celsius(rig, "tank") == Approx(18.0));
  CHECK(celsius(rig, "cdu") == Approx(30.0));
  CHECK(celsius(rig, "rack", "gpu_temperature") == Approx(65.0));
  CHECK(rig.look("chiller", "heat") == 40e3);
  CHECK(rig.look("chiller", "power") == 10e3);  // by a cop of 4
}

TEST_CASE("a stopped cdu leaves each rack to itself: it throttles, then trips", "[cooling]") {
  Rig rig;
  build_row(rig, {.pumps_from = "mains"});
  lose_mains(rig, 10 * kSecond, 60 * kSecond);
  rig.run(60 * kSecond);
  // 22 K at 35 K / 25 s; then 8 K at the 17.2 kW of half the GPUs' power.
  CHECK(rig.log("rack") == Rows{"25744285715 1 over_temperature", "39033322259 1 over_temperature",
                                "39033322259 down over_temperature"});
  CHECK(rig.log("cdu").front() == "10030000000 1 under_voltage");
  CHECK(rig.look("cdu", "cooling_lost") == 1.0);
  CHECK(celsius(rig, "cdu") == 30.0);  // no heat comes, none goes
}

TEST_CASE("a rack that was too hot starts when it is cool again", "[cooling]") {
  Rig rig;
  build_row(rig, {.pumps_from = "mains"});
  lose_mains(rig, 10 * kSecond, 60 * kSecond);
  rig.run(75 * kSecond);
  CHECK(rig.look("rack", "dropped") == 1.0);
  rig.run(300 * kSecond);
  CHECK(rig.look("rack", "dropped") == 0.0);
  const auto report = rig.report("rack");
  REQUIRE(report.incidents.size() == 2);
  CHECK(report.incidents[0].kind == "throttled");
  CHECK(report.incidents[1].kind == "dropped");
  CHECK(report.incidents[1].reason == "over_temperature");
}

TEST_CASE("with its pumps on the UPS the tank carries the row while the chiller restarts",
          "[cooling]") {
  Rig rig;
  build_row(rig);
  lose_mains(rig, 10 * kSecond, kSecond);
  rig.run(1200 * kSecond);
  CHECK(rig.look("rack", "drops") == 0.0);
  CHECK(celsius(rig, "cdu") == Approx(30.0));
  CHECK(celsius(rig, "tank") == Approx(18.0));
  // The voltage is back at 11 s, the chiller at 311 s, full at 371 s.
  CHECK(rig.log("chiller") == Rows{"10030000000 1 under_voltage",
                                   "10030000000 tripped under_voltage",
                                   "311000000000 on restarted"});
  CHECK(rig.finding("tank", "temperature_max") > kZeroCelsius + 20.0);
}

TEST_CASE("racks counted as one and racks one by one warm their coolant bit for bit alike",
          "[cooling][lumping]") {
  Rig single;
  build_row(single, {.pumps_from = "mains", .racks = 2, .rack_members = 1});
  Rig both;
  build_row(both, {.pumps_from = "mains", .racks = 1, .rack_members = 2});
  for (Rig* rig : {&single, &both}) lose_mains(*rig, 10 * kSecond, 60 * kSecond);
  for (core::Tick at = 5 * kSecond; at < 900 * kSecond; at += 7 * kSecond + 1) {
    single.run(at);
    both.run(at);
    REQUIRE(single.look("cdu", "temperature") == both.look("cdu", "temperature"));
    REQUIRE(single.look("tank", "temperature") == both.look("tank", "temperature"));
    REQUIRE(single.look("rack-1", "gpu_temperature") == both.look("rack", "gpu_temperature"));
  }
  CHECK(single.log("rack-2") == both.log("rack"));
}

TEST_CASE("waking everything at random changes no bit of the heat", "[cooling]") {
  const auto digest = [](int wakes) {
    Rig rig;
    build_row(rig, {.pumps_from = "mains"});
    lose_mains(rig, 10 * kSecond, 60 * kSecond);
    rig.set(200 * kSecond, "rack", "load", 0.5, 30 * kSecond);
    if (wakes > 0) rig.wake_at_random(7, wakes, 900 * kSecond);
    return rig.run_and_digest(900 * kSecond, 11 * kSecond);
  };
  CHECK(digest(0) == digest(500));
}

TEST_CASE("the fans of a room stop and its air warms at once, its racks do not trip apart from it",
          "[cooling][fan]") {
  Rig rig;
  rig.add("mains", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("ups", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("room", make_fan(fan_of()), {.from = {"mains"}});
  rig.add("rack", make_rack(rack_of()), {.from = {"ups"}, .peers = {{"cooled_by", "room"}}});
  rig.set(10 * kSecond, "mains", "voltage", 0.0);
  rig.run(20 * kSecond);
  // 200 m^3 of air and 40 kW * 25 s / 35 K of the rack warm together.
  const double j_per_k = 200.0 * 1.19 * 1006.0 + 40e3 * 25.0 / 35.0;
  CHECK(celsius(rig, "room") == Approx(24.0 + 40e3 * 9.97 / j_per_k).epsilon(1e-9));
  CHECK(rig.look("room", "cooling_lost") == 1.0);
}

TEST_CASE("half the speed is an eighth of the power and half the capacity", "[cooling]") {
  Rig rig;
  rig.add("ups", std::make_unique<PlainSource>(400.0, 50.0));
  Parameters slow = cdu_of(0.5, 60e3);
  slow["speed"] = Value(0.5);
  rig.add("cdu", make_cdu(slow), {.from = {"ups"}});
  rig.add("rack", make_rack(rack_of()), {.from = {"ups"}, .peers = {{"cooled_by", "cdu"}}});
  rig.run(kSecond);
  CHECK(rig.look("cdu", "power") == 10e3 / 8.0);
  CHECK(rig.look("cdu", "cooling_lost") == 1.0);  // 40 kW of heat, 30 kW of capacity
}

TEST_CASE("a machine refuses what can not cool it", "[cooling]") {
  Rig rig;
  rig.add("ups", std::make_unique<PlainSource>(400.0, 50.0));
  SECTION("a source of electricity") {
    rig.add("cdu", make_cdu(cdu_of()), {.from = {"ups"}, .peers = {{"cooled_by", "ups"}}});
  }
  SECTION("a pump without anything behind it") {
    rig.add("pump", make_pump(drive_of()), {.from = {"ups"}});
  }
  SECTION("a tank that nothing cools") { rig.add("tank", make_buffer_tank(tank_of(1.0))); }
  CHECK_THROWS_AS(rig.run(kSecond), std::invalid_argument);
}

TEST_CASE("a rack must not trip before it throttles", "[cooling]") {
  Parameters rack = rack_of();
  Parameters thermal = get(rack, "thermal").map();
  thermal["trip"] = Value(kZeroCelsius + 80.0);
  rack["thermal"] = Value(thermal);
  CHECK_THROWS_AS(make_rack(rack), std::invalid_argument);
}

}  // namespace
}  // namespace ridethrough::devices
