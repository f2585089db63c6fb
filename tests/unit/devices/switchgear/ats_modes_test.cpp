#include <catch2/catch.hpp>
#include <stdexcept>

#include "ridethrough/devices/switchgear/bus.hpp"
#include "support/device_rig.hpp"
#include "support/grid_examples.hpp"
#include "support/plain_devices.hpp"
#include "support/two_feeds.hpp"

// What a transfer switch may be set to beyond the open transition of ats_test.cpp.
namespace ridethrough::devices {
namespace {

using namespace support;
using Rows = std::vector<std::string>;

/// With 100 kW below.
void add_turning(Rig& rig, const Parameters& over, double hz = 50.0, double rad = 0.0) {
  add_between_two(rig, "ats", make_ats(with(ats_2500a(), over)), hz, rad);
  rig.add("load", std::make_unique<PlainLoad>(1e5), {.from = {"ats"}});
}

void add_ats_module(Rig& rig, const Parameters& over = {}) {
  rig.add("grid", std::make_unique<TurningSource>());
  rig.add("gen", make_genset(diesel_1600kw()));
  rig.add("ats", make_ats(with(ats_2500a(), over)), {.from = {"grid", "gen"}});
  rig.add("load", std::make_unique<PlainLoad>(1e6), {.from = {"ats"}});
}

Parameters window_of(std::vector<std::pair<const char*, std::pair<double, double>>> bands) {
  Parameters window;
  for (const auto& [name, band] : bands) {
    window.emplace(name, Value(Value::List{number_value(band.first), number_value(band.second)}));
  }
  return {{"window", Value(window)}};
}

Parameters to(const char* feed, const char* caller = nullptr) {
  Parameters keys{{"to", word_value(feed)}};
  if (caller != nullptr) keys.emplace("caller", word_value(caller));
  return keys;
}

TEST_CASE("a feed that left the window comes back inside of a narrower one", "[ats]") {
  Rig rig;
  add_turning(rig, window_of({{"voltage", {0.85, 1.1}}, {"voltage_return", {0.9, 1.05}}}));
  rig.set(10 * kSecond, "a", "voltage", 0.83);
  rig.set(20 * kSecond, "a", "voltage", 0.88);  // inside the window, not inside the return
  rig.set(700 * kSecond, "a", "voltage", 0.95);
  rig.run(20 * kMin);
  CHECK(rig.log("ats").front() == "10500000000 transferring under_voltage");
  CHECK(rig.log("ats").back() == "1000100000000 preferred transferred");
}

TEST_CASE("a return outside of its window is refused", "[ats]") {
  const auto made = [](const Parameters& window) { make_ats(with(ats_2500a(), window)); };
  CHECK_THROWS_AS(made(window_of({{"voltage", {0.85, 1.1}}, {"voltage_return", {0.8, 1.05}}})),
                  std::invalid_argument);
  CHECK_THROWS_AS(made(window_of({{"voltage", {0.85, 1.1}}, {"frequency_return", {49.0, 51.0}}})),
                  std::invalid_argument);
}

TEST_CASE("a frequency that leaves its window counts like a voltage", "[ats]") {
  Rig rig;
  add_turning(rig, window_of({{"voltage", {0.85, 1.1}},
                              {"frequency", {48.0, 52.0}},
                              {"frequency_return", {49.0, 51.0}}}));
  rig.set(10 * kSecond, "a", "slope", -0.5);
  rig.set(20 * kSecond, "a", "slope", 0.25);  // from 45 Hz: 49 Hz at 36 s
  rig.set(40 * kSecond, "a", "slope", 0.0);
  rig.run(6 * kMin);
  // 50 - 0.5 t < 48 from the first tick after 14 s on; sense 0.5 s, transfer 0.1 s.
  CHECK(rig.log("ats") == Rows{"14500000001 transferring under_frequency",
                               "14600000001 1 transferred", "14600000001 alternate transferred",
                               "336000000000 transferring preferred_restored",
                               "336100000000 2 transferred", "336100000000 preferred transferred"});
}

TEST_CASE("a high frequency is told from a low one", "[ats]") {
  Rig rig;
  add_turning(rig, window_of({{"voltage", {0.85, 1.1}}, {"frequency", {48.0, 52.0}}}));
  rig.set(10 * kSecond, "a", "frequency", 52.5);
  rig.run(kMin);
  CHECK(rig.log("ats").front() == "10500000000 transferring over_frequency");
}

TEST_CASE("the start signal waits, so that a short dip starts no engine", "[ats][genset]") {
  Rig rig;
  add_ats_module(rig, number("start_delay", 3.0));
  rig.set(10 * kSecond, "grid", "voltage", 0.0);
  rig.set(13 * kSecond + 499 * kMs, "grid", "voltage", 1.0);
  rig.set(60 * kSecond, "grid", "voltage", 0.0);
  rig.run(2 * kMin);
  // 60 s + sense 0.5 s + start_delay 3 s + the genset's own second.
  CHECK(rig.log("gen").front() == "64500000000 1 start_order");
  CHECK(rig.log("ats").back() == "74100000000 alternate transferred");
}

TEST_CASE("a delayed transition stops at neutral", "[ats]") {
  Rig rig;
  add_turning(rig, with(word("transition", "delayed"), number("neutral", 2.0)));
  rig.set(10 * kSecond, "a", "voltage", 0.0);
  rig.run(12'600'000'000 - 1);
  CHECK(rig.look("ats", "voltage") == 0.0);
  rig.run(12'600'000'000);
  CHECK(rig.look("ats", "voltage") > 0.9);
  CHECK(rig.log("ats").back() == "12600000000 alternate transferred");
}

TEST_CASE("a closed transition waits for the angle and interrupts nothing", "[ats][sync]") {
  Rig rig;
  add_turning(rig, word("transition", "closed"), 50.05);
  rig.order(10 * kSecond, "ats", Verb::transfer, true, to("2"));
  rig.run(10 * kSecond);
  CHECK(rig.log("ats").empty());  // at 10 s b is 180 degrees ahead
  // b gains 18 degrees a second: 355 degrees after 19.72 s (with the angle of the load).
  rig.run(19 * kSecond);
  CHECK(rig.log("ats").empty());
  rig.run(20 * kSecond);
  const auto rows = rig.log("ats");
  REQUIRE(rows.size() == 3);
  const double begins_s = std::stod(rows[0]) * 1e-9;
  CHECK(begins_s == Approx(355.0 / 18.0).margin(0.05));
  CHECK(rows[0].find("parallel transfer_order") != std::string::npos);
  CHECK(std::stoll(rows[2]) - std::stoll(rows[0]) == 100 * kMs);
  CHECK(rig.look("ats", "voltage") > 0.9);
}

TEST_CASE("joined feeds keep the outlet alive at every tick", "[ats][sync]") {
  Rig rig;
  add_turning(rig, word("transition", "closed"));
  rig.order(10 * kSecond, "ats", Verb::transfer, true, to("2"));
  rig.order(20 * kSecond, "ats", Verb::transfer, true, to("1"));
  for (core::Tick at = 10 * kSecond - kMs; at < 10 * kSecond + 200 * kMs; at += kMs) {
    rig.run(at);
    CHECK(rig.look("ats", "voltage") > 0.9);
  }
  rig.run(30 * kSecond);
  CHECK(rig.log("ats") == Rows{"10000000000 parallel transfer_order", "10100000000 1 transferred",
                               "10100000000 alternate transferred",
                               "20000000000 parallel transfer_order", "20100000000 2 transferred",
                               "20100000000 preferred transferred"});
  CHECK(imbalance(rig.account("ats")) < 1e-9);
}

TEST_CASE("feeds that stay apart are changed over openly after the timeout", "[ats][sync]") {
  Rig rig;
  add_turning(rig, word("transition", "closed"), 50.0, 30.0 * kDegree);
  rig.order(10 * kSecond, "ats", Verb::transfer, true, to("2"));
  rig.run(2 * kMin);
  CHECK(rig.log("ats") == Rows{"70000000000 transferring sync_timeout", "70100000000 1 transferred",
                               "70100000000 alternate transferred"});
}

TEST_CASE("a voltage that comes near lets the switch close at that instant", "[ats][sync]") {
  Rig rig;
  add_turning(rig, word("transition", "closed"));
  rig.set(5 * kSecond, "b", "voltage", 0.92);
  rig.order(10 * kSecond, "ats", Verb::transfer, true, to("2"));
  rig.set(20 * kSecond, "b", "voltage", 0.94);
  rig.set(30 * kSecond, "b", "voltage", 0.96);
  rig.run(kMin);
  CHECK(rig.log("ats").front() == "30000000000 parallel transfer_order");
}

TEST_CASE("a slip that is too fast is waited out", "[ats][sync]") {
  Rig rig;
  add_turning(rig, word("transition", "closed"), 50.5);
  rig.order(10 * kSecond, "ats", Verb::transfer, true, to("2"));
  rig.set(30 * kSecond, "b", "frequency", 50.0);  // 15 turns after the start: in phase
  rig.run(kMin);
  CHECK(rig.log("ats").front() == "30000000000 parallel transfer_order");
}

TEST_CASE("a lost feed is left openly, whatever the transition", "[ats][sync]") {
  Rig rig;
  add_turning(rig, word("transition", "closed"), 50.0, 90.0 * kDegree);
  rig.set(10 * kSecond, "a", "voltage", 0.0);
  rig.run(kMin);
  CHECK(rig.log("ats").front() == "10500000000 transferring under_voltage");
}

TEST_CASE("in_phase makes the contacts of an open transition meet in phase", "[ats][sync]") {
  Rig rig;
  add_turning(rig, {{"in_phase", Value(true)}}, 50.1);
  rig.order(kSecond, "ats", Verb::transfer, true, to("2"));
  rig.run(kMin);
  // b gains 36 degrees a second: 355 degrees at 9.861 s, less the 0.1 s of the contacts.
  const auto rows = rig.log("ats");
  REQUIRE(rows.size() == 3);
  CHECK(std::stod(rows[0]) * 1e-9 == Approx(355.0 / 36.0 - 0.1).margin(0.02));
  CHECK(std::stod(rows[2]) * 1e-9 == Approx(355.0 / 36.0).margin(0.02));
}

TEST_CASE("in_phase and closed are one or the other", "[ats]") {
  CHECK_THROWS_AS(
      make_ats(with(ats_2500a(), with(word("transition", "closed"), {{"in_phase", Value(true)}}))),
      std::invalid_argument);
}

TEST_CASE("a manual return leaves a good alternate by order only", "[ats]") {
  Rig rig;
  add_turning(rig, word("return", "manual"));
  rig.set(10 * kSecond, "a", "voltage", 0.0);
  rig.set(20 * kSecond, "a", "voltage", 1.0);
  rig.order(30 * kMin, "ats", Verb::transfer, true, to("1"));
  rig.run(40 * kMin);
  CHECK(rig.log("ats")[3] == "1800000000000 transferring transfer_order");
}

TEST_CASE("dwell holds it on a good alternate, not on a lost one", "[ats]") {
  const auto returns = [](bool loses_b) {
    Rig rig;
    add_turning(rig, number("dwell", 1200.0));
    rig.set(10 * kSecond, "a", "voltage", 0.0);
    rig.set(20 * kSecond, "a", "voltage", 1.0);
    if (loses_b) rig.set(60 * kSecond, "b", "voltage", 0.0);
    rig.run(40 * kMin);
    return rig.log("ats").at(3);
  };
  CHECK(returns(false) == "1210600000000 transferring preferred_restored");
  CHECK(returns(true) == "60500000000 transferring under_voltage");
}

TEST_CASE("inhibited it neither transfers nor calls, until it may or is ordered", "[ats][genset]") {
  Rig rig;
  add_ats_module(rig, {{"inhibit", Value(true)}});
  rig.set(10 * kSecond, "grid", "voltage", 0.0);
  rig.order(30 * kSecond, "ats", Verb::start);
  rig.run(kMin);
  CHECK(rig.log("gen").front() == "31000000000 1 start_order");
  CHECK(rig.log("ats").back() == "40600000000 alternate transferred");
}

TEST_CASE("a stop order inhibits, an order to go does not mind", "[ats]") {
  Rig rig;
  add_turning(rig, {});
  rig.order(5 * kSecond, "ats", Verb::stop);
  rig.set(10 * kSecond, "a", "voltage", 0.0);
  rig.order(20 * kSecond, "ats", Verb::transfer, true, to("2"));
  rig.run(30 * kSecond);
  CHECK(rig.log("ats").front() == "20000000000 transferring transfer_order");
}

TEST_CASE("callers hold it on the alternate, each for itself", "[ats]") {
  Rig rig;
  add_turning(rig, {});
  rig.order(10 * kSecond, "ats", Verb::transfer, true, to("2", "ups-1"));
  rig.order(20 * kSecond, "ats", Verb::transfer, true, to("2", "ups-2"));
  rig.order(30 * kMin, "ats", Verb::transfer, false, to("2", "ups-1"));
  rig.order(40 * kMin, "ats", Verb::transfer, false, to("2", "ups-2"));
  rig.run(50 * kMin);
  // The preferred feed has been good for long: it goes when the last lets go.
  CHECK(rig.log("ats")[3] == "2400000000000 transferring preferred_restored");
}

TEST_CASE("to 1 by one caller frees what it held, by an operator everything", "[ats]") {
  Rig rig;
  add_turning(rig, {});
  rig.order(10 * kSecond, "ats", Verb::transfer, true, to("2", "ups-1"));
  rig.order(10 * kSecond, "ats", Verb::transfer, true, to("2", "ups-2"));
  rig.order(20 * kSecond, "ats", Verb::transfer, true, to("1", "ups-1"));
  rig.order(30 * kSecond, "ats", Verb::transfer, true, to("1"));
  rig.run(kMin);
  CHECK(rig.log("ats")[3] == "30000000000 transferring transfer_order");
}

TEST_CASE("an order holds through an outage and the return of the preferred feed", "[ats]") {
  Rig rig;
  add_turning(rig, {});
  rig.set(10 * kSecond, "a", "voltage", 0.0);
  rig.order(20 * kSecond, "ats", Verb::transfer, true, to("2", "ups"));
  rig.set(30 * kSecond, "a", "voltage", 1.0);
  rig.run(30 * kMin);
  CHECK(rig.state("ats") == "alternate");
  rig.order(31 * kMin, "ats", Verb::transfer, false, to("2", "ups"));
  rig.run(32 * kMin);
  CHECK(rig.state("ats") == "preferred");
}

TEST_CASE("words of a ups are no feed", "[ats]") {
  Rig rig;
  add_turning(rig, {});
  rig.order(10 * kSecond, "ats", Verb::transfer, true, to("bypass"));
  rig.run(kMin);
  CHECK(rig.log("ats").empty());
}

TEST_CASE("an alternate that never comes leaves it where it is", "[ats][genset]") {
  Rig rig;
  add_ats_module(rig);
  rig.order(kSecond, "gen", Verb::fail, true, {{"as", word_value("fail_to_start")}});
  rig.set(10 * kSecond, "grid", "voltage", 0.0);
  rig.set(10 * kMin, "grid", "voltage", 1.0);
  rig.run(20 * kMin);
  CHECK(rig.log("ats").empty());
  CHECK(rig.state("gen") == "failed");
  CHECK(rig.look("load", "voltage") == 1.0);
}

TEST_CASE("with both feeds lost it takes the first that is good again", "[ats]") {
  Rig rig;
  add_turning(rig, {});
  rig.set(10 * kSecond, "a", "voltage", 0.0);
  rig.set(20 * kSecond, "b", "voltage", 0.0);
  rig.set(30 * kSecond, "a", "voltage", 1.0);
  rig.run(kMin);
  CHECK(rig.log("ats").back() == "30600000000 preferred transferred");
}

TEST_CASE("it calls the generator that is named, behind a bus", "[ats][genset]") {
  Rig rig;
  rig.add("grid", std::make_unique<TurningSource>());
  rig.add("gen", make_genset(diesel_1600kw()));
  rig.add("bus", make_bus({}), {.from = {"gen"}});
  rig.add("ats", make_ats(ats_2500a()), {.from = {"grid", "bus"}, .peers = {{"generator", "gen"}}});
  rig.set(10 * kSecond, "grid", "voltage", 0.0);
  rig.run(kMin);
  CHECK(rig.log("ats").back() == "21100000000 alternate transferred");
}

TEST_CASE("a generator that is none is refused", "[ats]") {
  Rig rig;
  rig.add("a", std::make_unique<TurningSource>());
  rig.add("b", std::make_unique<TurningSource>());
  rig.add("ats", make_ats(ats_2500a()), {.from = {"a", "b"}, .peers = {{"generator", "b"}}});
  CHECK_THROWS_AS(rig.run(kSecond), std::invalid_argument);
}

TEST_CASE("mains that return during cranking stop the engine, later they cool it",
          "[ats][genset]") {
  const auto last = [](core::Tick back) {
    Rig rig;
    add_ats_module(rig);
    rig.set(10 * kSecond, "grid", "voltage", 0.0);
    rig.set(back, "grid", "voltage", 1.0);
    rig.run(30 * kMin);
    return rig.log("gen");
  };
  CHECK(last(12 * kSecond).back() == "12000000000 stopped stop_order");
  // On line at 20.5 s, mains back before the transfer: five minutes of cooling.
  CHECK(last(20 * kSecond + 700 * kMs).back() == "320700000000 stopped cooled");
}

TEST_CASE("waking a synchronising switch for nothing changes nothing", "[ats][sync][property]") {
  const auto run = [](int wakes) {
    Rig rig;
    add_turning(rig,
                with(word("transition", "closed"),
                     window_of({{"voltage", {0.85, 1.1}}, {"frequency", {49.0, 51.0}}})),
                50.03);
    rig.order(2 * kSecond, "ats", Verb::transfer, true, to("2"));
    rig.set(30 * kSecond, "b", "slope", 0.05);
    rig.set(60 * kSecond, "b", "slope", -0.05);
    rig.set(80 * kSecond, "b", "slope", 0.0);
    rig.order(90 * kSecond, "ats", Verb::transfer, true, to("1"));
    rig.wake_at_random(17, wakes, 200 * kSecond);
    return rig.run_and_digest(200 * kSecond, 100 * kMs);
  };
  CHECK(run(0) == run(4000));
}

}  // namespace
}  // namespace ridethrough::devices
