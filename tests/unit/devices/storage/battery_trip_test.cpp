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
  Parameters point;
  point["at"] = Value(at);
  point["after"] = Value(after_s);
  return point;
}

/// The parameters of a breaker for each string.
Parameters string_breaker(double at_a, double after_s) {
  Parameters parameters;
  parameters["string_breaker"] = Value(trip_at(at_a, after_s));
  return parameters;
}

/// Arguments of a failure.
Parameters as(const char* mode, double resistance_ohm) {
  Parameters arguments;
  arguments["as"] = Value(std::string(mode));
  arguments["resistance"] = Value(resistance_ohm);
  return arguments;
}

/// A load on a ups with four strings of 40 blocks that open when a cell is under 1.8 V for 5 s.
struct GuardedRoom {
  explicit GuardedRoom(const Parameters& extra = {}, double load_w = 520e3) {
    Parameters blocks = testing::vrla_150ah();
    blocks["series"] = Value(std::int64_t{40});
    blocks["strings"] = Value(std::int64_t{4});
    Parameters bms;
    bms["under_voltage"] = Value(trip_at(1.8, 5.0));
    blocks["bms"] = Value(bms);
    for (const auto& [name, value] : extra) blocks[name] = value;
    rig.add("grid", std::make_unique<PlainSource>(400.0, 50.0));
    rig.add("ups", devices::make_ups(ups_600kw()), {.from = {"grid"}});
    rig.add("vrla", devices::make_battery(blocks), {.from = {"ups"}});
    rig.add("load", std::make_unique<PlainLoad>(load_w), {.from = {"ups"}});
  }
  void outage(core::Tick from, core::Tick to) {
    rig.set(from, "grid", "voltage", 0.0);
    rig.set(to, "grid", "voltage", 1.0);
  }
  void fail(core::Tick at, Parameters arguments) {
    rig.order(at, "vrla", Verb::fail, true, std::move(arguments));
  }
  bool has_logged(const std::string& text) {
    for (const std::string& row : rig.log()) {
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
  CHECK(room.has_logged("-> failed (cell_under_voltage)"));
  CHECK(room.has_logged("-> off (protection)"));
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
  Parameters bad = as("high_resistance", 5e-3);
  bad["cells"] = Value(std::int64_t{6});
  room.fail(10 * kTripS, bad);
  room.outage(60 * kTripS, 120 * kTripS);
  room.rig.run(110 * kTripS);
  CHECK(room.rig.state("vrla") == "discharging");
  CHECK(room.rig.state("ups") == "battery");
  CHECK(room.rig.finding("vrla", "string_trips") == 1.0);
  CHECK(room.has_logged("vrla count:strings: 4 -> 3 (cell_under_voltage)"));
  CHECK(imbalance(room.rig.account("vrla")) < 1e-9);
}

TEST_CASE("battery trips: a string breaker opens one after another", "[battery_device]") {
  // 83 A in all: the good strings carry more than 20 A each, the one with the loose joint less.
  GuardedRoom room(string_breaker(20.0, 0.25), 40e3);
  room.fail(10 * kTripS, as("loose_link", 0.15));
  room.outage(60 * kTripS, 120 * kTripS);
  room.rig.run(110 * kTripS);
  CHECK(room.has_logged("-> failed (string_breaker)"));
  const devices::Report report = room.rig.report("vrla");
  REQUIRE(report.incidents.size() == 2);
  CHECK(report.incidents[1].at - report.incidents[0].at == kTripS / 4);
  CHECK(room.rig.finding("vrla", "string_trips") == 4.0);
}

TEST_CASE("battery trips: a quiet hour has no events", "[battery_device]") {
  GuardedRoom room(string_breaker(320.0, 0.25));
  room.rig.run(10 * kTripS);
  const auto instants = room.rig.engine().statistics().instants;
  room.rig.run(3610 * kTripS);
  CHECK(room.rig.engine().statistics().instants == instants);
}

TEST_CASE("battery trips: extra wakes change nothing", "[battery_device]") {
  const auto run = [](std::uint64_t seed) {
    GuardedRoom room(string_breaker(380.0, 20.0));
    room.fail(10 * kTripS, as("loose_link", 0.05));
    room.outage(60 * kTripS, 180 * kTripS);
    room.rig.set(80 * kTripS, "load", "power", 560e3, 20 * kTripS);
    if (seed > 0) room.rig.wake_at_random(seed, 500, 400 * kTripS);
    return room.rig.run_and_digest(400 * kTripS, 7 * kTripS);
  };
  CHECK(run(1) == run(0));
}

}  // namespace
}  // namespace ridethrough
