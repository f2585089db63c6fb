#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <vector>

#include "ridethrough/devices/conversion/ups.hpp"
#include "ridethrough/devices/storage/battery_device.hpp"
#include "support/battery_examples.hpp"
#include "support/device_rig.hpp"
#include "support/plain_devices.hpp"
#include "support/ticks.hpp"
#include "support/ups_examples.hpp"

namespace ridethrough {
namespace {

using namespace support;
using devices::Verb;

using ridethrough::support::kSecond;

/// 520 kW on the UPS of the page, with ten strings of 40 blocks.
struct BatteryRoom {
  explicit BatteryRoom(double load_w = 520e3, std::int64_t strings = 10) {
    Parameters blocks = testing::vrla_150ah();
    blocks["series"] = Value(std::int64_t{40});
    blocks["strings"] = Value(strings);
    rig.add("grid", std::make_unique<PlainSource>(400.0, 50.0));
    rig.add("ups", devices::make_ups(ups_600kw()), {.from = {"grid"}});
    rig.add("vrla", devices::make_battery(blocks), {.from = {"ups"}});
    rig.add("load", std::make_unique<PlainLoad>(load_w), {.from = {"ups"}});
  }
  void outage(core::Tick from, core::Tick to) {
    rig.set(from, "grid", "voltage", 0.0);
    rig.set(to, "grid", "voltage", 1.0);
  }
  Rig rig;
};

TEST_CASE("battery: discharges in an outage and recharges to full", "[battery_device]") {
  BatteryRoom room;
  room.outage(60 * kSecond, 180 * kSecond);
  room.rig.run(150 * kSecond);
  CHECK(room.rig.state("vrla") == "discharging");
  CHECK(room.rig.look("vrla", "power") == Approx(room.rig.look("ups", "battery_power")));
  CHECK(room.rig.look("vrla", "cell_voltage") < 2.2);
  room.rig.run(48 * 3600 * kSecond);
  const std::vector<std::string> log = room.rig.log("vrla");
  REQUIRE(log.size() >= 3);
  CHECK(log[0] == "60004000000 discharging ");
  CHECK(log.back().find(" full full") != std::string::npos);
  CHECK(room.rig.finding("vrla", "soc_end") > 0.98);
  CHECK(room.rig.finding("vrla", "soc_min") < 0.985);
  // 134 s of 520 kW and the loss: outage, hold-off and most of the walk-in.
  CHECK(room.rig.finding("vrla", "energy_discharged") == Approx(540e3 * 134.0).epsilon(0.02));
  CHECK(room.rig.report("vrla").incidents.empty());
  for (const char* name : {"vrla", "ups"}) {
    CHECK(imbalance(room.rig.account(name)) < 1e-9);  // the ledger's own bound
  }
  const auto instants = room.rig.engine().statistics().instants;
  room.rig.run(60 * 3600 * kSecond);
  CHECK(room.rig.engine().statistics().instants == instants);
}

TEST_CASE("battery: runs to its end voltage, stops with that reason", "[battery_device]") {
  BatteryRoom room(520e3, 4);
  room.outage(60 * kSecond, 3600 * kSecond);
  room.rig.run(4000 * kSecond);
  const devices::Report report = room.rig.report("vrla");
  REQUIRE(report.incidents.size() == 1);
  CHECK(report.incidents[0].kind == "stopped");
  CHECK(report.incidents[0].reason == "end_voltage");
  CHECK(room.rig.finding("vrla", "voltage_min") == Approx(1.67 * 240.0).epsilon(1e-3));
  bool ups_went_off = false;
  for (const std::string& row : room.rig.log("ups")) {
    ups_went_off = ups_went_off || row.find(" off end_voltage") != std::string::npos;
  }
  CHECK(ups_went_off);
  CHECK(room.rig.state("ups") == "online");
  CHECK(room.rig.state("vrla") == "charging");
}

TEST_CASE("battery: fails and is repaired", "[battery_device]") {
  BatteryRoom room(520e3, 1);
  const auto as = [](const char* mode) { return Parameters{{"as", Value(std::string(mode))}}; };
  room.rig.order(10 * kSecond, "vrla", Verb::fail, true, as("open_cell"));
  room.rig.order(20 * kSecond, "vrla", Verb::repair);
  room.rig.order(30 * kSecond, "vrla", Verb::fail, true, as("breaker_open"));
  room.outage(60 * kSecond, 70 * kSecond);
  room.rig.run(61 * kSecond);
  const std::vector<std::string> log = room.rig.log("vrla");
  REQUIRE(log.size() >= 3);
  CHECK(log[0] == "10000000000 failed open_cell");
  CHECK(log[1].find("20000000000 ") == 0);
  CHECK(log[2] == "30000000000 failed breaker_open");
  CHECK(room.rig.log("ups").back().find(" off breaker_open") != std::string::npos);
}

TEST_CASE("battery: extra wakes change nothing", "[battery_device]") {
  const auto run = [](std::uint64_t seed) {
    BatteryRoom room(300e3, 6);
    room.rig.set(80 * kSecond, "load", "power", 500e3, 20 * kSecond);
    room.outage(60 * kSecond, 180 * kSecond);
    if (seed > 0) room.rig.wake_at_random(seed, 500, 400 * kSecond);
    return room.rig.run_and_digest(400 * kSecond, 7 * kSecond);
  };
  CHECK(run(1) == run(0));
}

}  // namespace
}  // namespace ridethrough
