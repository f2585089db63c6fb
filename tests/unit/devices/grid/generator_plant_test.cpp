#include <catch2/catch.hpp>
#include <map>

#include "ridethrough/devices/grid/generator_plant.hpp"
#include "ridethrough/devices/switchgear/breaker.hpp"
#include "ridethrough/devices/switchgear/bus.hpp"
#include "support/device_rig.hpp"
#include "support/genset_examples.hpp"
#include "support/plain_devices.hpp"

namespace ridethrough::devices {
namespace {

using namespace support;

constexpr double kSetW = 1.0e6;

Parameters small_set() {
  return with(gs1_set(), {{"rating", number_value(kSetW)},
                          {"state", word_value("stopped")},
                          {"frequency", number_value(50.0)},
                          {"regulator", map_value(usual_regulator())}});
}

Parameters contact(const char* state) {
  return {{"state", word_value(state)},
          {"opens_in", number_value(0.05)},
          {"closes_in", number_value(0.07)},
          {"rating", number_value(5000.0)}};
}

Parameters plant_parameters() {
  return {{"in_turn", Value(false)},
          {"mains_low", number_value(0.85)},
          {"mains_return", number_value(0.9)},
          {"start_delay", number_value(1.0)},
          {"mains_back", number_value(10.0)},
          {"sets_before_closing", Value(std::int64_t{1})},
          {"closing_timeout", number_value(30.0)},
          {"spare_sets", Value(std::int64_t{0})},
          {"minimum_sets", Value(std::int64_t{1})},
          {"start_above", number_value(0.85)},
          {"start_after", number_value(10.0)},
          {"stop_below", number_value(0.60)},
          {"stop_after", number_value(60.0)},
          {"shed_above", number_value(1.0)},
          {"shed_after", number_value(2.0)},
          {"restore_below", number_value(0.8)},
          {"restore_after", number_value(30.0)}};
}

/// Mains with a load of their own, and three sets on a bus that feed two loads through a breaker.
struct Site {
  Rig rig;

