#include <catch2/catch.hpp>

#include "support/device_rig.hpp"
#include "support/grid_examples.hpp"
#include "support/plain_devices.hpp"

namespace ridethrough::devices {
namespace {

using namespace support;
using Rows = std::vector<std::string>;

Parameters as(const char* mode) { return {{"as", word_value(mode)}}; }

void add_set(Rig& rig, const Parameters& parameters, double power_w, Wires wires = {}) {
  rig.add("gen", make_genset(parameters), std::move(wires));
  rig.add("load", std::make_unique<PlainLoad>(power_w), {.from = {"gen"}});
}

Parameters running_set() { return with(diesel_1600kw(), {{"state", word_value("running")}}); }

TEST_CASE("a start takes signal delay, crank and run-up", "[genset]") {
  Rig rig;
  add_set(rig, diesel_1600kw(), 1e6);
  rig.order(5 * kSecond, "gen", Verb::start);
  rig.order(kMin, "gen", Verb::stop);
  rig.run(10 * kMin);
  CHECK(rig.log("gen") == Rows{"6000000000 1 start_order", "6000000000 starting start_order",
                               "15000000000 running on_line", "60000000000 cooling_down stop_order",
                               "360000000000 stopped cooled"});
  CHECK(rig.look("gen", "starts") == 1.0);
  CHECK(rig.look("gen", "energy_out") == exactly(45e6));  // 1 MW for 45 s
}

TEST_CASE("it gives rated voltage only while it is on line", "[genset]") {
  Rig rig;
  add_set(rig, diesel_1600kw(), 1e6);
  rig.order(0, "gen", Verb::start);
  rig.run(10 * kSecond - 1);
  CHECK(rig.look("load", "voltage") == 0.0);
  CHECK(rig.look("gen", "frequency") == 0.0);
  rig.run(10 * kSecond);
  CHECK(rig.look("load", "voltage") == 1.0);
  CHECK(rig.look("gen", "frequency") == 50.0);
  CHECK(rig.look("gen", "load_level") == exactly(0.625));
}

TEST_CASE("a start signal withdrawn before the first try is forgotten", "[genset]") {
  Rig rig;
  add_set(rig, diesel_1600kw(), 1e6);
  rig.order(5 * kSecond, "gen", Verb::start);
  rig.order(6 * kSecond - 1, "gen", Verb::stop);
  rig.run(kMin);
  CHECK(rig.log("gen").empty());
  CHECK(rig.look("gen", "starts") == 0.0);
}

TEST_CASE("a stop while it starts puts it to rest", "[genset]") {
  Rig rig;
  add_set(rig, diesel_1600kw(), 1e6);
  rig.order(0, "gen", Verb::start);
  rig.order(5 * kSecond, "gen", Verb::stop);
  rig.run(kMin);
  CHECK(rig.log("gen").back() == "5000000000 stopped stop_order");
}

TEST_CASE("a start during the cooldown takes the running engine back", "[genset]") {
  Rig rig;
  add_set(rig, running_set(), 1e6);
  rig.order(10 * kSecond, "gen", Verb::stop);
  rig.order(20 * kSecond, "gen", Verb::start);
  rig.run(20 * kMin);
  CHECK(rig.log("gen") ==
        Rows{"10000000000 cooling_down stop_order", "21000000000 running recalled"});
}

TEST_CASE("a start signal at the end of the cooldown does not hang", "[genset]") {
  Rig rig;
  add_set(rig, running_set(), 1e6);
  rig.order(0, "gen", Verb::stop);
  rig.order(300 * kSecond - 500 * kMs, "gen", Verb::start);
  rig.run(20 * kMin);
  CHECK(rig.log("gen").back() == "300500000000 running recalled");
}

TEST_CASE("three failing tries end in failed, and a reset tries again", "[genset]") {
  Rig rig;
  add_set(rig, diesel_1600kw(), 1e6);
  rig.order(0, "gen", Verb::fail, true, as("fail_to_start"));
  rig.order(0, "gen", Verb::start);
  rig.order(kMin, "gen", Verb::repair);
  rig.run(2 * kMin);
  // 1 s, then 2 s crank, 15 s pause, 2 s, 15 s, 2 s; the call still stands after the repair.
  CHECK(rig.log("gen") == Rows{"1000000000 1 start_order", "1000000000 starting start_order",
                               "37000000000 failed fail_to_start", "60000000000 stopped repaired",
                               "61000000000 2 start_order", "61000000000 starting start_order",
                               "70000000000 running on_line"});
  const Incident incident = rig.report("gen").incidents.at(0);
  CHECK(incident.at == 37 * kSecond);
  CHECK(incident.lasted == 23 * kSecond);
}

TEST_CASE("a failure mended between two tries costs one try and one pause", "[genset]") {
  Rig rig;
  add_set(rig, diesel_1600kw(), 1e6);
  rig.order(0, "gen", Verb::fail, true, as("fail_to_start"));
  rig.order(0, "gen", Verb::start);
  rig.order(10 * kSecond, "gen", Verb::fail, false, as("fail_to_start"));
  rig.run(kMin);
  CHECK(rig.log("gen").back() == "27000000000 running on_line");  // 10 s + 2 s + 15 s
}

TEST_CASE("a chance to fail draws nothing by itself", "[genset]") {
  Rig rig;
  const Value chances(Parameters{{"fail_to_start", number_value(1.0)}});
  add_set(rig, with(diesel_1600kw(), {{"reliability", chances}}), 1e6);
  rig.order(0, "gen", Verb::start);
  rig.run(kMin);
  CHECK(rig.state("gen") == "running");
}

TEST_CASE("a start that is told to fail fails, and is mended after its time", "[genset]") {
  Rig rig;
  const Value second(
      Parameters{{"number", Value(std::int64_t{2})}, {"repair", number_value(3600.0)}});
  const Value life(Parameters{{"failing_starts", Value(Value::List{second})}});
  add_set(rig, with(diesel_1600kw(), {{"reliability", life}, {"cooldown", number_value(0.0)}}),
          1e6);
  rig.order(0, "gen", Verb::start);
  rig.order(kMin, "gen", Verb::stop);
  rig.order(2 * kMin, "gen", Verb::start);
  rig.order(4 * kMin, "gen", Verb::reset);  // mends nothing
  rig.run(90 * kMin);
  const Rows rows = rig.log("gen");
  // Three tries of 2 s and two pauses of 15 s after 1 s; then an hour, and its caller still waits.
  CHECK(std::count(rows.begin(), rows.end(), "157000000000 failed fail_to_start") == 1);
  CHECK(std::count(rows.begin(), rows.end(), "3757000000000 stopped repaired") == 1);
  CHECK(rows.back() == "3767000000000 running on_line");
}

TEST_CASE("a breakdown comes after its running time, however often it stood", "[genset]") {
  Rig rig;
  const Value first(Parameters{{"after", number_value(100.0)}});
  const Value life(Parameters{{"breakdowns", Value(Value::List{first})}});
  add_set(rig, with(diesel_1600kw(), {{"reliability", life}, {"cooldown", number_value(0.0)}}),
          1e6);
  rig.order(0, "gen", Verb::start);              // runs from 10 s
  rig.order(50 * kSecond, "gen", Verb::stop);    // after 40 s
  rig.order(100 * kSecond, "gen", Verb::start);  // runs from 110 s
  rig.run(10 * kMin);
  CHECK(rig.log("gen").back() == "170000000000 failed breakdown");
}

TEST_CASE("an overload trips after its time, to the tick of the crossing", "[genset]") {
  Rig rig;
  add_set(rig, running_set(), 1e6);
  // 1.0 to 2.0 MW in 10 s passes 110 % of 1.6 MW = 1.76 MW after 7.6 s.
  rig.set(10 * kSecond, "load", "power", 2e6, 10 * kSecond);
  rig.run(2 * kMin);
  const Rows rows = rig.log("gen");
  CHECK(rows.size() == 1);
  // Power is counted in 1/1024 W: the crossing is later by at most one unit over 100 kW/s, 10 ns.
  const core::Tick at = std::stoll(rows.at(0));
  CHECK(at > 77'600'000'000);
  CHECK(at <= 77'600'000'010);
  CHECK(rows.at(0).find("failed overload") != std::string::npos);
  CHECK(rig.look("load", "voltage") == 0.0);
}

TEST_CASE("an overload that ends in time is forgiven", "[genset]") {
  Rig rig;
  add_set(rig, running_set(), 1e6);
  rig.set(10 * kSecond, "load", "power", 2e6);
  rig.set(70 * kSecond - 1, "load", "power", 1.76e6);  // the limit itself is allowed
  rig.set(80 * kSecond, "load", "power", 2e6);
  rig.set(100 * kSecond, "load", "power", 0.0, 10 * kSecond);
  rig.run(5 * kMin);
  CHECK(rig.log("gen").empty());
}

TEST_CASE("a breakdown stops it until it is repaired", "[genset]") {
  Rig rig;
  add_set(rig, running_set(), 1e6);
  rig.order(kSecond, "gen", Verb::fail, true, as("breakdown"));
  rig.order(2 * kSecond, "gen", Verb::reset);  // a reset does not mend it
  rig.order(3 * kSecond, "gen", Verb::repair);
  rig.run(kMin);
  CHECK(rig.log("gen") == Rows{"1000000000 failed breakdown", "3000000000 stopped repaired",
                               "4000000000 1 start_order", "4000000000 starting start_order",
                               "13000000000 running on_line"});
}

TEST_CASE("waking a genset for nothing changes nothing", "[genset][property]") {
  const auto run = [](int wakes) {
    Rig rig;
    add_set(rig, diesel_1600kw(), 1e6);
    rig.order(kSecond, "gen", Verb::fail, true, as("fail_to_start"));
    rig.order(kSecond, "gen", Verb::start);
    rig.order(10 * kSecond, "gen", Verb::repair);
    rig.set(40 * kSecond, "load", "power", 2e6, 10 * kSecond);
    rig.order(120 * kSecond, "gen", Verb::reset);
    rig.set(121 * kSecond, "load", "power", 1e6);
    rig.order(150 * kSecond, "gen", Verb::stop);
    rig.wake_at_random(7, wakes, 500 * kSecond);
    std::string digest = rig.run_and_digest(500 * kSecond, kSecond);
    CHECK(rig.log("gen").size() == 10);
    return digest;
  };
  CHECK(run(0) == run(3000));
}

}  // namespace
}  // namespace ridethrough::devices
