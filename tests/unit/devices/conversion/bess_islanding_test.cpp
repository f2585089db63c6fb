#include <catch2/catch.hpp>

#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "ridethrough/devices/storage/battery_device.hpp"
#include "support/battery_examples.hpp"
#include "support/moving_grid.hpp"
#include "unit/devices/conversion/bess_hall.hpp"

namespace ridethrough {
namespace {

using namespace support;
using devices::Verb;

constexpr double kLagS = 1.0 / (2.0 * std::numbers::pi * 5.0);
constexpr double kFormedS = 60.008;

Parameters drooping_cabinet() {
  Parameters droop;
  droop["slope"] = Value(0.02);
  droop["filter"] = Value(5.0);
  droop["set_point"] = Value(0.0);
  Parameters p = lfp_cabinet();
  p["forms"] = Value(std::string("droop"));
  p["droop"] = Value(droop);
  return p;
}

Cabinets of(const Parameters& parameters) {
  Cabinets cabinets;
  cabinets.parameters = parameters;
  return cabinets;
}

/// Turns of the bus against nominal, `s` after it was formed with 150 kW at droop: -0.75 Hz.
double turns_after(double s) { return -0.75 * (s - kLagS * (1.0 - std::exp(-s / kLagS))); }

std::vector<std::string> rows_with(const std::vector<std::string>& log, const std::string& word) {
  std::vector<std::string> found;
  for (const std::string& row : log) {
    if (row.find(word) != std::string::npos) found.push_back(row);
  }
  return found;
}

TEST_CASE("bess: the frequency of a formed bus droops with its load", "[bess]") {
  Hall hall(150e3, of(drooping_cabinet()));
  hall.outage(60 * kSecond, core::kNever);
  hall.rig.set(70 * kSecond, "load", "power", 50e3);
  hall.rig.run(core::ticks_nearest(kFormedS + kLagS));
  CHECK(hall.rig.look("lfp-1", "frequency") ==
        Approx(50.0 - 0.75 * (1.0 - std::exp(-1.0))).margin(2e-4));
  hall.rig.run(61 * kSecond);
  CHECK(hall.rig.look("lfp-1", "frequency") == Approx(49.25).margin(1e-4));
  CHECK(hall.rig.look("load", "voltage") == 1.0);
  const auto instants = hall.rig.engine().statistics().instants;
  hall.rig.run(69 * kSecond);
  CHECK(hall.rig.engine().statistics().instants <=
        instants + 3);  // the search for the end of cells
  hall.rig.run(72 * kSecond);
  CHECK(hall.rig.look("lfp-1", "frequency") == Approx(49.75).margin(1e-4));
  hall.check_books();
}

TEST_CASE("bess: virtual inertia has a lag of 2 H m", "[bess]") {
  Parameters p = drooping_cabinet();
  p["forms"] = Value(std::string("virtual_inertia"));
  p["inertia"] = Value(5.0);
  Hall hall(150e3, of(p));
  hall.outage(60 * kSecond, core::kNever);
  hall.rig.run(core::ticks_nearest(kFormedS + 0.2));
  CHECK(hall.rig.look("lfp-1", "frequency") ==
        Approx(50.0 - 0.75 * (1.0 - std::exp(-1.0))).margin(2e-4));
}

TEST_CASE("bess: it waits for the angle of the feed before it closes", "[bess]") {
  Hall hall(150e3, of(drooping_cabinet()));
  hall.outage(60 * kSecond, 100 * kSecond);
  hall.rig.run(140 * kSecond);
  const std::vector<std::string> log = hall.rig.log("lfp-1");
  REQUIRE(log.size() == 4);
  CHECK(log[2] == "105000000000 resyncing feed_good");
  CHECK(log[3].find("following handed_over") != std::string::npos);
  const double turns = std::remainder(turns_after(105.0 - kFormedS), 1.0);
  const double closed_s = 105.0 + std::abs(turns) / 0.1 + 4e-3;
  const auto closed = rows_with(hall.rig.log("sw"), "closed");
  REQUIRE(closed.size() == 1);
  CHECK(1e-9 * static_cast<double>(std::stoll(closed[0])) == Approx(closed_s).margin(2e-2));
  CHECK(hall.rig.look("lfp-1", "frequency") == 50.0);
  hall.check_books();
}

TEST_CASE("bess: a switch closed out of step is told, and the cabinet lets go", "[bess]") {
  Hall hall(150e3, of(drooping_cabinet()));
  hall.outage(60 * kSecond, 100 * kSecond);
  // Half a turn behind: 0.75 Hz, 2/3 s after a whole one.
  const double s = (30.5 / 0.75) + kLagS;
  hall.rig.order(core::ticks_nearest(kFormedS + s), "sw", Verb::close);
  hall.rig.run(102 * kSecond);
  REQUIRE(std::abs(std::remainder(turns_after(s), 1.0)) > 0.4);
  CHECK(rows_with(hall.rig.log("lfp-1"), "out_of_step").size() == 1);
  CHECK(hall.rig.report("lfp-1").incidents.at(0).reason == "out_of_step");
  CHECK(hall.rig.look("load", "power") == Approx(150e3));
  hall.check_books();
}

TEST_CASE("bess: the feed lost again while it waits for the angle", "[bess]") {
  Hall hall(150e3, of(drooping_cabinet()));
  hall.outage(60 * kSecond, 100 * kSecond);
  hall.rig.set(105 * kSecond + 100 * kMs, "grid", "voltage", 0.0);
  hall.rig.run(120 * kSecond);
  CHECK(hall.rig.state("lfp-1") == "forming");
  CHECK(hall.rig.look("lfp-1", "frequency") == Approx(49.25).margin(1e-4));
  CHECK(hall.rig.look("load", "power") == Approx(150e3));
  hall.check_books();
}

TEST_CASE("bess: cabinets of one bus follow one law", "[bess]") {
  Rig rig;
  rig.add("grid", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("sw", devices::make_static_switch(static_switch()), {.from = {"grid"}});
  const Wires behind{.from = {"sw"}, .peers = {{"islanding_switch", "sw"}}};
  rig.add("one", devices::make_bess(drooping_cabinet()), behind);
  rig.add("other", devices::make_bess(lfp_cabinet()), behind);
  CHECK_THROWS_AS(rig.run(kSecond), std::invalid_argument);
}

TEST_CASE("bess: extra wakes change neither frequency nor resynchronising", "[bess]") {
  support::check_extra_wakes_of(of(drooping_cabinet()));
}

TEST_CASE("bess: black start by order", "[bess]") {
  Parameters p = lfp_cabinet();
  p["black_start"] = Value(true);
  Hall hall(150e3, of(p));
  hall.rig.order(50 * kSecond, "lfp-1", Verb::stop);
  hall.outage(60 * kSecond, 90 * kSecond);
  hall.rig.order(70 * kSecond, "lfp-1", Verb::start);
  hall.rig.run(80 * kSecond);
  const std::vector<std::string> log = hall.rig.log("lfp-1");
  REQUIRE(log.size() == 3);
  CHECK(log[1] == "70000000000 islanding black_start");
  CHECK(log[2] == "70006000000 forming switch_open");
  CHECK(hall.rig.look("load", "power") == Approx(150e3));
  hall.rig.run(120 * kSecond);
  CHECK(hall.rig.state("lfp-1") == "following");
  hall.check_books();
}

TEST_CASE("bess: black start some time after a collapse, once the load is less", "[bess]") {
  Parameters p = lfp_cabinet();
  p["black_start"] = Value(true);
  p["black_start_after"] = Value(5.0);
  p["current_limit_for"] = Value(0.1);
  Hall hall(250e3, of(p));
  hall.outage(60 * kSecond, core::kNever);
  hall.rig.set(67 * kSecond, "load", "power", 100e3);
  hall.rig.run(80 * kSecond);
  const std::vector<std::string> log = hall.rig.log("lfp-1");
  REQUIRE(log.size() == 10);  // with two counts of the limit
  CHECK(log[3] == "60108000000 stopped current_limit");
  CHECK(log[4] == "65108000000 islanding black_start");
  CHECK(log[5] == "65114000000 forming switch_open");
  CHECK(log[7] == "65214000000 stopped current_limit");
  CHECK(log[8] == "70214000000 islanding black_start");
  CHECK(hall.rig.look("load", "power") == Approx(100e3));
  hall.check_books();
}

/// Times of the log of a cabinet on real cells, through a dip to 0.3 pu that stays.
std::string times_of(const Parameters& cells, double opens_in_s) {
  Parameters ride;
  ride["active"] = Value(1.0);
  ride["priority"] = Value(std::string("active"));
  Parameters p = lfp_cabinet();
  p["ride_through"] = Value(ride);
  Rig rig;
  rig.add("grid", std::make_unique<PlainSource>(400.0, 50.0, false, 1e-3));
  rig.add("sw", devices::make_static_switch(static_switch(opens_in_s)), {.from = {"grid"}});
  rig.add("bess", devices::make_bess(p), {.from = {"sw"}, .peers = {{"islanding_switch", "sw"}}});
  rig.add("cells", devices::make_battery(cells), {.from = {"bess"}});
  rig.add("load", std::make_unique<PlainLoad>(60e3), {.from = {"sw"}});
  rig.set(60 * kSecond, "grid", "voltage", 0.3);
  rig.run(60 * kSecond + core::ticks_nearest(2e-3 + opens_in_s) - 1);
  CHECK(rig.look("load", "voltage") < 0.32);  // it can not hold up the bus beside the feed
  rig.run(61 * kSecond);
  CHECK(rig.look("load", "voltage") == 1.0);
  const double fed_s = std::max(0.0, 2e-3 + opens_in_s - 6e-3);
  CHECK(rig.finding("bess", "energy_into_dips") ==
        Approx(1.2 * 0.3 * 200e3 * fed_s).epsilon(0.05).margin(1.0));
  std::string times;
  for (const std::string& row : rig.log("bess")) times += row + "; ";
  return times;
}

TEST_CASE("bess: the switch decides how long the bus is down, whatever the cells", "[bess]") {
  Parameters lead = testing::vrla_150ah();
  lead["series"] = testing::count(40);
  lead["strings"] = testing::count(8);
  Parameters lithium = testing::lfp_3ah();
  lithium["series"] = testing::count(150);
  lithium["strings"] = testing::count(200);
  const std::string quick = times_of(lithium, 4e-3);
  CHECK(quick == "60002000000 islanding feed_lost; 60008000000 forming switch_open; ");
  CHECK(times_of(lead, 4e-3) == quick);
  const std::string slow = times_of(lithium, 100e-3);
  CHECK(slow == "60002000000 islanding feed_lost; 60102000000 forming switch_open; ");
  CHECK(times_of(lead, 100e-3) == slow);
}

/// Part lfp-cabinet-200kwh with a window of frequency.
Parameters particular_cabinet() {
  Parameters p = lfp_cabinet();
  Parameters window = p["window"].map();
  window["frequency"] = Value(Value::List{Value(49.0), Value(51.0)});
  p["window"] = Value(window);
  return p;
}

/// Such a cabinet on a feed that falls from 50 to `low_hz` from 60 s to 62 s, and rises again from
/// 70 s to 72 s.
void add_cabinet_on_falling_feed(Rig& rig, double low_hz, const Parameters& cabinet) {
  rig.add("grid", std::make_unique<MovingGrid>(400.0, 50.0, 1e-3));
  rig.add("sw", devices::make_static_switch(static_switch()), {.from = {"grid"}});
  rig.add("bess", devices::make_bess(cabinet),
          {.from = {"sw"}, .peers = {{"islanding_switch", "sw"}}});
  rig.add("cells", std::make_unique<PlainBattery>(Cabinets{}.tank), {.from = {"bess"}});
  rig.add("load", std::make_unique<PlainLoad>(150e3), {.from = {"sw"}});
  rig.set(60 * kSecond, "grid", "frequency", low_hz, 2 * kSecond);
  rig.set(70 * kSecond, "grid", "frequency", 50.0, 2 * kSecond);
}

TEST_CASE("bess: a feed that leaves the window of frequency is lost", "[bess]") {
  Rig rig;
  add_cabinet_on_falling_feed(rig, 48.0, particular_cabinet());
  rig.run(75 * kSecond);
  // 49 Hz at 61 s, the next tick is below; 2 ms of sense, then 6 ms to answer.
  CHECK(rig.log("bess") == std::vector<std::string>{"61002000001 islanding feed_lost",
                                                    "61008000001 forming switch_open"});
  CHECK(rig.look("bess", "frequency") == 50.0);
  CHECK(rig.look("load", "power") == Approx(150e3));
  rig.run(76 * kSecond - 1);
  CHECK(rig.state("bess") == "forming");
  rig.run(100 * kSecond);
  // 49 Hz again at 71 s, the next tick is inside; good for 5 s a tick after 76 s.
  REQUIRE(rig.log("bess").size() == 4);
  CHECK(rig.log("bess")[2] == "76000000001 resyncing feed_good");
  CHECK(rig.state("bess") == "following");
}

TEST_CASE("bess: a feed inside the window of frequency, and a cabinet without one, stay",
          "[bess]") {
  Rig inside;
  add_cabinet_on_falling_feed(inside, 49.0, particular_cabinet());
  inside.run(100 * kSecond);
  CHECK(inside.log("bess").empty());
  Rig without;
  add_cabinet_on_falling_feed(without, 48.0, lfp_cabinet());
  without.run(100 * kSecond);
  CHECK(without.log("bess").empty());
}

TEST_CASE("bess: a feed that rises past the window of frequency is lost too", "[bess]") {
  Rig rig;
  add_cabinet_on_falling_feed(rig, 52.0, particular_cabinet());
  rig.run(75 * kSecond);
  CHECK(rig.log("bess").at(0) == "61002000001 islanding feed_lost");
}

TEST_CASE("bess: extra wakes do not move what its window of frequency does", "[bess]") {
  check_extra_wakes([](std::uint64_t seed) {
    Rig rig;
    add_cabinet_on_falling_feed(rig, 48.0, particular_cabinet());
    return digest_with_extra_wakes(rig, seed, 500, 100 * kSecond);
  });
}

TEST_CASE("bess: a window of frequency that its feed is never inside of is refused", "[bess]") {
  Rig rig;
  rig.add("grid", std::make_unique<PlainSource>(400.0, 60.0));
  rig.add("sw", devices::make_static_switch(static_switch()), {.from = {"grid"}});
  rig.add("bess", devices::make_bess(particular_cabinet()),
          {.from = {"sw"}, .peers = {{"islanding_switch", "sw"}}});
  CHECK_THROWS_WITH(rig.run(kSecond), Catch::Contains("60 Hz of its feed lie outside"));
}

TEST_CASE("bess: a ramp slower than the response is what the load waits for", "[bess]") {
  const double ramp_w_per_s = GENERATE(80e6, 40e6, 10e6);  // 200 kW in 2.5, 5 and 20 ms
  Parameters p = lfp_cabinet();
  p["ramp"] = Value(ramp_w_per_s);
  Hall hall(100e3, of(p));
  hall.outage(10 * kSecond, 20 * kSecond);
  hall.rig.run(11 * kSecond);
  const core::Tick answers = std::max(5 * kMs, core::ticks_up(200e3 / ramp_w_per_s));
  const core::Tick carries = 10 * kSecond + 2 * kMs + 1 * kMs + answers;  // sense, latency
  CHECK(hall.rig.log("lfp-1").at(1) == std::to_string(carries) + " forming switch_open");
}

}  // namespace
}  // namespace ridethrough
