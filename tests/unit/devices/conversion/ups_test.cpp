#include <catch2/catch.hpp>

#include <cmath>
#include <string>
#include <vector>

#include "devices/conversion/link_piece.hpp"
#include "unit/devices/conversion/ups_plant.hpp"

namespace ridethrough {
namespace {

using namespace support;
using devices::Verb;

TEST_CASE("ups: the loss fit meets the data sheet", "[ups]") {
  // power.md 2.2 gives 95.49 / 96.82 / 96.79 / 96.40 % for its fit of the efficiency; a fit of the
  // loss itself weighs high loads more and may differ by some hundredths.
  const auto efficiency = [](double x) { return x / (x + part_loss().loss_frac(x)); };
  CHECK(efficiency(0.25) == Approx(0.955).margin(5e-4));
  CHECK(efficiency(0.50) == Approx(0.968).margin(5e-4));
  CHECK(efficiency(0.75) == Approx(0.968).margin(5e-4));
  CHECK(efficiency(1.00) == Approx(0.964).margin(5e-4));
}

TEST_CASE("ups: online draws output and loss, and a quiet hour has no events", "[ups]") {
  Plant plant(522e3);
  plant.rig.run(1);
  const auto instants = plant.rig.engine().statistics().instants;
  plant.rig.run(3600 * kSecond);
  CHECK(plant.rig.engine().statistics().instants == instants);
  CHECK(plant.rig.state("ups") == "online");
  CHECK(plant.rig.log("ups").empty());
  CHECK(plant.rig.look("ups", "power") == Approx(522e3));
  // Published powers are rounded to 2^-11 W.
  CHECK(plant.rig.look("ups", "input_power") == Approx(need_w(522e3)).margin(1e-3));
  CHECK(plant.rig.look("ups", "loss") == Approx(need_w(522e3) - 522e3));
  CHECK(plant.rig.look("ups", "dc_voltage") == 1.0);
  plant.check_books();
}

TEST_CASE("ups: 15 J/kW and 4 ms ride through at 87 % load, walk in and recharge", "[ups]") {
  Plant plant(522e3);
  plant.outage(60 * kSecond, 80 * kSecond);
  plant.rig.run(60 * kSecond + 4 * kMs);
  // 4 ms without any feed: E = 9000 J - need * 4 ms.
  const double left = 1.0 - need_w(522e3) * 4e-3 / 9000.0;
  CHECK(plant.rig.look("ups", "dc_voltage") == Approx(std::sqrt(left)).epsilon(1e-9));
  plant.rig.run(70 * kSecond);
  CHECK(plant.rig.look("ups", "dc_voltage") == 1.0);
  CHECK(plant.rig.look("ups", "input_power") == 0.0);
  CHECK(plant.rig.look("ups", "battery_power") == Approx(need_w(522e3)));
  plant.rig.run(95 * kSecond);  // 5 s into the walk-in: half of the rectifier's 660 kW
  CHECK(plant.rig.look("ups", "input_power") == Approx(330e3).margin(1.0));
  plant.rig.run(300 * kSecond);
  const std::vector<std::string> log = plant.rig.log("ups");
  REQUIRE(log.size() == 4);
  CHECK(log[0] == "60003000000 battery under_voltage");
  CHECK(log[1] == "60003000000 1 under_voltage");
  CHECK(log[2] == "90000000000 walk_in input_good");
  // The limit reaches need after need / 66 kW/s, rounded up to the tick.
  const auto carries = 90 * kSecond + core::ticks_up(need_w(522e3) / 66e3);
  CHECK(log[3] == std::to_string(carries) + " online rectifier_carries");
  plant.check_books();
}

TEST_CASE("ups: a battery converter at its limit ends with its own reason", "[ups]") {
  Plant plant(640e3);  // needs 664 kW, of which the converter gives 660
  plant.outage(60 * kSecond, core::kNever);
  plant.rig.run(65 * kSecond);
  CHECK(plant.rig.state("ups") == "off");
  CHECK(plant.rig.report("ups").incidents.at(0).reason == "battery_converter_limit");
}

TEST_CASE("ups: with 40 ms the link is empty before the battery helps", "[ups]") {
  Parameters slow = ups_600kw();
  slow["battery_response"] = Value(40e-3);
  Plant plant(522e3, slow);
  plant.outage(60 * kSecond, core::kNever);
  plant.rig.run(61 * kSecond);
  // 36 % of 9000 J at the need of the inverter, to the tick.
  const core::Tick empty = 60 * kSecond + core::ticks_up(0.36 * 9000.0 / need_w(522e3));
  REQUIRE(plant.rig.log("ups").size() == 3);
  CHECK(plant.rig.log("ups")[2] == std::to_string(empty) + " off dc_link");
  CHECK(plant.rig.look("ups", "voltage") == 0.0);
  CHECK(plant.rig.look("load", "voltage") == 0.0);
  plant.check_books();
}

TEST_CASE("ups: a dip shorter than detection does not block the rectifier", "[ups]") {
  Plant plant(522e3);
  plant.rig.set(10 * kSecond, "grid", "voltage", 0.4);
  plant.rig.set(10 * kSecond + 2 * kMs, "grid", "voltage", 1.0);
  plant.rig.run(10 * kSecond + 2 * kMs);
  const double left = 1.0 - need_w(522e3) * 2e-3 / 9000.0;
  CHECK(plant.rig.look("ups", "dc_voltage") == Approx(std::sqrt(left)).epsilon(1e-9));
  // The rectifier brings the link back with 10 % of the rating.
  const double refill_s = (1.0 - left) * 9000.0 / 60e3;
  plant.rig.run(10 * kSecond + 2 * kMs + core::ticks_up(refill_s));
  CHECK(plant.rig.look("ups", "dc_voltage") == 1.0);
  plant.rig.run(20 * kSecond);
  CHECK(plant.rig.log("ups").empty());
  CHECK(plant.rig.look("ups", "on_battery") == 0.0);
  plant.check_books();
}

TEST_CASE("ups: in the derated window rectifier and battery share", "[ups]") {
  Plant plant(570e3);
  plant.rig.set(10 * kSecond, "grid", "voltage", 0.65);
  plant.rig.run(20 * kSecond);
  const double capability_w = 660e3 * 0.65 / 0.85;
  CHECK(plant.rig.state("ups") == "online");
  CHECK(plant.rig.look("ups", "input_power") == Approx(capability_w).epsilon(1e-6));
  CHECK(plant.rig.look("ups", "battery_power") ==
        Approx(need_w(570e3) - capability_w).epsilon(1e-6));
  plant.rig.set(21 * kSecond, "grid", "voltage", 1.0);
  plant.rig.run(30 * kSecond);
  CHECK(plant.rig.look("ups", "battery_power") == -60e3);  // what it gave comes back
  CHECK(plant.rig.log("ups").empty());
  plant.check_books();
}

TEST_CASE("ups: an empty battery ends the output with its own reason", "[ups]") {
  Plant plant(522e3, ups_600kw(), {.capacity_j = 1e8, .stored_j = 1e8});
  plant.outage(60 * kSecond, 600 * kSecond);
  plant.rig.run(700 * kSecond);
  const std::vector<std::string> log = plant.rig.log("ups");
  REQUIRE(log.size() == 5);
  CHECK(log[2].find(" off end_voltage") != std::string::npos);
  CHECK(log[3] == "610000000000 walk_in input_good");
  CHECK(log[4] == "620000000000 online rectifier_carries");
  CHECK(plant.rig.look("load", "power") == Approx(522e3));
  plant.check_books();
}

TEST_CASE("ups: it recharges to full in steps and then rests", "[ups]") {
  Plant plant(300e3, ups_600kw(), {.capacity_j = 1e8, .stored_j = 4e7, .charge_limit_w = 50e3});
  plant.rig.run(kSecond);
  CHECK(plant.rig.look("ups", "battery_power") == -50e3);
  CHECK(plant.rig.look("ups", "input_power") == Approx(need_w(300e3) + 50e3).margin(1e-3));
  plant.rig.run(1300 * kSecond);  // 6e7 J at 50 kW: 1200 s
  CHECK(plant.rig.look("ups", "battery_power") == 0.0);
  const auto instants = plant.rig.engine().statistics().instants;
  plant.rig.run(2 * 3600 * kSecond);
  CHECK(plant.rig.engine().statistics().instants == instants);
  plant.check_books();
}

TEST_CASE("ups: modules walk in one after the other", "[ups]") {
  Plant plant(900e3, ups_600kw(2));
  plant.outage(10 * kSecond, 20 * kSecond);
  plant.rig.run(34 * kSecond);  // 4 s: the first module for 4 s, the second for 1 s, 66 kW/s each
  CHECK(plant.rig.look("ups", "input_power") == Approx(5 * 66e3).margin(1.0));
  plant.rig.run(60 * kSecond);
  CHECK(plant.rig.state("ups") == "online");
  plant.check_books();
}

TEST_CASE("ups: a lost module overloads the rest, the bypass takes over", "[ups]") {
  Plant plant(700e3, ups_600kw(2));
  plant.rig.order(10 * kSecond, "ups", Verb::fail, true,
                  {{"as", Value(std::string("module_lost"))}});
  plant.rig.run(kSecond + 610 * kSecond);
  // 700 / 600 = 1.167 is of the 125 % class: 10 min.
  REQUIRE(plant.rig.log("ups").size() == 2);
  CHECK(plant.rig.log("ups")[0] == "10000000000 1 module_lost");
  CHECK(plant.rig.log("ups")[1] == "610000000000 bypass overload");
  CHECK(plant.rig.look("load", "power") == Approx(700e3));
  CHECK(plant.rig.look("ups", "power") == Approx(700e3));
  plant.rig.order(650 * kSecond, "ups", Verb::repair);
  plant.rig.order(700 * kSecond, "ups", Verb::transfer, true,
                  {{"to", Value(std::string("online"))}});
  plant.rig.run(701 * kSecond);
  CHECK(plant.rig.state("ups") == "online");
  // In the overload the battery gave what is above the 660 kW of one rectifier: it recharges.
  CHECK(plant.rig.look("ups", "battery_power") == -120e3);
  CHECK(plant.rig.look("ups", "input_power") == Approx(need_w(700e3, 1200e3) + 120e3).margin(1e-3));
  plant.check_books();
}

TEST_CASE("ups: above the highest class there is no time", "[ups]") {
  Plant plant(500e3);
  plant.rig.set(10 * kSecond, "load", "power", 1000e3);
  plant.rig.run(11 * kSecond);
  REQUIRE(plant.rig.log("ups").size() == 1);
  CHECK(plant.rig.log("ups")[0] == "10000000000 bypass overload");
  CHECK(plant.rig.look("load", "voltage") == Approx(1.0));
}

TEST_CASE("ups: a broken battery is found out in the outage", "[ups]") {
  Plant plant(522e3);
  plant.rig.order(10 * kSecond, "battery", Verb::fail);
  plant.outage(60 * kSecond, core::kNever);
  plant.rig.run(61 * kSecond);
  REQUIRE(plant.rig.log("ups").size() == 3);
  CHECK(plant.rig.log("ups")[2].find("off open_cell") != std::string::npos);
}

TEST_CASE("ups: a breakdown ends the output until repaired", "[ups]") {
  Plant plant(522e3);
  plant.rig.order(10 * kSecond, "ups", Verb::fail, true, {{"as", Value(std::string("breakdown"))}});
  plant.rig.order(20 * kSecond, "ups", Verb::repair);
  plant.rig.run(19 * kSecond);
  CHECK(plant.rig.state("ups") == "failed");
  CHECK(plant.rig.look("load", "power") == 0.0);
  CHECK(plant.rig.look("ups", "input_power") == 0.0);
  plant.rig.run(40 * kSecond);
  CHECK(plant.rig.state("ups") == "online");
  CHECK(plant.rig.look("load", "power") == Approx(522e3));
}

TEST_CASE("ups: ramps are drawn as chords with the right energy", "[ups]") {
  Plant plant(100e3);
  plant.rig.set(10 * kSecond, "load", "power", 500e3, 100 * kSecond);
  plant.rig.run(60 * kSecond);
  // Half way, 300 kW: no further from the exact need than the tolerance of 1e-6 of the rating.
  CHECK(plant.rig.look("ups", "input_power") == Approx(need_w(300e3)).margin(0.6));
  const auto before = plant.rig.engine().statistics().instants;
  plant.rig.run(120 * kSecond);
  CHECK(plant.rig.engine().statistics().instants < before + 200);
  plant.check_books();
}

TEST_CASE("ups: outage during a ramp, and extra wakes change nothing", "[ups]") {
  check_extra_wakes([](std::uint64_t seed) {
    Plant plant(100e3, ups_600kw(2), {.capacity_j = 3e9, .stored_j = 3e9, .charge_limit_w = 9e4});
    plant.rig.set(5 * kSecond, "load", "power", 1000e3, 30 * kSecond);
    plant.outage(20 * kSecond, 50 * kSecond);
    plant.rig.set(60 * kSecond, "load", "power", 300e3, 8 * kSecond);
    plant.rig.set(150 * kSecond, "grid", "voltage", 0.7);
    plant.rig.set(151 * kSecond, "grid", "voltage", 1.0);
    std::string digest = digest_with_extra_wakes(plant.rig, seed, 2000, 200 * kSecond);
    plant.check_books();
    return digest;
  });
}

TEST_CASE("ups: a link under a ramp reaches a level at the exact root", "[ups]") {
  // 1000 J + 10 J/s t - 5 J/s^2 t^2 = 0 at 1 + sqrt(201) s.
  const devices::conversion::LinkPiece piece{7, 1000.0, {10.0, -10.0}};
  CHECK(piece.reaches(0.0) == 7 + core::ticks_up(1.0 + std::sqrt(201.0)));
  CHECK(piece.reaches(2000.0) == core::kNever);
  const devices::conversion::LinkPiece flat{0, 10.0, {}};
  CHECK(flat.reaches(5.0) == core::kNever);
}

}  // namespace
}  // namespace ridethrough
