#include <catch2/catch.hpp>

#include <cmath>
#include <string>

#include "unit/devices/conversion/turning_plant.hpp"

// What a UPS takes from its input, and when: frequency, generators, exhaustion, a slow rectifier.
namespace ridethrough {
namespace {

using namespace support;
using devices::Verb;

Value hertz(double low, double high) { return Value(Value::List{Value(low), Value(high)}); }

TEST_CASE("ups: a frequency that leaves the window blocks the rectifier", "[ups]") {
  TurningPlant plant(300e3, with(ups_600kw(), "input_window", "frequency", hertz(48.0, 52.0)));
  plant.rig.set(10 * kSecond, "grid", "slope", -0.5);  // below 48 Hz after 4 s, to the tick
  plant.rig.set(20 * kSecond, "grid", "frequency", 50.0);
  plant.rig.run(14 * kSecond + 3 * kMs);
  CHECK(plant.rig.state("ups") == "online");
  plant.rig.run(14 * kSecond + 3 * kMs + 1);
  CHECK(plant.rig.state("ups") == "battery");
  CHECK(plant.rig.log("ups").front() ==
        std::to_string(14 * kSecond + 3 * kMs + 1) + " battery frequency");
  plant.rig.run(30 * kSecond);
  CHECK(plant.rig.state("ups") == "walk_in");
  plant.rig.run(60 * kSecond);
  CHECK(plant.rig.state("ups") == "online");
  plant.check_books();
}

TEST_CASE("ups: a frequency that moves too fast is outside, and 45 Hz without a window", "[ups]") {
  TurningPlant fast(300e3, with(ups_600kw(), "input_window", "slew", Value(1.0)));
  fast.rig.set(10 * kSecond, "grid", "slope", 1.5);
  fast.rig.set(11 * kSecond, "grid", "slope", 0.0);
  fast.rig.run(10 * kSecond + 3 * kMs);
  CHECK(fast.rig.state("ups") == "battery");
  fast.rig.run(21 * kSecond);
  CHECK(fast.rig.state("ups") == "walk_in");

  TurningPlant low(300e3);
  low.rig.set(10 * kSecond, "grid", "frequency", 45.0);
  low.rig.run(20 * kSecond);
  CHECK(low.rig.state("ups") == "online");
  low.rig.set(20 * kSecond + 1, "grid", "frequency", 44.99);
  low.rig.run(21 * kSecond);
  CHECK(low.rig.state("ups") == "battery");
}

TEST_CASE("ups: a battery is not charged on a generator, if so set", "[ups]") {
  Parameters p = ups_600kw();
  const Tank half{.capacity_j = 1e9, .stored_j = 5e8};
  TurningPlant charged(300e3, p, half, network::SourceKind::generator);
  charged.rig.run(kSecond);
  CHECK(charged.rig.look("ups", "battery_power") == -60e3);
  p["recharge_on_generator"] = Value(false);
  TurningPlant spared(300e3, p, half, network::SourceKind::generator);
  spared.rig.run(kSecond);
  CHECK(spared.rig.look("ups", "battery_power") == 0.0);
  TurningPlant on_grid(300e3, p, half);
  on_grid.rig.run(kSecond);
  CHECK(on_grid.rig.look("ups", "battery_power") == -60e3);
}

TEST_CASE("ups: after exhaustion it charges to a state before the output comes on", "[ups]") {
  const Parameters p = with(ups_600kw(), "restart", "soc", Value(0.3));
  Plant plant(522e3, p, {.capacity_j = 1e8, .stored_j = 1e8});
  plant.outage(60 * kSecond, 600 * kSecond);
  plant.rig.run(620 * kSecond);
  CHECK(plant.rig.state("ups") == "walk_in");
  CHECK(plant.rig.look("ups", "battery_power") == -60e3);
  CHECK(plant.rig.look("load", "power") == 0.0);
  // Walked in at 620 s, then 30 % of 1e8 J at 60 kW: 500 s.
  plant.rig.run(1119 * kSecond);
  CHECK(plant.rig.state("ups") == "walk_in");
  plant.rig.run(1121 * kSecond);
  CHECK(plant.rig.state("ups") == "online");
  CHECK(plant.rig.log("ups").back().rfind("11200000000", 0) == 0);
  CHECK(plant.rig.log("ups").back().find("online charged") != std::string::npos);
  plant.check_books();
}

TEST_CASE("ups: a manual restart waits for the reset", "[ups]") {
  const Parameters p = with(ups_600kw(), "restart", "return", ups_word("manual"));
  Plant plant(522e3, p, {.capacity_j = 1e8, .stored_j = 1e8});
  plant.outage(60 * kSecond, 600 * kSecond);
  plant.rig.order(900 * kSecond, "ups", Verb::reset);
  plant.rig.run(899 * kSecond);
  CHECK(plant.rig.state("ups") == "off");
  plant.rig.run(950 * kSecond);
  CHECK(plant.rig.state("ups") == "online");
}

TEST_CASE("ups: a slow rectifier takes the first part of a step from the battery", "[ups]") {
  Parameters p = ups_600kw();
  p["rectifier_response"] = Value(0.3);  // 660 kW in 0.3 s: 2.2 MW/s
  Plant plant(100e3, p);
  plant.rig.run(9 * kSecond);
  const double before_w = need_w(100e3);
  plant.rig.set(10 * kSecond, "load", "power", 540e3);
  const double step_w = need_w(540e3) - before_w;
  const double slope = 660e3 / 0.3;
  // 4 ms later the battery answers; until then the link gives the triangle's beginning.
  plant.rig.run(10 * kSecond + 4 * kMs);
  const double given_j = step_w * 4e-3 - 0.5 * slope * 16e-6;
  CHECK(plant.rig.look("ups", "dc_voltage") ==
        Approx(std::sqrt(1.0 - given_j / 9000.0)).epsilon(1e-6));
  CHECK(plant.rig.look("ups", "input_power") == Approx(before_w + slope * 4e-3).margin(1.0));
  plant.rig.run(10 * kSecond + 100 * kMs);
  CHECK(plant.rig.look("ups", "input_power") == Approx(before_w + slope * 0.1).margin(1.0));
  CHECK(plant.rig.look("ups", "battery_power") > 0.0);
  plant.rig.run(30 * kSecond);
  CHECK(plant.rig.look("ups", "input_power") ==
        Approx(need_w(540e3) - plant.rig.look("ups", "battery_power")).margin(1e-2));
  CHECK(plant.rig.log("ups").empty());
  plant.check_books();
}

TEST_CASE("ups: what a slow rectifier leaves is the area of the triangle", "[ups]") {
  Parameters p = ups_600kw();
  p["rectifier_response"] = Value(0.3);
  p["recharge_limit"] = Value(0.1);
  const Tank full{.capacity_j = 1e9, .stored_j = 1e9, .charge_limit_w = 0.0};
  Plant plant(100e3, p, full);
  plant.rig.set(10 * kSecond, "load", "power", 540e3);
  plant.rig.run(20 * kSecond);
  const double step_w = need_w(540e3) - need_w(100e3);
  // The bank replaces the link's part too: the area, less what the rectifier refills at the end.
  const double area_j = 0.5 * step_w * step_w / (660e3 / 0.3);
  CHECK(plant.battery->bank().energy_delivered_j(20 * kSecond) == Approx(area_j).epsilon(0.03));
  const auto instants = plant.rig.engine().statistics().instants;
  plant.rig.run(3620 * kSecond);
  CHECK(plant.rig.engine().statistics().instants == instants);
  plant.check_books();
}

TEST_CASE("ups: extra wakes change nothing of frequency, lag and restart", "[ups]") {
  check_extra_wakes([](std::uint64_t seed) {
    Parameters p = with(ups_600kw(2), "restart", "soc", Value(0.2));
    p = with(p, "input_window", "frequency", hertz(49.0, 51.0));
    p["rectifier_response"] = Value(0.2);
    TurningPlant plant(500e3, p, {.capacity_j = 1e8, .stored_j = 2e7, .charge_limit_w = 1e6});
    plant.rig.set(5 * kSecond, "grid", "slope", 0.3);
    plant.rig.set(15 * kSecond, "load", "power", 900e3, 2 * kSecond);
    plant.rig.set(70 * kSecond, "grid", "frequency", 50.2);
    plant.rig.set(200 * kSecond, "load", "power", 300e3);
    plant.rig.set(210 * kSecond, "load", "power", 1100e3);
    std::string digest = digest_with_extra_wakes(plant.rig, seed, 3000, 300 * kSecond);
    plant.check_books();
    return digest;
  });
}

}  // namespace
}  // namespace ridethrough
