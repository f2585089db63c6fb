#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <vector>

#include "ridethrough/devices/conversion/ups.hpp"
#include "ridethrough/devices/dc_storage.hpp"
#include "ridethrough/devices/storage/battery_device.hpp"
#include "support/battery_examples.hpp"
#include "support/device_rig.hpp"
#include "support/plain_devices.hpp"
#include "support/ups_examples.hpp"

// Strings that join a bank: live, or while it is switched off.
namespace ridethrough {
namespace {

using namespace support;
using devices::Verb;

constexpr core::Tick kGrowthS = core::kTicksPerSecond;
constexpr core::Tick kGrowthMin = 60 * kGrowthS;

/// 520 kW on a UPS with four strings of 40 blocks; two more stand beside them.
struct GrowingRoom {
  explicit GrowingRoom(bool hot_plug, std::int64_t strings = 4, std::int64_t ready = 2) {
    Parameters blocks = testing::vrla_150ah();
    blocks["series"] = Value(std::int64_t{40});
    blocks["strings"] = Value(strings);
    blocks["ready_strings"] = Value(ready);
    blocks["hot_plug"] = Value(hot_plug);
    blocks["growth_time"] = Value(3600.0);
    rig.add("grid", std::make_unique<PlainSource>(400.0, 50.0));
    rig.add("ups", devices::make_ups(ups_600kw()), {.from = {"grid"}});
    rig.add("vrla", devices::make_battery(blocks), {.from = {"ups"}});
    rig.add("load", std::make_unique<PlainLoad>(520e3), {.from = {"ups"}});
  }
  void outage(core::Tick from, core::Tick to) {
    rig.set(from, "grid", "voltage", 0.0);
    rig.set(to, "grid", "voltage", 1.0);
  }
  void check_books() {
    for (const char* name : {"vrla", "ups"}) CHECK(imbalance(rig.account(name)) < 1e-9);
  }
  /// Seconds on battery from 60 s on until the bank ends.
  double carried_s() {
    outage(kGrowthMin, 7200 * kGrowthS);
    rig.run(7000 * kGrowthS);
    for (const std::string& row : rig.log("vrla")) {
      if (row.find(" stopped end_voltage") != std::string::npos) {
        return 1e-9 * static_cast<double>(std::stoll(row)) - 60.0;
      }
    }
    return 0.0;
  }
  Rig rig;
};

TEST_CASE("battery growth: what stands ready carries nothing", "[battery_device]") {
  GrowingRoom with(true);
  GrowingRoom without(true, 4, 0);
  const double energy_j = without.rig.device("vrla").storage()->look(0).energy_j;
  CHECK(with.rig.device("vrla").storage()->look(0).energy_j == energy_j);
  CHECK(with.carried_s() == without.carried_s());
  with.check_books();
}

TEST_CASE("battery growth: hot-plugged strings join during the discharge", "[battery_device]") {
  GrowingRoom room(true);
  room.rig.order(120 * kGrowthS, "vrla", Verb::grow);
  const double carried_s = room.carried_s();
  // Six strings from the start last longer than four of which two came in after a minute, by less
  // than that minute of six strings is worth.
  const double four_s = GrowingRoom(true, 4, 0).carried_s();
  const double six_s = GrowingRoom(true, 6, 0).carried_s();
  CHECK(carried_s > four_s + 0.8 * (six_s - four_s));
  CHECK(carried_s < six_s + 1.0);
  CHECK(room.rig.finding("vrla", "time_without_storage") == 0.0);
  const std::vector<std::string> log = room.rig.log("vrla");
  CHECK(log[1] == "120000000000 6 grown");
  room.check_books();
}

TEST_CASE("battery growth: without hot plug the bank is off meanwhile", "[battery_device]") {
  GrowingRoom room(false);
  room.rig.order(10 * kGrowthMin, "vrla", Verb::grow);
  room.outage(30 * kGrowthMin, 31 * kGrowthMin);
  room.rig.run(40 * kGrowthMin);
  CHECK(room.rig.state("vrla") == "growing");
  bool dropped = false;
  for (const std::string& row : room.rig.log("ups")) {
    if (row.find(" off breaker_open") == std::string::npos) continue;
    dropped = true;
    CHECK(std::stoll(row) < 1801 * kGrowthS);
  }
  CHECK(dropped);
  CHECK(room.rig.finding("vrla", "time_without_storage") == Approx(1800.0));

  room.rig.run(71 * kGrowthMin);
  CHECK(room.rig.state("vrla") != "growing");
  CHECK(room.rig.finding("vrla", "time_without_storage") == 3600.0);
  const devices::Report report = room.rig.report("vrla");
  REQUIRE(report.incidents.size() == 1);
  CHECK(report.incidents[0].reason == "growing");
  CHECK(report.incidents[0].lasted == 60 * kGrowthMin);
  GrowingRoom six(false, 6, 0);
  CHECK(room.rig.device("vrla").storage()->stored_j(71 * kGrowthMin) ==
        Approx(six.rig.device("vrla").storage()->stored_j(0)).epsilon(1e-3));
  room.check_books();
}

TEST_CASE("battery growth: lost strings come back with the ready ones", "[battery_device]") {
  GrowingRoom room(true);
  room.rig.order(10 * kGrowthS, "vrla", Verb::fail, true,
                 {{"as", Value(std::string("open_cell"))}});
  room.rig.order(20 * kGrowthS, "vrla", Verb::repair);
  room.rig.order(30 * kGrowthS, "vrla", Verb::grow);
  room.rig.run(40 * kGrowthS);
  const std::vector<std::string> log = room.rig.log();
  REQUIRE(!log.empty());
  CHECK(log.back() == "30000000000 vrla count:strings: 3 -> 6 (grown)");
}

TEST_CASE("battery growth: a second order finds nothing ready", "[battery_device]") {
  GrowingRoom room(true);
  room.rig.order(10 * kGrowthS, "vrla", Verb::grow);
  room.rig.order(20 * kGrowthS, "vrla", Verb::grow);
  room.rig.run(30 * kGrowthS);
  const std::vector<std::string> log = room.rig.log();
  REQUIRE(log.size() == 2);
  CHECK(log[1].find("20000000000 vrla warning: RT1302 -> no string stands ready") == 0);
}

TEST_CASE("battery growth: extra wakes change nothing", "[battery_device]") {
  const auto run = [](std::uint64_t seed) {
    GrowingRoom room(false);
    room.rig.order(2 * kGrowthMin, "vrla", Verb::grow);
    room.outage(63 * kGrowthMin, 64 * kGrowthMin);
    if (seed > 0) room.rig.wake_at_random(seed, 500, 70 * kGrowthMin);
    return room.rig.run_and_digest(70 * kGrowthMin, 7 * kGrowthS);
  };
  CHECK(run(1) == run(0));
}

}  // namespace
}  // namespace ridethrough
