#include <catch2/catch.hpp>
#include <cmath>

#include "support/device_rig.hpp"
#include "support/grid_examples.hpp"
#include "support/plain_devices.hpp"

namespace ridethrough::devices {
namespace {

using namespace support;
using Rows = std::vector<std::string>;

Parameters changer_of(const Parameters& over = {}) {
  return with({{"step", number_value(0.0125)},
               {"positions", Value(std::int64_t{8})},
               {"voltage", number_value(1.0)},
               {"deadband", number_value(0.0125)},
               {"delay", number_value(30.0)},
               {"next_delay", number_value(5.0)},
               {"blocked_below", number_value(0.8)}},
              over);
}

Parameters tapped_of(double tap, const Parameters& over = {}) {
  return with(transformer_1600kva(), with({{"tap", number_value(tap)}}, over));
}

Parameters on_load(const Parameters& over = {}, double tap = 0.0) {
  return tapped_of(tap, {{"tap_changer", Value(changer_of(over))}});
}

void add_transformer(Rig& rig, const Parameters& parameters) {
  rig.add("grid", std::make_unique<PlainSource>(10e3, 50.0));
  rig.add("tx", make_transformer(parameters), {.from = {"grid"}});
}

TEST_CASE("more turns on the primary lower the outlet of a step-down transformer",
          "[transformer][tap]") {
  Rig rig;
  add_transformer(rig, tapped_of(0.025));
  rig.run(kSecond);
  CHECK(rig.look("tx", "voltage") == Approx(1.0 / 1.025).epsilon(1e-12));
  CHECK(rig.look("tx", "tap") == 0.025);
}

TEST_CASE("they are on the secondary where that has the higher voltage", "[transformer][tap]") {
  Rig rig;
  add_transformer(rig, with(tapped_of(0.025), {{"voltage", number_value(30e3)}}));
  rig.run(kSecond);
  CHECK(rig.look("tx", "voltage") == Approx(1.025).epsilon(1e-12));
}

TEST_CASE("a tapped transformer under load closes its books", "[transformer][tap]") {
  Rig rig;
  add_transformer(rig, tapped_of(-0.05));
  rig.add("load", std::make_unique<PlainLoad>(1.5e6), {.from = {"tx"}});
  rig.run(kMin);
  CHECK(imbalance(rig.account("tx")) < 1e-15);
  // As without a tap, with 1 / 0.95 in place of 1 pu: V^4 + (2 p r - E^2) V^2 + z^2 p^2 = 0.
  const double p = 1.5 / 1.6, emf = 1.0 / 0.95;
  const double half = 0.5 * emf * emf - p * 0.0075;
  const double v2 = half + std::sqrt(half * half - 0.06 * 0.06 * p * p);
  CHECK(rig.look("tx", "voltage") == Approx(std::sqrt(v2)).margin(1e-8));
  CHECK(rig.look("tx", "loss") == Approx(12e3 * p * p / v2 + 1080.0).margin(0.01));
}

TEST_CASE("a tap changer steps until the voltage is inside of its band", "[transformer][tap]") {
  // 0.95 / (1 - n 1.25 %): 0.9620, 0.9744, 0.9870 lie below 0.9875, then 1.0.
  Rig rig;
  add_transformer(rig, on_load());
  rig.set(kSecond, "grid", "voltage", 0.95);
  rig.set(5 * kMin, "grid", "voltage", 1.05);
  rig.run(10 * kMin);
  CHECK(rig.log("tx") == Rows{"31000000000 -1 under_voltage", "36000000000 -2 under_voltage",
                              "41000000000 -3 under_voltage", "46000000000 -4 under_voltage",
                              "330000000000 -3 over_voltage", "335000000000 -2 over_voltage",
                              "340000000000 -1 over_voltage", "345000000000 0 over_voltage",
                              "350000000000 1 over_voltage", "355000000000 2 over_voltage",
                              "360000000000 3 over_voltage"});
  CHECK(rig.look("tx", "voltage") == Approx(1.05 / 1.0375).epsilon(1e-12));
  CHECK(rig.look("tx", "tap") == Approx(0.0375));
  CHECK(rig.finding("tx", "tap_moves") == 11.0);
}

TEST_CASE("a tap changer on the winding of the outlet steps the other way", "[transformer][tap]") {
  Rig rig;
  add_transformer(rig, with(on_load({}, 0.0125), {{"voltage", number_value(30e3)}}));
  rig.set(kSecond, "grid", "voltage", 0.97);
  rig.run(kMin);
  CHECK(rig.log("tx") == Rows{"31000000000 2 under_voltage"});
  CHECK(rig.look("tx", "voltage") == Approx(0.97 * 1.025).epsilon(1e-12));
}

TEST_CASE("a short dip and a fault move no tap", "[transformer][tap]") {
  Rig rig;
  add_transformer(rig, on_load());
  rig.set(kSecond, "grid", "voltage", 0.9);
  rig.set(31 * kSecond - 1, "grid", "voltage", 1.0);
  rig.set(kMin, "grid", "voltage", 0.5);
  rig.set(3 * kMin, "grid", "voltage", 0.0);
  rig.set(5 * kMin, "grid", "voltage", 1.0);
  rig.run(10 * kMin);
  CHECK(rig.log("tx").empty());
}

TEST_CASE("a tap changer stops at the end of its range", "[transformer][tap]") {
  Rig rig;
  add_transformer(rig, on_load({{"positions", Value(std::int64_t{2})}}));
  rig.set(kSecond, "grid", "voltage", 0.85);
  rig.run(kMin);
  CHECK(rig.log("tx") == Rows{"31000000000 -1 under_voltage", "36000000000 -2 under_voltage"});
  const auto instants = rig.engine().statistics().instants;
  rig.run(10 * kMin);
  CHECK(rig.engine().statistics().instants == instants);
}

TEST_CASE("the delay runs from where a ramp of the load leaves the band", "[transformer][tap]") {
  const auto seen = [](int wakes) {
    Rig rig;
    add_transformer(rig, on_load());
    rig.add("load", std::make_unique<PlainLoad>(1e5), {.from = {"tx"}});
    rig.set(kSecond, "load", "power", 4e6, kMin);
    rig.wake_at_random(7, wakes, 3 * kMin);
    const std::string digest = rig.run_and_digest(3 * kMin, 10 * kSecond);
    // z^2 p^2 + 2 r V^2 p + V^4 - V^2 = 0 at V = 0.9875, 65 kW/s from 0.1 MW on, and 30 s.
    const double v2 = 0.9875 * 0.9875, z2 = 0.06 * 0.06, r = 0.0075;
    const double p = (std::sqrt(r * r * v2 * v2 - z2 * (v2 * v2 - v2)) - r * v2) / z2;
    const double due_s = 31.0 + (p * 1.6e6 - 1e5) / 65e3;
    CHECK(std::stod(rig.log("tx").at(0)) * 1e-9 == Approx(due_s).margin(1e-3));
    return digest;
  };
  CHECK(seen(0) == seen(500));
}

TEST_CASE("a tap changer that would hunt, or stands between its positions, is refused",
          "[transformer][tap]") {
  const auto make = [](const Parameters& over, double tap) {
    return make_transformer(on_load(over, tap));
  };
  CHECK_THROWS_WITH(make({{"deadband", number_value(0.00625)}}, 0.0), Catch::Contains("half"));
  CHECK_THROWS_WITH(make({}, 0.02), Catch::Contains("is 2 %"));
  CHECK_THROWS_WITH(make({}, 0.1125), Catch::Contains("none of the 8 steps"));
  CHECK_THROWS_WITH(make({{"blocked_below", number_value(0.99)}}, 0.0), Catch::Contains("band"));
}

}  // namespace
}  // namespace ridethrough::devices
