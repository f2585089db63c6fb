#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <vector>

#include "devices/conversion/sliding_count.hpp"
#include "ridethrough/devices/switchgear/ats.hpp"
#include "support/grid_examples.hpp"
#include "unit/devices/conversion/ups_plant.hpp"

// Dips that are counted, the latch that they close, and the transfer switch that is called.
namespace ridethrough {
namespace {

using namespace support;
using devices::Verb;

Parameters counting(const Parameters& counter = dip_counter()) {
  Parameters p = ups_600kw();
  p["dip_counter"] = Value(counter);
  return p;
}

void dips(Plant& plant, const std::vector<core::Tick>& at, core::Tick length = 50 * kMs) {
  for (const core::Tick begin : at) {
    plant.rig.set(begin, "grid", "voltage", 0.3);
    plant.rig.set(begin + length, "grid", "voltage", 1.0);
  }
}

TEST_CASE("sliding count: an event counts while it is younger than the window", "[ups]") {
  devices::conversion::SlidingCount count(3, 60 * kSecond);
  CHECK_FALSE(count.note(0));
  CHECK_FALSE(count.note(30 * kSecond));
  CHECK(count.within(60 * kSecond - 1) == 2);
  CHECK(count.within(60 * kSecond) == 1);  // half open: at 60 s the first is out
  CHECK_FALSE(count.note(60 * kSecond));
  CHECK(count.note(60 * kSecond + 1));  // 30 s, 60 s and this one
  count.clear();
  CHECK_FALSE(count.note(61 * kSecond));
  // None asked for: never reached.
  devices::conversion::SlidingCount none(0, kSecond);
  CHECK_FALSE(none.note(0));
}

TEST_CASE("ups: six dips of Virginia latch it at the third inside a minute", "[ups]") {
  Plant plant(300e3, counting());
  dips(plant, {10 * kSecond, 22 * kSecond, 35 * kSecond, 51 * kSecond, 70 * kSecond, 92 * kSecond});
  plant.rig.run(35 * kSecond + 3 * kMs - 1);
  CHECK(plant.rig.state("ups") != "latched");
  plant.rig.run(35 * kSecond + 3 * kMs);  // the instant of detection
  CHECK(plant.rig.state("ups") == "latched");
  // No return by itself, and the input is left alone.
  plant.rig.run(3600 * kSecond);
  CHECK(plant.rig.state("ups") == "latched");
  CHECK(plant.rig.look("ups", "input_power") == 0.0);
  CHECK(plant.rig.look("load", "power") == Approx(300e3));
  CHECK(plant.rig.look("ups", "dips") == 6.0);
  plant.check_books();
}

TEST_CASE("ups: the window of the dip counter is half open to the nanosecond", "[ups]") {
  // The first dip during `online`, the others during hold-off and walk-in count as well.
  const auto state_with_third_at = [](core::Tick third) {
    Plant plant(300e3, counting());
    dips(plant, {10 * kSecond, 25 * kSecond, third});
    plant.rig.run(third + kSecond);
    return plant.rig.state("ups");
  };
  CHECK(state_with_third_at(70 * kSecond - 1) == "latched");
  CHECK(state_with_third_at(70 * kSecond) == "battery");
  CHECK(state_with_third_at(70 * kSecond + 1) == "battery");
}

TEST_CASE("ups: dips 31 s apart never latch, dips shorter than detection never count", "[ups]") {
  Plant slow(300e3, counting());
  std::vector<core::Tick> at;
  for (int i = 1; i <= 20; ++i) at.push_back(i * 31 * kSecond);
  dips(slow, at);
  slow.rig.run(700 * kSecond);
  CHECK(slow.rig.look("ups", "dips") == 20.0);
  CHECK(slow.rig.state("ups") == "online");

  Plant brief(300e3, counting());
  dips(brief, {10 * kSecond, 12 * kSecond, 14 * kSecond, 16 * kSecond}, 3 * kMs - 1);
  brief.rig.run(20 * kSecond);
  CHECK(brief.rig.look("ups", "dips") == 0.0);
  CHECK(brief.rig.state("ups") == "online");
}

TEST_CASE("ups: one long outage is one dip, and transfers may be counted instead", "[ups]") {
  Plant plant(300e3, counting(dip_counter(2)));
  dips(plant, {10 * kSecond}, 40 * kSecond);
  plant.rig.run(55 * kSecond);
  CHECK(plant.rig.look("ups", "dips") == 1.0);
  CHECK(plant.rig.state("ups") == "battery");

  Parameters transfers = dip_counter(2);
  transfers["counts"] = ups_word("transfers");
  Plant other(300e3, counting(transfers));
  // The second is during the hold-off: no transfer. The third ends a walk-in: the second transfer.
  dips(other, {10 * kSecond, 15 * kSecond, 27 * kSecond});
  other.rig.run(26 * kSecond);
  CHECK(other.rig.look("ups", "dips") == 1.0);
  CHECK(other.rig.state("ups") == "walk_in");
  other.rig.run(28 * kSecond);
  CHECK(other.rig.look("ups", "dips") == 2.0);
  CHECK(other.rig.state("ups") == "latched");
}

TEST_CASE("ups: a reset empties the count and lets it return after the hold-off", "[ups]") {
  Plant plant(300e3, counting());
  dips(plant, {10 * kSecond, 12 * kSecond, 14 * kSecond, 130 * kSecond});
  plant.rig.order(100 * kSecond, "ups", Verb::reset);
  plant.rig.run(110 * kSecond - 1);
  CHECK(plant.rig.state("ups") == "battery");
  plant.rig.run(110 * kSecond);
  CHECK(plant.rig.state("ups") == "walk_in");
  plant.rig.run(200 * kSecond);  // one more dip: the first of a new count
  CHECK(plant.rig.state("ups") == "online");
  plant.check_books();
}

TEST_CASE("ups: an automatic latch opens when the input was good for so long", "[ups]") {
  Parameters counter = dip_counter(1);
  counter["return"] = ups_word("automatic");
  counter["return_after"] = Value(120.0);
  Plant plant(300e3, counting(counter));
  dips(plant, {10 * kSecond, 60 * kSecond});
  const core::Tick good = 60 * kSecond + 50 * kMs;
  plant.rig.run(good + 120 * kSecond - 1);
  CHECK(plant.rig.state("ups") == "latched");
  plant.rig.run(good + 120 * kSecond);
  CHECK(plant.rig.state("ups") == "walk_in");
}

TEST_CASE("ups: a latched UPS ends with its battery and waits for the reset", "[ups]") {
  Plant plant(300e3, counting(dip_counter(1)), {.capacity_j = 1e8, .stored_j = 3.2e7});
  dips(plant, {10 * kSecond});
  plant.rig.order(600 * kSecond, "ups", Verb::reset);
  plant.rig.run(599 * kSecond);
  CHECK(plant.rig.state("ups") == "off");
  CHECK(plant.rig.look("load", "power") == 0.0);
  plant.rig.run(700 * kSecond);
  CHECK(plant.rig.state("ups") == "online");
  plant.check_books();
}

TEST_CASE("ups: walk-ins that the input ends are tried so often", "[ups]") {
  Parameters p = ups_600kw();
  Parameters walk_in = devices::get(p, "walk_in").map();
  walk_in["retries"] = Value(std::int64_t{2});
  p["walk_in"] = Value(walk_in);
  Plant plant(300e3, p);
  // Hold-off of 10 s, then 2 s of walk-in until the next dip.
  dips(plant, {10 * kSecond, 22 * kSecond, 34 * kSecond});
  plant.rig.run(33 * kSecond);
  CHECK(plant.rig.state("ups") == "walk_in");
  plant.rig.run(100 * kSecond);
  CHECK(plant.rig.state("ups") == "latched");
  CHECK(plant.rig.log("ups").back() == std::to_string(34 * kSecond + 3 * kMs) + " latched retries");
}

/// Two feeds behind a transfer switch, and a UPS that calls it.
struct CalledPlant {
  explicit CalledPlant(const Parameters& ups) {
    rig.add("grid", std::make_unique<PlainSource>(400.0, 50.0));
    rig.add("set", std::make_unique<PlainSource>(400.0, 50.0));
    rig.add("ats", devices::make_ats(ats_2500a()), {.from = {"grid", "set"}});
    rig.add("ups", devices::make_ups(ups),
            {.from = {"ats"}, .peers = {{"on_battery_calls", "ats"}}});
    rig.add("battery", std::make_unique<PlainBattery>(Tank{}), {.from = {"ups"}});
    rig.add("load", std::make_unique<PlainLoad>(300e3), {.from = {"ups"}});
    rig.set(10 * kSecond, "grid", "voltage", 0.3);
    rig.set(10 * kSecond + 50 * kMs, "grid", "voltage", 1.0);
  }
  Rig rig;
};

TEST_CASE("ups: a latched UPS moves its transfer switch, mains good or not", "[ups]") {
  Parameters p = counting(dip_counter(1));
  p["on_battery_delay"] = Value(20.0);
  CalledPlant plant(p);
  plant.rig.order(100 * kSecond, "ups", Verb::reset);
  plant.rig.run(30 * kSecond + 3 * kMs - 1);
  CHECK(plant.rig.state("ats") == "preferred");
  plant.rig.run(32 * kSecond);
  CHECK(plant.rig.state("ats") == "alternate");
  CHECK(plant.rig.log("ats").front() ==
        std::to_string(30 * kSecond + 3 * kMs) + " transferring transfer_order");
  CHECK(plant.rig.state("ups") == "latched");
  plant.rig.run(1000 * kSecond);
  CHECK(plant.rig.state("ups") == "online");
  CHECK(plant.rig.state("ats") == "alternate");  // until somebody orders it back
}

TEST_CASE("ups: the call is released when it is online again, if so set", "[ups]") {
  Parameters p = counting(dip_counter(2));
  p["on_battery_delay"] = Value(20.0);
  p["on_battery_release"] = ups_word("automatic");
  CalledPlant plant(p);
  plant.rig.set(12 * kSecond, "grid", "voltage", 0.3);
  plant.rig.set(12 * kSecond + 50 * kMs, "grid", "voltage", 1.0);
  plant.rig.order(60 * kSecond, "ups", Verb::reset);
  plant.rig.run(50 * kSecond);
  CHECK(plant.rig.state("ats") == "alternate");
  CHECK(plant.rig.state("ups") == "latched");
  plant.rig.run(74 * kSecond);
  CHECK(plant.rig.state("ups") == "walk_in");
  CHECK(plant.rig.state("ats") == "alternate");
  plant.rig.run(310 * kSecond);  // released, it waits for its own time of 300 s
  CHECK(plant.rig.state("ats") == "alternate");
  plant.rig.run(314 * kSecond);
  CHECK(plant.rig.state("ats") == "preferred");
  plant.rig.run(400 * kSecond);  // the way back is one more loss of the input
  CHECK(plant.rig.state("ups") == "online");
  CHECK(plant.rig.state("ats") == "preferred");
}

TEST_CASE("ups: who is called must be a transfer switch", "[ups]") {
  Rig rig;
  rig.add("grid", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("ups", devices::make_ups(ups_600kw()),
          {.from = {"grid"}, .peers = {{"on_battery_calls", "grid"}}});
  CHECK_THROWS_WITH(rig.run(1), Catch::Contains("'on_battery_calls' names a transfer switch"));
}

TEST_CASE("ups: extra wakes change nothing of counting and latching", "[ups]") {
  check_extra_wakes([](std::uint64_t seed) {
    Plant plant(300e3, counting());
    dips(plant, {10 * kSecond, 22 * kSecond, 35 * kSecond, 51 * kSecond});
    plant.rig.order(80 * kSecond, "ups", Verb::reset);
    return digest_with_extra_wakes(plant.rig, seed, 2000, 150 * kSecond);
  });
}

}  // namespace
}  // namespace ridethrough
