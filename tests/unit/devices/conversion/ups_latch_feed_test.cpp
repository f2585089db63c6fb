#include <catch2/catch.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "ridethrough/devices/switchgear/breaker.hpp"
#include "ridethrough/devices/switchgear/bus.hpp"
#include "support/grid_examples.hpp"
#include "support/turning_source.hpp"
#include "unit/devices/conversion/ups_plant.hpp"

// The latch of a ups is against the mains: what it does on a generator, and on the way back.
namespace ridethrough {
namespace {

using namespace support;
using devices::Verb;
using network::SourceKind;

Parameters latching(std::int64_t dips, const char* refuses = "mains") {
  Parameters counter = dip_counter(dips);
  counter["refuses"] = ups_word(refuses);
  Parameters p = ups_600kw();
  p["dip_counter"] = Value(counter);
  return p;
}

Parameters with_return(Parameters p, const char* word, double after_s) {
  Parameters counter = devices::get(p, "dip_counter").map();
  counter["return"] = ups_word(word);
  counter["return_after"] = Value(after_s);
  p["dip_counter"] = Value(counter);
  return p;
}

/// Mains and a set that always runs, a transfer switch, a UPS that calls it on battery for 20 s.
class Lineup {
 public:
  explicit Lineup(Parameters ups, const Tank& tank = {}, bool calls = true) {
    ups["on_battery_delay"] = Value(20.0);
    rig.add("grid", std::make_unique<TurningSource>(50.0, 0.0, 0.0, SourceKind::grid));
    rig.add("set", std::make_unique<TurningSource>(50.0, 0.0, 0.0, SourceKind::generator));
    rig.add("ats", devices::make_ats(ats_2500a()), {.from = {"grid", "set"}});
    Wires wires{.from = {"ats"}};
    if (calls) wires.peers = {{"on_battery_calls", "ats"}};
    rig.add("ups", devices::make_ups(ups), wires);
    rig.add("battery", std::make_unique<PlainBattery>(tank), {.from = {"ups"}});
    rig.add("load", std::make_unique<PlainLoad>(300e3), {.from = {"ups"}});
  }
  void dip(core::Tick at, const char* of = "grid") {
    rig.set(at, of, "voltage", 0.3);
    rig.set(at + 50 * kMs, of, "voltage", 1.0);
  }
  void transfer(core::Tick at, std::int64_t to) {
    rig.order(at, "ats", Verb::transfer, true, {{"to", Value(to)}});
  }
  std::vector<std::string> ups_log() { return rig.log("ups"); }

