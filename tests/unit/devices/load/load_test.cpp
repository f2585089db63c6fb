#include <catch2/catch.hpp>

#include "support/device_rig.hpp"
#include "support/grid_examples.hpp"
#include "support/plain_devices.hpp"

namespace ridethrough::devices {
namespace {

using namespace support;
using Rows = std::vector<std::string>;

void add_load(Rig& rig, const Parameters& parameters, double source_ohm = 0.0) {
  rig.add("grid", std::make_unique<PlainSource>(400.0, 50.0, false, source_ohm));
  rig.add("load", make_load(parameters), {.from = {"grid"}, .members = 3});
}

TEST_CASE("a load draws its power and the reactive power of its factor", "[load]") {
  Rig rig;
  rig.add("grid", make_utility(utility_of(400.0)));
  rig.add("load", make_load(load_of(80e3, 0.8)), {.from = {"grid"}});
  rig.run(10 * kSecond);
  CHECK(rig.look("load", "power") == exactly(80e3));
  CHECK(rig.look("grid", "reactive") == exactly(60e3));  // 3-4-5 triangle
  CHECK(rig.look("load", "energy") == exactly(800e3));
}

TEST_CASE("a leading load gives reactive power, and its current is limited the same", "[load]") {
  Rig rig;
  rig.add("grid", make_utility(utility_of(400.0)));
  const Parameters lagging = with(load_of(80e3, 0.8), {{"current_limit", number_value(1.0)}});
  rig.add("load", make_load(with(lagging, {{"leading", Value(true)}})), {.from = {"grid"}});
  rig.order(kSecond, "grid", Verb::dip, true, dip_to(0.5));
  rig.run(0);
  CHECK(rig.look("grid", "power") == exactly(80e3));
  CHECK(rig.look("grid", "reactive") == exactly(-60e3));
  rig.run(2 * kSecond);
  CHECK(rig.look("load", "power") == Approx(40e3));
  CHECK(rig.look("grid", "reactive") == Approx(-30e3));
}

TEST_CASE("members of one load count", "[load]") {
  Rig rig;
  add_load(rig, load_of(100e3));
  rig.run(kSecond);
  CHECK(rig.look("load", "power") == exactly(100e3));
  CHECK(rig.look("grid", "power") == exactly(300e3));
}

TEST_CASE("its factor steps, ramps and goes back", "[load]") {
  Rig rig;
  add_load(rig, load_of(100e3));
  rig.set(10 * kSecond, "load", "load", 1.3);
  rig.set(20 * kSecond, "load", "load", 0.3, 10 * kSecond);
  devices::Command back;
  back.begins = false;
  back.parameter = "load";
  rig.order(40 * kSecond, "load", back);
  const auto power_at = [&rig](core::Tick at) {
    rig.run(at);
    return rig.look("load", "power");
  };
  CHECK(power_at(10 * kSecond - 1) == exactly(100e3));
  CHECK(power_at(10 * kSecond) == exactly(130e3));
  CHECK(power_at(25 * kSecond) == exactly(80e3));
  CHECK(power_at(30 * kSecond) == exactly(30e3));
  CHECK(power_at(40 * kSecond) == exactly(130e3));
}

TEST_CASE("it stops and starts by order", "[load]") {
  Rig rig;
  add_load(rig, load_of(100e3));
  rig.order(kSecond, "load", Verb::stop);
  rig.order(2 * kSecond, "load", Verb::start);
  rig.run(kSecond);
  CHECK(rig.look("load", "power") == 0.0);
  rig.run(3 * kSecond);
  CHECK(rig.log("load") == Rows{"1000000000 off stop_order", "2000000000 on start_order"});
  CHECK(rig.look("load", "energy") == exactly(200e3));
  CHECK(rig.account("load").unserved_j == 0.0);  // nothing was asked for while it was off
}

TEST_CASE("what an outage does not serve is booked", "[load]") {
  Rig rig;
  add_load(rig, load_of(100e3));
  rig.set(kSecond, "grid", "voltage", 0.0);
  rig.set(3 * kSecond, "grid", "voltage", 1.0);
  rig.run(10 * kSecond);
  CHECK(rig.account("load").unserved_j == exactly(200e3));
  CHECK(rig.account("load").in_j == exactly(800e3));
}

TEST_CASE("a current limit bites at low voltage", "[load]") {
  Rig rig;
  add_load(rig, with(load_of(100e3), {{"current_limit", number_value(1.25)}}));
  rig.set(kSecond, "grid", "voltage", 0.9);
  rig.set(2 * kSecond, "grid", "voltage", 0.6);
  rig.run(kSecond);
  CHECK(rig.look("load", "power") == exactly(100e3));
  rig.run(2 * kSecond);
  // Constant current: 1.25 * 0.6 of the rated power.
  CHECK(rig.look("load", "power") == Approx(75e3).margin(0.01));
}

TEST_CASE("waking a load for nothing changes nothing", "[load][property]") {
  const auto run = [](int wakes) {
    Rig rig;
    add_load(rig, load_of(100e3, 0.9), 0.01);
    rig.set(kSecond, "load", "load", 1.7, 3 * kSecond);
    rig.set(2 * kSecond, "load", "load", 0.2, 1 * kSecond);
    rig.order(5 * kSecond, "load", Verb::stop);
    rig.order(6 * kSecond, "load", Verb::start);
    rig.wake_at_random(13, wakes, 8 * kSecond);
    return rig.run_and_digest(8 * kSecond, 10 * kMs);
  };
  CHECK(run(0) == run(2000));
}

}  // namespace
}  // namespace ridethrough::devices