  explicit Site(const Parameters& changes = {}, double first_w = 0.6e6, double second_w = 0.6e6) {
    rig.add("grid", make_utility(utility_of(400.0, 50e6))).place_outlet(0);  // the first node
    for (const char* name : {"s1", "s2", "s3"}) rig.add(name, make_genset(small_set()));
    rig.add("bus", make_bus({}), {.from = {"s1", "s2", "s3"}});
    rig.add("out", make_breaker(contact("open")), {.from = {"bus"}});
    rig.add("cb", make_breaker(contact("closed")), {.from = {"out"}});
    rig.add("base", std::make_unique<PlainLoad>(first_w), {.from = {"out"}});
    rig.add("more", std::make_unique<PlainLoad>(second_w), {.from = {"cb"}});
    rig.add("plant", make_generator_plant(with(plant_parameters(), changes)),
            {.from = {"s1", "s2", "s3"},
             .peers = {{"mains", "grid"}, {"main", "out"}, {"shed_1", "cb"}}});
  }
  void lose_mains(core::Tick at) { rig.order(at, "grid", Verb::outage); }
  void break_down(core::Tick at, const char* name) {
    rig.order(at, name, Verb::fail, true, {{"as", word_value("breakdown")}});
  }
};

TEST_CASE("a plant calls its sets after the delay and closes onto enough of them",
          "[generator_plant]") {
  Site site({{"sets_before_closing", Value(std::int64_t{3})}});
  site.lose_mains(10 * kSecond);
  site.rig.run(kMin);
  // 1 s of patience, 10 s until all are ready (the signal delay is inside).
  CHECK(site.rig.log("plant") == std::vector<std::string>{"11000000000 starting mains_lost",
                                                          "21000000000 carrying enough_sets"});
  CHECK(site.rig.log("out").at(0) == "21070000000 closed close_order");
  CHECK(site.rig.look("plant", "sets_on_line") == 3.0);
  CHECK(site.rig.look("plant", "load_level") == Approx(1.2 / 3.0).epsilon(1e-4));
}

TEST_CASE("a dip shorter than the delay calls nobody", "[generator_plant]") {
  Site site;
  site.lose_mains(10 * kSecond);
  site.rig.order(11 * kSecond - 1, "grid", Verb::outage, false);
  site.rig.run(kMin);
  CHECK(site.rig.log("plant").empty());
  CHECK(site.rig.state("s1") == "stopped");
}

TEST_CASE("mains that are back while the sets crank withdraw the start", "[generator_plant]") {
  Site site({{"mains_back", number_value(3.0)}});
  site.lose_mains(10 * kSecond);
  site.rig.order(12 * kSecond, "grid", Verb::outage, false);
  site.rig.run(kMin);
  CHECK(site.rig.log("plant") == std::vector<std::string>{"11000000000 starting mains_lost",
                                                          "15000000000 standby withdrawn"});
  CHECK(site.rig.state("s1") == "stopped");
  CHECK(site.rig.state("out") == "open");
}

TEST_CASE("too few sets close after the timeout, with a stage shed for each", "[generator_plant]") {
  Site site({{"sets_before_closing", Value(std::int64_t{3})}});
  site.rig.order(0, "s2", Verb::fail, true, {{"as", word_value("fail_to_start")}});
  site.lose_mains(10 * kSecond);
  site.rig.run(42 * kSecond);
  CHECK(site.rig.log("plant").back() == "41000000000 carrying timeout");
  CHECK(site.rig.look("plant", "stages_shed") == 1.0);
  CHECK(site.rig.state("cb") == "open");
}

TEST_CASE("the number of sets follows the load", "[generator_plant]") {
  Site site({{"starts_with", Value(std::int64_t{3})}}, 0.5e6, 0.0);
  site.lose_mains(10 * kSecond);
  // 0.5 MW: the third would leave 25 %, the second 50 %; one a minute.
  site.rig.run(3 * kMin);
  CHECK(site.rig.look("plant", "sets_on_line") == 1.0);
  CHECK(site.rig.state("s1") == "running");
  // 0.95 MW: above 85 % for 10 s, then a start of 10 s, for the others have cooled down.
  site.rig.set(9 * kMin, "base", "power", 0.95e6);
  site.rig.run(9 * kMin + 19 * kSecond);
  CHECK(site.rig.look("plant", "sets_on_line") == 1.0);
  site.rig.run(10 * kMin);
  CHECK(site.rig.look("plant", "sets_on_line") == 2.0);
  CHECK(site.rig.look("s2", "power") == Approx(0.475e6).epsilon(1e-3));
  CHECK(site.rig.look("plant", "sheds") == 0.0);
}

TEST_CASE("one set to spare stays on line", "[generator_plant]") {
  Site site({{"spare_sets", Value(std::int64_t{1})}}, 0.5e6, 0.0);
  site.lose_mains(10 * kSecond);
  site.rig.run(10 * kMin);
  CHECK(site.rig.look("plant", "sets_on_line") == 2.0);
}

TEST_CASE("a set that trips sheds what the others can not carry, and it comes back",
          "[generator_plant]") {
  Site site({{"starts_with", Value(std::int64_t{2})}, {"start_above", number_value(1.2)}}, 0.7e6,
            0.5e6);
  site.lose_mains(10 * kSecond);
  site.break_down(2 * kMin, "s2");
  site.rig.run(2 * kMin);
  CHECK(site.rig.log("plant").back() == "120000000000 1 set_lost");
  // The third is called at once for the one that was lost, and after 30 s below 80 % all is back.
  site.rig.run(3 * kMin);
  CHECK(site.rig.state("s3") == "running");
  CHECK(site.rig.look("plant", "stages_shed") == 0.0);
  CHECK(site.rig.look("plant", "power") == Approx(1.2e6).epsilon(1e-3));
}

TEST_CASE("an overload sheds after its time", "[generator_plant]") {
  Site site({{"starts_with", Value(std::int64_t{1})}, {"start_above", number_value(1.2)}}, 0.5e6,
            0.4e6);
  site.lose_mains(10 * kSecond);
  site.rig.set(kMin, "base", "power", 0.65e6);
  site.rig.run(62 * kSecond);
  CHECK(site.rig.log("plant").back() == "62000000000 1 overload");
}

TEST_CASE("a plant whose load has gone back is released", "[generator_plant]") {
  Site site;
  site.lose_mains(10 * kSecond);
  site.rig.order(kMin, "grid", Verb::outage, false);
  site.rig.run(2 * kMin);
  CHECK(site.rig.state("plant") == "carrying");  // the load is still on it
  site.rig.set(2 * kMin + kSecond, "base", "power", 0.0);
  site.rig.set(2 * kMin + kSecond, "more", "power", 0.0);
  site.rig.run(3 * kMin);
  CHECK(site.rig.log("plant").back() == "131000000000 standby mains_restored");
  CHECK(site.rig.state("s1") == "cooling_down");
  CHECK(site.rig.state("out") == "open");
}

TEST_CASE("a plant does not care who wakes it", "[generator_plant]") {
  const auto run = [](int wakes) {
    Site site({{"starts_with", Value(std::int64_t{2})}}, 0.7e6, 0.5e6);
    site.lose_mains(10 * kSecond);
    site.break_down(2 * kMin, "s2");
    site.rig.wake_at_random(3, wakes, 4 * kMin);
    return site.rig.run_and_digest(4 * kMin, 10 * kSecond);
  };
  CHECK(run(0) == run(1000));
}

TEST_CASE("a plant refuses what it can not order", "[generator_plant]") {
  const auto wire = [](const char* parameter, const char* peer) {
    Rig rig;
    rig.add("grid", make_utility(utility_of(400.0, 50e6)));
    rig.add("s1", make_genset(small_set()));
    rig.add("plant", make_generator_plant(plant_parameters()),
            {.from = {"s1"}, .peers = {{parameter, peer}}});
    rig.run(0);
  };
  CHECK_THROWS_AS(wire("main", "grid"), std::invalid_argument);
  CHECK_THROWS_AS(wire("shed_1", "grid"), std::invalid_argument);
  CHECK_THROWS_AS(
      make_generator_plant(with(plant_parameters(), {{"stop_below", number_value(0.9)}})),
      std::invalid_argument);
}

}  // namespace
}  // namespace ridethrough::devices
