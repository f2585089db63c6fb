#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <vector>

#include "ridethrough/devices/conversion/ups.hpp"
#include "ridethrough/devices/storage/battery_device.hpp"
#include "support/battery_examples.hpp"
#include "support/device_rig.hpp"
#include "support/plain_devices.hpp"
#include "support/ups_examples.hpp"

// A battery whose strings are protected, under a ups.
namespace ridethrough {
namespace {

using namespace support;
using devices::Verb;

constexpr core::Tick kTripS = core::kTicksPerSecond;

Parameters trip_at(double at, double after_s) {
  return {{"at", Value(at)}, {"after", Value(after_s)}};
}

/// 520 kW on a ups with four strings of 40 blocks that open when a cell is under 1.8 V for 5 s.
struct GuardedRoom {
  explicit GuardedRoom(Parameters extra = {}) {
    Parameters blocks = testing::vrla_150ah();
    blocks["series"] = Value(std::int64_t{40});
    blocks["strings"] = Value(std::int64_t{4});
    blocks["bms"] = Value(Parameters{{"under_voltage", Value(trip_at(1.8, 5.0))}});
    for (const auto& [name, value] : extra) blocks[name] = value;
    rig.add("grid", std::make_unique<PlainSource>(400.0, 50.0));
    rig.add("ups", devices::make_ups(ups_600kw()), {.from = {"grid"}});
    rig.add("vrla", devices::make_battery(blocks), {.from = {"ups"}});
    rig.add("load", std::make_unique<PlainLoad>(520e3), {.from = {"ups"}});
  }
  void outage(core::Tick from, core::Tick to) {
    rig.set(from, "grid", "voltage", 0.0);
    rig.set(to, "grid", "voltage", 1.0);
  }
  void fail(core::Tick at, Parameters arguments) {
    rig.order(at, "vrla", Verb::fail, true, std::move(arguments));
  }
  bool has_logged(const std::string& name, const std::string& text) {
    for (const std::string& row : rig.log(name)) {
      if (row.find(text) != std::string::npos) return true;
    }
    return false;
  }
  Rig rig;
};

TEST_CASE("battery trips: low cells open every string, and a repair closes them",
          "[battery_device]") {
  GuardedRoom room;
  room.outage(60 * kTripS, 1200 * kTripS);
  room.rig.order(1300 * kTripS, "vrla", Verb::repair);
  room.rig.run(1250 * kTripS);
  CHECK(room.rig.state("vrla") == "failed");
  CHECK(room.has_logged("vrla", " failed cell_under_voltage"));
  CHECK(room.has_logged("ups", " off protection"));
  room.rig.run(2000 * kTripS);
  CHECK(room.rig.state("vrla") == "charging");
  CHECK(room.rig.finding("vrla", "string_trips") == 4.0);
  const devices::Report report = room.rig.report("vrla");
  REQUIRE(report.incidents.size() == 1);
  CHECK(report.incidents[0].kind == "tripped");
  CHECK(report.incidents[0].reason == "cell_under_voltage");
  CHECK(report.incidents[0].at + report.incidents[0].lasted == 1300 * kTripS);
  CHECK(imbalance(room.rig.account("vrla")) < 1e-9);
  CHECK(imbalance(room.rig.account("ups")) < 1e-9);
}

/// Only the string whose cells have gone bad is low; the others carry on.
TEST_CASE("battery trips: a string with bad cells opens alone", "[battery_device]") {
  GuardedRoom room;
  room.fail(10 * kTripS, {{"as", Value(std::string("high_resistance"))},
                          {"cells", Value(std::int64_t{6})},
                          {"resistance", Value(5e-3)}});
  room.outage(60 * kTripS, 120 * kTripS);
  room.rig.run(110 * kTripS);
  CHECK(room.rig.state("vrla") == "discharging");
  CHECK(room.rig.state("ups") == "battery");
  CHECK(room.rig.finding("vrla", "string_trips") == 1.0);
  const std::vector<std::string> all = room.rig.log();
  bool is_told = false;
  for (const std::string& row : all) {
    is_told =
        is_told || row.find("vrla count:strings: 4 -> 3 (cell_under_voltage)") != std::string::npos;
  }
  CHECK(is_told);
  CHECK(imbalance(room.rig.account("vrla")) < 1e-9);
}

TEST_CASE("battery trips: a string breaker opens one after another", "[battery_device]") {
  // Ten strings share some 1300 A; a joint in five of them keeps theirs low until the others go.
  GuardedRoom room(
      {{"string_breaker", Value(trip_at(135.0, 0.25))}, {"strings", Value(std::int64_t{10})}});
  room.fail(10 * kTripS, {{"as", Value(std::string("loose_link"))},
                          {"number", Value(std::int64_t{5})},
                          {"resistance", Value(0.05)}});
  room.outage(60 * kTripS, 120 * kTripS);
  room.rig.run(110 * kTripS);
  CHECK(room.has_logged("vrla", " failed string_breaker"));
  const devices::Report report = room.rig.report("vrla");
  REQUIRE(report.incidents.size() == 2);
  CHECK(report.incidents[1].at - report.incidents[0].at == kTripS / 4);
  CHECK(room.rig.finding("vrla", "string_trips") == 10.0);
}

TEST_CASE("battery trips: a quiet hour has no events", "[battery_device]") {
  GuardedRoom room({{"string_breaker", Value(trip_at(320.0, 0.25))}});
  room.rig.run(10 * kTripS);
  const auto instants = room.rig.engine().statistics().instants;
  room.rig.run(3610 * kTripS);
  CHECK(room.rig.engine().statistics().instants == instants);
}

TEST_CASE("battery trips: extra wakes change nothing", "[battery_device]") {
  const auto run = [](std::uint64_t seed) {
    GuardedRoom room({{"string_breaker", Value(trip_at(380.0, 20.0))}});
    room.fail(10 * kTripS, {{"as", Value(std::string("loose_link"))}, {"resistance", Value(0.05)}});
    room.outage(60 * kTripS, 180 * kTripS);
    room.rig.set(80 * kTripS, "load", "power", 560e3, 20 * kTripS);
    if (seed > 0) room.rig.wake_at_random(seed, 500, 400 * kTripS);
    return room.rig.run_and_digest(400 * kTripS, 7 * kTripS);
  };
  CHECK(run(1) == run(0));
}

}  // namespace
}  // namespace ridethrough