  Rig rig;
};

long count_of(const std::vector<std::string>& rows, const std::string& ending) {
  return std::count_if(rows.begin(), rows.end(), [&](const std::string& row) {
    return row.size() >= ending.size() &&
           row.compare(row.size() - ending.size(), ending.size(), ending) == 0;
  });
}

/// Mains and set on one bus, each behind a breaker, so that one can take over without a loss: on
/// the set alone from 21 s, on both from 100 s, on the set alone from 200 s.
void add_closed_transitions(Rig& rig, const Parameters& ups) {
  rig.add("grid", std::make_unique<TurningSource>(50.0, 0.0, 1e-3, SourceKind::grid));
  rig.add("set", std::make_unique<TurningSource>(50.0, 0.0, 1e-3, SourceKind::generator));
  Parameters breaker;
  breaker["state"] = ups_word("closed");
  breaker["opens_in"] = Value(0.01);
  breaker["closes_in"] = Value(0.01);
  rig.add("cb-grid", devices::make_breaker(breaker), {.from = {"grid"}});
  breaker["state"] = ups_word("open");
  rig.add("cb-set", devices::make_breaker(breaker), {.from = {"set"}});
  rig.add("bus", devices::make_bus({}), {.from = {"cb-grid", "cb-set"}});
  rig.add("ups", devices::make_ups(ups), {.from = {"bus"}});
  rig.add("battery", std::make_unique<PlainBattery>(Tank{}), {.from = {"ups"}});
  rig.add("load", std::make_unique<PlainLoad>(300e3), {.from = {"ups"}});
  rig.set(10 * kSecond, "grid", "voltage", 0.3);
  rig.set(10 * kSecond + 50 * kMs, "grid", "voltage", 1.0);
  rig.order(20 * kSecond, "cb-grid", Verb::open);
  rig.order(21 * kSecond, "cb-set", Verb::close);
  rig.order(100 * kSecond, "cb-grid", Verb::close);
  rig.order(200 * kSecond, "cb-grid", Verb::open);
}

}  // namespace

TEST_CASE("ups: latched against the mains it walks in onto a generator", "[ups][latch]") {
  Lineup plant(latching(1));
  plant.dip(10 * kSecond);
  plant.rig.run(30 * kSecond);
  CHECK(plant.rig.state("ups") == "latched");  // good mains are refused
  CHECK(plant.rig.look("ups", "latch") == 1.0);
  CHECK(plant.rig.look("ups", "input_power") == 0.0);
  plant.rig.run(32 * kSecond);
  CHECK(plant.rig.state("ats") == "alternate");
  CHECK(plant.rig.state("ups") == "latched");  // in its hold-off
  const core::Tick on_set = 30 * kSecond + 3 * kMs + 100 * kMs;
  plant.rig.run(on_set + 10 * kSecond - 1);
  CHECK(plant.rig.state("ups") == "latched");
  plant.rig.run(on_set + 10 * kSecond);
  CHECK(plant.rig.state("ups") == "walk_in");
  plant.rig.run(3600 * kSecond);
  CHECK(plant.rig.state("ups") == "online");
  CHECK(plant.rig.look("ups", "latch") == 1.0);  // it does not forget
  CHECK(plant.rig.state("ats") == "alternate");  // nor does anything go back by itself
  CHECK(plant.rig.look("load", "power") == Approx(300e3));
}

TEST_CASE("ups: a latch that refuses any feed waits on a generator too", "[ups][latch]") {
  Lineup plant(latching(1, "any"));
  plant.dip(10 * kSecond);
  plant.rig.order(600 * kSecond, "ups", Verb::reset);
  plant.rig.run(600 * kSecond - 1);
  CHECK(plant.rig.state("ats") == "alternate");
  CHECK(plant.rig.state("ups") == "latched");
  plant.rig.run(700 * kSecond);
  CHECK(plant.rig.state("ups") == "online");
  CHECK(plant.rig.look("ups", "latch") == 0.0);
}

TEST_CASE("ups: back on the mains without a reset it is latched on battery again", "[ups][latch]") {
  Lineup plant(latching(1));
  plant.dip(10 * kSecond);
  plant.transfer(100 * kSecond, 1);
  plant.rig.run(102 * kSecond);
  CHECK(plant.rig.state("ats") == "preferred");
  CHECK(plant.rig.state("ups") == "latched");
  plant.rig.run(119 * kSecond);
  CHECK(plant.rig.state("ups") == "latched");
  CHECK(plant.rig.look("ups", "dips") == 1.0);
  // So it calls again, and its lineup goes back to the set.
  plant.rig.run(200 * kSecond);
  CHECK(plant.rig.state("ats") == "alternate");
  CHECK(plant.rig.state("ups") == "online");
}

TEST_CASE("ups: after a reset the way back of the switch is no dip", "[ups][latch]") {
  for (const char* refuses : {"mains", "any"}) {
    Lineup plant(latching(1, refuses));
    plant.dip(10 * kSecond);
    plant.rig.order(60 * kSecond, "ups", Verb::reset);
    plant.transfer(200 * kSecond, 1);
    plant.rig.run(199 * kSecond);
    CHECK(plant.rig.state("ups") == "online");
    plant.rig.run(205 * kSecond);
    CHECK(plant.rig.state("ups") == "battery");  // the switch was open for 100 ms
    plant.rig.run(240 * kSecond);
    CHECK(plant.rig.state("ups") == "online");
    CHECK(plant.rig.state("ats") == "preferred");
    CHECK(plant.rig.look("ups", "dips") == 1.0);
    CHECK(plant.rig.look("ups", "latch") == 0.0);
  }
}

TEST_CASE("ups: the loss that its own call makes is no dip", "[ups][latch]") {
  // Two dips, then the call, still on battery: three losses, two dips.
  for (const char* counted : {"dips", "transfers"}) {
    Parameters p = latching(3);
    Parameters counter = devices::get(p, "dip_counter").map();
    counter["counts"] = ups_word(counted);
    p["dip_counter"] = Value(counter);
    Lineup plant(p);
    plant.dip(10 * kSecond);
    plant.dip(20 * kSecond);
    plant.rig.run(100 * kSecond);
    CHECK(plant.rig.state("ats") == "alternate");
    CHECK(plant.rig.look("ups", "latch") == 0.0);
    CHECK(plant.rig.state("ups") == "online");
    CHECK(plant.rig.look("ups", "dips") == (std::string(counted) == "dips" ? 2.0 : 1.0));
  }
}

TEST_CASE("ups: a switch that it does not call announces nothing", "[ups][latch]") {
  Lineup plant(latching(1), {}, false);
  plant.transfer(10 * kSecond, 2);
  plant.rig.run(60 * kSecond);
  CHECK(plant.rig.look("ups", "dips") == 1.0);  // of the mains, for all that it knows
  CHECK(plant.rig.look("ups", "latch") == 1.0);
  CHECK(plant.rig.state("ups") == "online");  // on the set
}

TEST_CASE("ups: losses of a generator are no dips of the mains", "[ups][latch]") {
  const auto latch_after = [](const char* refuses) {
    Lineup plant(latching(3, refuses));
    plant.rig.set(5 * kSecond, "grid", "voltage", 0.0);
    for (const core::Tick at : {30 * kSecond, 40 * kSecond, 50 * kSecond}) plant.dip(at, "set");
    plant.rig.run(51 * kSecond);
    return plant.rig.look("ups", "latch");
  };
  CHECK(latch_after("mains") == 0.0);
  CHECK(latch_after("any") == 1.0);
}

TEST_CASE("ups: latched and empty it starts again on the generator only", "[ups][latch]") {
  Lineup plant(latching(1), {.capacity_j = 1e8, .stored_j = 1e7}, false);
  plant.dip(10 * kSecond);
  plant.rig.run(200 * kSecond);
  CHECK(plant.rig.state("ups") == "off");
  CHECK(plant.rig.look("ups", "latch") == 1.0);
  plant.transfer(300 * kSecond, 2);
  plant.rig.run(350 * kSecond);
  CHECK(plant.rig.state("ups") == "online");
  CHECK(plant.rig.look("load", "power") == Approx(300e3));
  CHECK(plant.rig.look("ups", "latch") == 1.0);
}

TEST_CASE("ups: walk-ins that fail on one feed leave the other", "[ups][latch]") {
  Parameters p = ups_600kw();
  Parameters walk_in = devices::get(p, "walk_in").map();
  walk_in["retries"] = Value(std::int64_t{2});
  p["walk_in"] = Value(walk_in);
  // Hold-off of 10 s, then 2 s of walk-in until the next dip: twice on the mains.
  Lineup plant(p, {}, false);
  for (const core::Tick at : {10 * kSecond, 22 * kSecond, 34 * kSecond}) plant.dip(at);
  plant.rig.run(60 * kSecond);
  CHECK(plant.rig.state("ups") == "latched");
  plant.transfer(61 * kSecond, 2);
  plant.rig.run(100 * kSecond);
  CHECK(plant.rig.state("ups") == "online");
  CHECK(plant.rig.look("ups", "latch") == 1.0);

  // Twice on the set: the mains are as good as ever.
  Lineup other(p, {}, false);
  other.transfer(5 * kSecond, 2);
  for (const core::Tick at : {30 * kSecond, 42 * kSecond, 54 * kSecond}) other.dip(at, "set");
  other.rig.run(80 * kSecond);
  CHECK(other.rig.state("ups") == "latched");
  other.transfer(81 * kSecond, 1);
  other.rig.run(120 * kSecond);
  CHECK(other.rig.state("ups") == "online");
}

TEST_CASE("ups: a closed transition to the mains latches it on battery", "[ups][latch]") {
  for (const char* refuses : {"mains", "any"}) {
    Rig rig;
    add_closed_transitions(rig, latching(1, refuses));
    rig.run(99 * kSecond);
    const bool may_use_set = std::string(refuses) == "mains";
    CHECK(rig.state("ups") == (may_use_set ? "online" : "latched"));
    rig.run(100 * kSecond + 10 * kMs);
    CHECK(rig.state("ups") == "latched");
    CHECK(rig.look("ups", "on_battery") == (may_use_set ? 2.0 : 1.0));
    rig.run(205 * kSecond);  // the set alone: a new input, with its hold-off
    CHECK(rig.state("ups") == "latched");
    rig.run(250 * kSecond);
    CHECK(rig.state("ups") == (may_use_set ? "online" : "latched"));
  }
}

TEST_CASE("ups: so does one in eco, where the set carried the load itself", "[ups][latch]") {
  Parameters p = latching(1);
  p["mode"] = ups_word("eco");
  Rig rig;
  add_closed_transitions(rig, p);
  rig.run(99 * kSecond);
  CHECK(rig.state("ups") == "mains");
  rig.run(100 * kSecond + 10 * kMs);
  CHECK(rig.state("ups") == "latched");
  CHECK(rig.look("load", "voltage") == 1.0);
  rig.run(199 * kSecond);
  CHECK(rig.state("ups") == "latched");
  rig.run(300 * kSecond);
  CHECK(rig.state("ups") == "mains");
}

TEST_CASE("ups: in eco a good feed goes on carrying where the rectifier had the dips",
          "[ups][latch]") {
  Parameters p = latching(2);
  p["mode"] = ups_word("eco");
  Rig rig;
  rig.add("grid", std::make_unique<TurningSource>(50.0, 0.0, 0.0, SourceKind::grid));
  rig.add("own", devices::make_utility(utility_of(400.0, 50e6))).place_outlet(1);  // second node
  rig.add("ups", devices::make_ups(p), {.from = {"grid"}, .peers = {{"bypass", "own"}}});
  rig.add("battery", std::make_unique<PlainBattery>(Tank{}), {.from = {"ups"}});
  rig.add("load", std::make_unique<PlainLoad>(300e3), {.from = {"ups"}});
  for (const core::Tick at : {10 * kSecond, 20 * kSecond}) {
    rig.set(at, "grid", "voltage", 0.3);
    rig.set(at + 50 * kMs, "grid", "voltage", 1.0);
  }
  rig.order(100 * kSecond, "own", Verb::outage);
  rig.run(99 * kSecond);
  CHECK(rig.look("ups", "latch") == 1.0);
  CHECK(rig.state("ups") == "mains");
  CHECK(rig.look("ups", "on_battery") == 0.0);
  rig.run(101 * kSecond);  // the feed is gone, and the mains are refused
  CHECK(rig.state("ups") == "latched");
  CHECK(rig.look("load", "power") == Approx(300e3));
}

TEST_CASE("ups: only good mains release an automatic latch", "[ups][latch]") {
  Lineup plant(with_return(latching(1), "automatic", 120.0));
  plant.dip(10 * kSecond);
  plant.transfer(1000 * kSecond, 1);
  plant.transfer(1010 * kSecond, 2);
  plant.rig.run(999 *
                kSecond);  // on the set for a quarter of an hour: that tells nothing of the mains
  CHECK(plant.rig.look("ups", "latch") == 1.0);
  CHECK(plant.rig.state("ups") == "online");

  Lineup other(with_return(latching(1), "automatic", 120.0), {}, false);
  other.dip(10 * kSecond);
  other.rig.run(10 * kSecond + 50 * kMs + 120 * kSecond);
  CHECK(other.rig.look("ups", "latch") == 0.0);
  CHECK(other.rig.state("ups") == "walk_in");
}

TEST_CASE("ups: a call with automatic release is held while it is latched", "[ups][latch]") {
  Parameters p = latching(1);
  p["on_battery_release"] = ups_word("automatic");
  Lineup plant(p);
  plant.dip(10 * kSecond);
  plant.rig.order(2000 * kSecond, "ups", Verb::reset);
  plant.rig.run(2000 * kSecond - 1);  // the switch itself would return after 300 s
  CHECK(plant.rig.state("ats") == "alternate");
  CHECK(plant.rig.state("ups") == "online");
  plant.rig.run(2100 * kSecond);
  CHECK(plant.rig.state("ats") == "preferred");
  CHECK(plant.rig.state("ups") == "online");
  CHECK(count_of(plant.ups_log(), "0 online") == 1);
}

TEST_CASE("ups: the order online is refused on battery, and releases a latch", "[ups][latch]") {
  Lineup plant(latching(1), {}, false);
  plant.dip(10 * kSecond);
  const auto order = [&](core::Tick at, const char* to) {
    plant.rig.order(at, "ups", Verb::transfer, true, {{"to", ups_word(to)}});
  };
  order(20 * kSecond, "online");
  order(30 * kSecond, "bypass");
  order(40 * kSecond, "online");
  plant.rig.run(21 * kSecond);
  CHECK(plant.ups_log().back() == std::to_string(20 * kSecond) + " 1 latched");
  plant.rig.run(31 * kSecond);
  CHECK(plant.rig.state("ups") == "bypass");
  CHECK(plant.rig.look("ups", "latch") == 1.0);
  plant.rig.run(100 * kSecond);
  CHECK(plant.rig.state("ups") == "online");
  CHECK(plant.rig.look("ups", "latch") == 0.0);
}

TEST_CASE("ups: extra wakes change nothing of a latch on two feeds", "[ups][latch]") {
  check_extra_wakes([](std::uint64_t seed) {
    Lineup plant(latching(2));
    plant.dip(10 * kSecond);
    plant.dip(15 * kSecond);
    plant.transfer(70 * kSecond, 1);
    plant.rig.order(90 * kSecond, "ups", Verb::reset);
    return digest_with_extra_wakes(plant.rig, seed, 2000, 150 * kSecond);
  });
}

}  // namespace ridethrough
