#include <catch2/catch.hpp>

#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "unit/devices/conversion/turning_plant.hpp"

// Static and maintenance bypass: windows, phase, gaps, locks and the way back.
namespace ridethrough {
namespace {

using namespace support;
using devices::Verb;
constexpr double kQuarterTurn = 0.5 * std::numbers::pi;

TEST_CASE("ups: the inverter follows its bypass inside the window and is free outside", "[ups]") {
  TurningPlant plant(300e3);
  plant.rig.set(10 * kSecond, "grid", "slope", 0.5);
  plant.rig.set(16 * kSecond, "grid", "slope", 0.0);  // 53 Hz, past the window's 52
  plant.rig.set(30 * kSecond, "grid", "frequency", 50.5);
  plant.rig.run(13 * kSecond);
  CHECK(plant.rig.look("ups", "frequency") == Approx(51.5).margin(1e-6));
  CHECK(plant.rig.network().frequency(plant.rig.outlet("ups")).hz_at(13 * kSecond) ==
        Approx(51.5).margin(1e-6));
  plant.rig.run(25 * kSecond);
  CHECK(plant.rig.look("ups", "frequency") == 50.0);
  plant.rig.run(35 * kSecond);
  CHECK(plant.rig.look("ups", "frequency") == 50.5);
  // In phase again: the same angle as the grid.
  const double turns = (plant.rig.network().phase_rad(plant.rig.outlet("ups"), 35 * kSecond) -
                        plant.grid->angle_at(35 * kSecond)) /
                       (2.0 * std::numbers::pi);
  CHECK(std::abs(turns - std::round(turns)) < 0.0126);
  const auto instants = plant.rig.engine().statistics().instants;
  plant.rig.run(3600 * kSecond);
  CHECK(plant.rig.engine().statistics().instants == instants);
}

TEST_CASE("ups: in a sag it does not follow the angle of its bypass", "[ups]") {
  // Half a second at 1 Hz/s would turn the inverter by an eighth.
  TurningPlant plant(300e3);
  plant.dip(10 * kSecond, 0.6, 500 * kMs);
  plant.rig.set(10 * kSecond, "grid", "angle", kQuarterTurn);
  plant.rig.set(10 * kSecond + 500 * kMs, "grid", "angle", -kQuarterTurn);
  plant.transfer(10 * kSecond + 501 * kMs, "maintenance");
  plant.rig.run(10 * kSecond + 400 * kMs);
  CHECK(plant.rig.look("ups", "frequency") == 50.0);
  plant.rig.run(11 * kSecond);
  CHECK(plant.rig.state("ups") == "maintenance");
}

TEST_CASE("ups: in phase a transfer to the bypass has no gap", "[ups]") {
  TurningPlant plant(300e3);
  plant.transfer(10 * kSecond, "bypass");
  plant.transfer(20 * kSecond, "online");
  plant.rig.run(30 * kSecond);
  CHECK(plant.rig.look("ups", "breaks") == 0.0);
  CHECK(plant.verdicts().empty());
  CHECK(plant.rig.log("ups").size() == 2);
  plant.check_books();
}

TEST_CASE("ups: from off it goes to its bypass, and from there online", "[ups]") {
  TurningPlant plant(300e3, ups_600kw(), {.capacity_j = 3e6, .stored_j = 3e6});
  plant.rig.set(10 * kSecond, "grid", "voltage", 0.0);
  plant.rig.set(60 * kSecond, "grid", "voltage", 1.0);
  plant.transfer(40 * kSecond, "bypass");  // the feed is dead
  plant.transfer(61 * kSecond, "bypass");
  plant.transfer(80 * kSecond, "online");
  plant.rig.run(50 * kSecond);
  CHECK(plant.rig.state("ups") == "off");
  plant.rig.run(62 * kSecond);
  CHECK(plant.rig.state("ups") == "bypass");
  CHECK(plant.rig.look("load", "power") == Approx(300e3));
  const auto incidents = plant.rig.report("ups").incidents;
  REQUIRE(incidents.size() == 1);
  CHECK(incidents[0].at + incidents[0].lasted == 61 * kSecond);
  plant.rig.run(90 * kSecond);
  CHECK(plant.rig.state("ups") == "online");
  CHECK(plant.rig.look("ups", "breaks") == 0.0);
  CHECK(plant.rig.look("ups", "refused") == 1.0);
  plant.check_books();
}

TEST_CASE("ups: out of phase a transfer has a gap, judged by its class", "[ups]") {
  TurningPlant plant(300e3);
  plant.rig.set(10 * kSecond, "grid", "angle", kQuarterTurn);
  plant.transfer(10 * kSecond + 20 * kMs, "bypass");
  plant.rig.run(10 * kSecond + 30 * kMs - 1);
  CHECK(plant.rig.state("ups") == "bypass");
  CHECK(plant.rig.look("load", "voltage") == 0.0);
  plant.rig.run(10 * kSecond + 30 * kMs);
  CHECK(plant.rig.look("load", "voltage") == 1.0);
  CHECK(plant.rig.look("ups", "breaks") == 1.0);
  CHECK(plant.verdicts() == std::vector<std::string>{"out_of_synchronism: class 3"});
  // A quarter of a turn at 1 Hz/s is made up after 2 sqrt(0.25) = 1 s: then there is no gap.
  plant.transfer(11 * kSecond + 20 * kMs, "online");
  plant.rig.run(20 * kSecond);
  CHECK(plant.rig.look("ups", "breaks") == 1.0);
  CHECK(plant.rig.state("ups") == "online");
  plant.check_books();
}

TEST_CASE("ups: a bypass outside its own window is refused", "[ups]") {
  TurningPlant plant(300e3, with(ups_600kw(), "static_bypass", "voltage",
                                 Value(Value::List{Value(0.95), Value(1.05)})));
  plant.rig.set(10 * kSecond, "grid", "voltage", 0.93);
  plant.transfer(20 * kSecond, "bypass");
  plant.rig.run(21 * kSecond);
  CHECK(plant.rig.state("ups") == "online");
  CHECK(plant.rig.look("ups", "refused") == 1.0);
  CHECK(plant.rig.log("ups").back() == std::to_string(20 * kSecond) + " 1 bypass_unavailable");
  // So is one of a wrong frequency, and one that moves too fast.
  Parameters p = with(ups_600kw(), "static_bypass", "slew", Value(0.2));
  p = with(p, "static_bypass", "frequency", Value(Value::List{Value(49.0), Value(51.0)}));
  TurningPlant other(300e3, p);
  other.rig.set(10 * kSecond, "grid", "frequency", 51.5);
  other.transfer(15 * kSecond, "bypass");
  other.rig.set(20 * kSecond, "grid", "frequency", 50.0);
  other.rig.set(30 * kSecond, "grid", "slope", 0.3);
  other.transfer(31 * kSecond, "bypass");
  other.rig.set(32 * kSecond, "grid", "slope", 0.0);
  other.rig.run(33 * kSecond);
  CHECK(other.rig.look("ups", "refused") == 2.0);
  other.transfer(40 * kSecond, "bypass");
  other.rig.run(41 * kSecond);
  CHECK(other.rig.state("ups") == "bypass");
}

TEST_CASE("ups: after an overload it returns by itself, but not after the third", "[ups]") {
  Parameters p = with(ups_600kw(), "static_bypass", "return", ups_word("automatic"));
  TurningPlant plant(500e3, p);
  for (int i = 0; i < 3; ++i) {
    plant.rig.set((100 + 100 * i) * kSecond, "load", "power",
                  1000e3);  // above all classes: at once
    plant.rig.set((115 + 100 * i) * kSecond, "load", "power", 500e3);
  }
  plant.rig.run(119 * kSecond);
  CHECK(plant.rig.state("ups") == "bypass");  // looked at 110 s: still too much
  plant.rig.run(120 * kSecond);
  CHECK(plant.rig.state("ups") == "online");
  plant.rig.run(250 * kSecond);
  CHECK(plant.rig.state("ups") == "online");
  plant.rig.run(1000 * kSecond);
  CHECK(plant.rig.state("ups") == "bypass");
  CHECK(plant.rig.log("ups").back() == std::to_string(300 * kSecond) + " 1 overloads");
  const auto instants = plant.rig.engine().statistics().instants;
  plant.rig.run(4000 * kSecond);  // locked: it no longer looks
  CHECK(plant.rig.engine().statistics().instants == instants);
  plant.transfer(4001 * kSecond, "online");
  plant.rig.run(4100 * kSecond);
  CHECK(plant.rig.state("ups") == "online");
  plant.check_books();
}

TEST_CASE("ups: a run that begins with an overload says so", "[ups]") {
  const auto warnings = [](const Rig& rig) {
    std::vector<std::string> texts;
    for (const std::string& row : rig.log()) {
      if (row.find("warning: RT1311") != std::string::npos) texts.push_back(row);
    }
    return texts;
  };
  TurningPlant plant(1000e3);  // above all classes: at once
  plant.rig.run(kSecond);
  CHECK(plant.rig.state("ups") == "bypass");
  REQUIRE(warnings(plant.rig).size() == 1);
  CHECK(warnings(plant.rig)[0].find("0 ups warning: RT1311 -> begins the run on its bypass") == 0);

  TurningPlant dark(1000e3, with(ups_600kw(), "static_bypass", "voltage",
                                 Value(Value::List{Value(0.4), Value(0.5)})));
  dark.rig.run(kSecond);
  CHECK(dark.rig.state("ups") == "off");
  REQUIRE(warnings(dark.rig).size() == 1);
  CHECK(warnings(dark.rig)[0].find("begins the run without output") != std::string::npos);

  TurningPlant later(500e3);
  later.rig.set(kSecond, "load", "power", 1000e3);
  later.rig.run(2 * kSecond);
  CHECK(later.rig.state("ups") == "bypass");
  CHECK(warnings(later.rig).empty());
}

TEST_CASE("ups: too many transfers to the bypass in an hour lock it there", "[ups]") {
  Parameters p = with(ups_600kw(), "static_bypass", "return", ups_word("automatic"));
  p = with(p, "static_bypass", "transfers", Value(std::int64_t{2}));
  TurningPlant plant(500e3, p);
  plant.transfer(10 * kSecond, "bypass");
  plant.transfer(20 * kSecond, "online");
  plant.rig.set(100 * kSecond, "load", "power", 1000e3);
  plant.rig.set(105 * kSecond, "load", "power", 500e3);
  plant.rig.run(600 * kSecond);
  CHECK(plant.rig.state("ups") == "bypass");
  CHECK(plant.rig.log("ups").back() == std::to_string(100 * kSecond) + " 1 transfers");
}

TEST_CASE("ups: an empty battery leaves the load to a good bypass, if so set", "[ups]") {
  Parameters p = with(ups_600kw(), "static_bypass", "at_end_of_discharge", ups_word("bypass"));
  p["dip_counter"] = Value(dip_counter(1));
  TurningPlant plant(522e3, p, {.capacity_j = 1e8, .stored_j = 5e7});
  plant.dip(10 * kSecond, 0.3, 50 * kMs);
  plant.rig.run(300 * kSecond);
  CHECK(plant.rig.state("ups") == "bypass");
  CHECK(plant.rig.look("load", "power") == Approx(522e3));
  plant.transfer(400 * kSecond, "online");
  plant.rig.run(401 * kSecond);
  CHECK(plant.rig.state("ups") == "online");
  plant.check_books();
}

TEST_CASE("ups: maintenance bypass is make before break, and a dip reaches the load", "[ups]") {
  TurningPlant plant(300e3);
  plant.transfer(10 * kSecond, "maintenance");
  plant.dip(20 * kSecond, 0.6, 50 * kMs);
  plant.rig.run(20 * kSecond + 10 * kMs);
  CHECK(plant.rig.state("ups") == "maintenance");
  CHECK(plant.rig.look("load", "voltage") == Approx(0.6));
  CHECK(plant.rig.look("ups", "input_power") == Approx(300e3));  // nothing for the UPS itself
  plant.transfer(30 * kSecond, "online");
  plant.rig.run(40 * kSecond);
  CHECK(plant.rig.state("ups") == "online");
  CHECK(plant.rig.look("ups", "breaks") == 0.0);
  CHECK(plant.verdicts() == std::vector<std::string>{"feed: none"});  // 40 % for 50 ms
  plant.check_books();
}

TEST_CASE("ups: out of synchronism the maintenance bypass is refused", "[ups]") {
  TurningPlant plant(300e3);
  plant.rig.set(10 * kSecond, "grid", "angle", kQuarterTurn);
  plant.transfer(10 * kSecond + 20 * kMs, "maintenance");
  plant.transfer(12 * kSecond, "maintenance");
  plant.rig.run(11 * kSecond);
  CHECK(plant.rig.state("ups") == "online");
  CHECK(plant.rig.log("ups").back() ==
        std::to_string(10 * kSecond + 20 * kMs) + " 1 out_of_synchronism");
  plant.rig.run(13 * kSecond);
  CHECK(plant.rig.state("ups") == "maintenance");
}

TEST_CASE("ups: a broken UPS can be bypassed by hand, and comes back only repaired", "[ups]") {
  TurningPlant plant(300e3);
  plant.fail(10 * kSecond, "breakdown");
  plant.transfer(20 * kSecond, "maintenance");
  plant.transfer(30 * kSecond, "online");
  plant.rig.order(40 * kSecond, "ups", Verb::repair);
  plant.transfer(50 * kSecond, "online");
  plant.rig.run(25 * kSecond);
  CHECK(plant.rig.look("load", "power") == Approx(300e3));
  plant.rig.run(35 * kSecond);
  CHECK(plant.rig.state("ups") == "maintenance");
  CHECK(plant.rig.look("ups", "refused") == 1.0);
  plant.rig.run(60 * kSecond);
  CHECK(plant.rig.state("ups") == "online");
  plant.check_books();
}

TEST_CASE("ups: extra wakes change nothing of following and transferring", "[ups]") {
  check_extra_wakes([](std::uint64_t seed) {
    TurningPlant plant(300e3);
    plant.rig.set(5 * kSecond, "grid", "slope", 0.4);
    plant.rig.set(8 * kSecond, "grid", "slope", -0.3);
    plant.rig.set(12 * kSecond, "grid", "angle", 2.0);
    plant.transfer(12 * kSecond + 100 * kMs, "bypass");
    plant.rig.set(14 * kSecond, "grid", "frequency", 50.3);
    plant.transfer(30 * kSecond, "online");
    plant.transfer(40 * kSecond, "maintenance");
    std::string digest = digest_with_extra_wakes(plant.rig, seed, 3000, 50 * kSecond, 77 * kMs);
    plant.check_books();
    return digest;
  });
}

}  // namespace
}  // namespace ridethrough
