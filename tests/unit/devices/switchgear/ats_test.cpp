#include <catch2/catch.hpp>

#include "support/device_rig.hpp"
#include "support/grid_examples.hpp"
#include "support/plain_devices.hpp"

namespace ridethrough::devices {
namespace {

using namespace support;
using Rows = std::vector<std::string>;

/// grid -> tx -> ats <- gen, one load: the module of the language page without its racks.
void add_module(Rig& rig) {
  rig.add("grid", make_utility(utility_of(10e3, 220e6, 20.0)));
  rig.add("tx", make_transformer(transformer_1600kva()), {.from = {"grid"}});
  rig.add("gen", make_genset(diesel_1600kw()));
  rig.add("ats", make_ats(ats_2500a()), {.from = {"tx", "gen"}});
  rig.add("load", std::make_unique<PlainLoad>(1e6), {.from = {"ats"}});
}

void outage(Rig& rig, core::Tick from, core::Tick to) {
  rig.order(from, "grid", Verb::outage, true);
  rig.order(to, "grid", Verb::outage, false);
}

/// Two ideal feeds without generator.
void add_pair(Rig& rig) {
  rig.add("a", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("b", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("ats", make_ats(ats_2500a()), {.from = {"a", "b"}});
  rig.add("load", std::make_unique<PlainLoad>(1e6), {.from = {"ats"}});
}

Parameters to_feed(const char* feed) { return {{"to", word_value(feed)}}; }

TEST_CASE("an outage, the generator and the way back, tick by tick", "[ats][genset]") {
  Rig rig;
  add_module(rig);
  outage(rig, kMin, 4 * kMin);
  rig.run(20 * kMin);
  // 60 s + sense 0.5 s: signal; + 10 s on line; + qualify 0.5 s and transfer 0.1 s.
  // Back at 240 s + retransfer 300 s + transfer 0.1 s; then 300 s of cooldown.
  CHECK(rig.log() == Rows{"60000000000 grid state: normal -> lost (outage)",
                          "61500000000 gen count:starts: 0 -> 1 (start_order)",
                          "61500000000 gen state: stopped -> starting (start_order)",
                          "70500000000 gen state: starting -> running (on_line)",
                          "71000000000 ats state: preferred -> transferring (under_voltage)",
                          "71100000000 ats count:transfers: 0 -> 1 (transferred)",
                          "71100000000 ats state: transferring -> alternate (transferred)",
                          "240000000000 grid state: lost -> normal (restored)",
                          "540000000000 ats state: alternate -> transferring (preferred_restored)",
                          "540100000000 ats count:transfers: 1 -> 2 (transferred)",
                          "540100000000 ats state: transferring -> preferred (transferred)",
                          "540100000000 gen state: running -> cooling_down (stop_order)",
                          "840100000000 gen state: cooling_down -> stopped (cooled)"});
  CHECK(rig.look("gen", "energy_out") == exactly(1e6 * (540.0 - 71.1)));
  CHECK(rig.look("ats", "transfers") == 2.0);
  CHECK(imbalance(rig.account("ats")) == 0.0);
}

TEST_CASE("the outlet is dead while the contacts move", "[ats]") {
  Rig rig;
  add_module(rig);
  outage(rig, kMin, 4 * kMin);
  const auto voltage_at = [&rig](core::Tick at) {
    rig.run(at);
    return rig.look("ats", "voltage");
  };
  CHECK(voltage_at(kMin - 1) > 0.9);
  CHECK(voltage_at(kMin) == 0.0);
  CHECK(voltage_at(71'100'000'000 - 1) == 0.0);
  CHECK(voltage_at(71'100'000'000) == 1.0);
  CHECK(voltage_at(540'000'000'000 - 1) == 1.0);
  CHECK(voltage_at(540'000'000'000) == 0.0);
  CHECK(voltage_at(540'100'000'000) > 0.9);
  CHECK(rig.look("ats", "load_level") > 0.5);
}

TEST_CASE("a blink shorter than sense does nothing", "[ats]") {
  Rig rig;
  add_module(rig);
  outage(rig, kMin, kMin + 500 * kMs - 1);
  rig.order(2 * kMin, "grid", Verb::dip, true, dip_to(0.4));
  rig.order(2 * kMin + 150 * kMs, "grid", Verb::dip, false, dip_to(0.4));
  rig.run(10 * kMin);
  CHECK(rig.log("ats").empty());
  CHECK(rig.log("gen").empty());
}

TEST_CASE("a start signal is withdrawn when the feed is back before the first try", "[ats]") {
  Rig rig;
  add_module(rig);
  outage(rig, kMin, kMin + 1500 * kMs - 1);
  rig.run(10 * kMin);
  CHECK(rig.log("ats").empty());
  CHECK(rig.log("gen").empty());
}

TEST_CASE("an outage that ends while the engine starts stops it again", "[ats][genset]") {
  Rig rig;
  add_module(rig);
  outage(rig, kMin, kMin + 5 * kSecond);
  rig.run(10 * kMin);
  CHECK(rig.log("ats").empty());
  CHECK(rig.log("gen").back() == "65000000000 stopped stop_order");
}

TEST_CASE("a sag below the window transfers, one inside does not", "[ats]") {
  Rig rig;
  add_pair(rig);
  rig.set(10 * kSecond, "a", "voltage", 0.86);
  rig.set(20 * kSecond, "a", "voltage", 0.84);
  rig.set(30 * kSecond, "a", "voltage", 1.0);
  rig.run(10 * kMin);
  CHECK(rig.log("ats") == Rows{"20500000000 transferring under_voltage",
                               "20600000000 1 transferred", "20600000000 alternate transferred",
                               "330000000000 transferring preferred_restored",
                               "330100000000 2 transferred", "330100000000 preferred transferred"});
}

TEST_CASE("a swell above the window transfers too", "[ats]") {
  Rig rig;
  add_pair(rig);
  rig.set(10 * kSecond, "a", "voltage", 1.12);
  rig.set(11 * kSecond, "a", "voltage", 1.05);
  rig.run(kMin);
  CHECK(rig.log("ats").front() == "10500000000 transferring over_voltage");
}

TEST_CASE("retransfer counts from the last time preferred came back", "[ats]") {
  Rig rig;
  add_pair(rig);
  rig.set(10 * kSecond, "a", "voltage", 0.0);
  rig.set(20 * kSecond, "a", "voltage", 1.0);
  rig.set(100 * kSecond, "a", "voltage", 0.5);
  rig.set(101 * kSecond, "a", "voltage", 1.0);
  rig.run(20 * kMin);
  CHECK(rig.log("ats").back() == "401100000000 preferred transferred");
}

TEST_CASE("a lost alternate sends it back without waiting", "[ats]") {
  Rig rig;
  add_pair(rig);
  rig.set(10 * kSecond, "a", "voltage", 0.0);
  rig.set(20 * kSecond, "a", "voltage", 1.0);
  rig.set(30 * kSecond, "b", "voltage", 0.0);
  rig.run(kMin);
  CHECK(rig.log("ats")[3] == "30500000000 transferring under_voltage");
  CHECK(rig.state("ats") == "preferred");
}

TEST_CASE("with both feeds bad it waits for either", "[ats]") {
  Rig rig;
  add_pair(rig);
  rig.set(10 * kSecond, "b", "voltage", 0.0);
  rig.set(20 * kSecond, "a", "voltage", 0.0);
  rig.set(40 * kSecond, "b", "voltage", 1.0);
  rig.run(kMin);
  CHECK(rig.log("ats").front() == "40500000000 transferring under_voltage");
}

TEST_CASE("an order transfers and holds until it is taken back", "[ats]") {
  Rig rig;
  add_pair(rig);
  rig.order(10 * kSecond, "ats", Verb::transfer, true, to_feed("2"));
  rig.order(20 * kMin, "ats", Verb::transfer, true, to_feed("1"));
  rig.run(30 * kMin);
  CHECK(rig.log("ats") ==
        Rows{"10000000000 transferring transfer_order", "10100000000 1 transferred",
             "10100000000 alternate transferred", "1200000000000 transferring transfer_order",
             "1200100000000 2 transferred", "1200100000000 preferred transferred"});
}

TEST_CASE("an order to the generator starts it first", "[ats][genset]") {
  Rig rig;
  add_module(rig);
  rig.order(10 * kSecond, "ats", Verb::transfer, true, to_feed("2"));
  rig.run(kMin);
  // 10 s ready, 0.5 s qualify, 0.1 s transfer
  CHECK(rig.log("ats").back() == "20600000000 alternate transferred");
}

TEST_CASE("a stuck switch stays where it is", "[ats]") {
  Rig rig;
  add_pair(rig);
  rig.order(5 * kSecond, "ats", Verb::fail, true, {{"as", word_value("stuck")}});
  rig.set(10 * kSecond, "a", "voltage", 0.0);
  rig.order(kMin, "ats", Verb::repair);
  rig.run(2 * kMin);
  CHECK(rig.log("ats").front() == "60000000000 transferring under_voltage");
}

TEST_CASE("two switches on one generator: it runs until the last lets go", "[ats][genset]") {
  Rig rig;
  rig.add("a", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("b", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("gen", make_genset(diesel_1600kw()));
  rig.add("ats-a", make_ats(ats_2500a()), {.from = {"a", "gen"}});
  rig.add("ats-b", make_ats(ats_2500a()), {.from = {"b", "gen"}});
  rig.set(10 * kSecond, "a", "voltage", 0.0);
  rig.set(20 * kSecond, "b", "voltage", 0.0);
  rig.set(60 * kSecond, "a", "voltage", 1.0);
  rig.set(120 * kSecond, "b", "voltage", 1.0);
  rig.run(30 * kMin);
  CHECK(rig.log("gen") == Rows{"11500000000 1 start_order", "11500000000 starting start_order",
                               "20500000000 running on_line",
                               "420100000000 cooling_down stop_order",
                               "720100000000 stopped cooled"});
}

TEST_CASE("waking the module for nothing changes nothing", "[ats][property]") {
  const auto run = [](int wakes) {
    Rig rig;
    add_module(rig);
    outage(rig, 10 * kSecond, 70 * kSecond);
    rig.set(30 * kSecond, "load", "power", 1.5e6, 10 * kSecond);
    rig.order(200 * kSecond, "grid", Verb::dip, true, dip_to(0.4));
    rig.order(200 * kSecond + 150 * kMs, "grid", Verb::dip, false, dip_to(0.4));
    rig.wake_at_random(11, wakes, 900 * kSecond);
    std::string digest = rig.run_and_digest(900 * kSecond, kSecond);
    CHECK(rig.state("ats") == "preferred");
    CHECK(rig.state("gen") == "stopped");
    return digest;
  };
  CHECK(run(0) == run(5000));
}

TEST_CASE("nobody wakes in a quiet hour", "[ats][property]") {
  Rig rig;
  add_module(rig);
  rig.run(kMin);
  const auto before = rig.engine().statistics().instants;
  rig.run(61 * kMin);
  // The one instant is the end of the retransfer time after the start; it changes nothing.
  CHECK(rig.engine().statistics().instants - before <= 1);
  CHECK(rig.log("ats").empty());
}

TEST_CASE("three modules in one cohort are three modules, to the bit", "[ats][property]") {
  const auto run = [](bool lumped) {
    Rig rig;
    rig.add("grid", make_utility(utility_of(10e3, 220e6, 20.0)));
    const std::int64_t members = lumped ? 3 : 1;
    for (int i = 0; i < (lumped ? 1 : 3); ++i) {
      const std::string n = std::to_string(i);
      rig.add("tx" + n, make_transformer(transformer_1600kva()),
              {.from = {"grid"}, .members = members});
      rig.add("gen" + n, make_genset(diesel_1600kw()), {.members = members});
      rig.add("ats" + n, make_ats(ats_2500a()),
              {.from = {"tx" + n, "gen" + n}, .members = members});
      rig.add("load" + n, std::make_unique<PlainLoad>(1.1e6),
              {.from = {"ats" + n}, .members = members});
    }
    outage(rig, kMin, 2 * kMin);
    std::vector<double> seen;
    for (core::Tick at = 0; at < 10 * kMin; at += 10 * kSecond) {
      rig.run(at);
      seen.push_back(rig.look("grid", "power"));
      seen.push_back(rig.look("grid", "reactive"));
      seen.push_back(rig.look("tx0", "voltage"));
      seen.push_back(rig.look("gen0", "power"));
    }
    seen.push_back(rig.look("grid", "energy_out"));
    seen.push_back(rig.finding("grid", "peak"));
    return seen;
  };
  CHECK(run(true) == run(false));
}

}  // namespace
}  // namespace ridethrough::devices
