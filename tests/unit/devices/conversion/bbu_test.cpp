#include "ridethrough/devices/conversion/bbu.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "ridethrough/devices/storage/capacitor.hpp"
#include "support/extra_wakes.hpp"
#include "support/shelf_rig.hpp"
#include "support/ticks.hpp"

namespace ridethrough {
namespace {

using namespace support;
using Rows = std::vector<std::string>;

using ridethrough::support::kMs;
using ridethrough::support::kSecond;
constexpr core::Tick kLost = kSecond;

void check_books(Rig& rig) {
  for (const std::string name : {"rack", "bbu"}) {
    INFO(name);
    const core::Books books = rig.account(name);
    CHECK(imbalance(books) < 1e-9);
    CHECK(books.gap_j <= 1e-6 * std::max(books.in_j, 1.0));
  }
}

std::string at(core::Tick time, const char* rest) { return std::to_string(time) + " " + rest; }

/// Ticks from the loss of the inlet to the crossing of 48.5 V at a load of `frac`.
core::Tick crossing(double frac, double hold_up_s = 20e-3) {
  const core::Tick half = core::ticks_up(0.5 * hold_up_s / frac);
  const double set_point_v = 51.0 - 0.5 * frac;
  return half + core::ticks_up((set_point_v - 48.5) / 3.0 * 1e-3);
}

TEST_CASE("bbu: the chain of its trigger is exact at any load", "[bbu]") {
  const double frac = GENERATE(1.0, 0.6, 0.5, 0.25);
  Rig rig;
  build_shelf(rig, orv3_rack());
  rig.set(0, "rack", "load", frac);
  rig.set(kLost, "s1", "voltage", 0.0);
  rig.run(2 * kSecond);
  const core::Tick crossed = kLost + crossing(frac);
  CHECK(rig.log("bbu") == Rows{at(crossed + 2 * kMs, "starting under_voltage"),
                               at(crossed + 4 * kMs, "discharging started")});
  CHECK(rig.log("rack") ==
        Rows{at(kLost, "holding under_voltage"), at(crossed + 4 * kMs, "up takeover")});
  CHECK(rig.look("bbu", "power") == Approx(frac * 40e3).margin(0.01));
  CHECK(rig.look("rack", "power") == 0.0);
  CHECK(rig.look("rack", "it_power") == Approx(frac * 40e3).margin(0.01));
  // 800 J less what flowed until the shelf carried.
  const double used_j = frac * 40e3 * core::seconds(crossed + 4 * kMs - kLost);
  CHECK(rig.look("rack", "hold_up") == Approx(800.0 - used_j).margin(1e-3));
  check_books(rig);
}

TEST_CASE("bbu: it carries for its 240 s, then the rack uses up its hold-up and drops", "[bbu]") {
  Rig rig;
  build_shelf(rig, orv3_rack());
  rig.set(kLost, "s1", "voltage", 0.0);
  rig.run(300 * kSecond);
  const core::Tick carries = kLost + crossing(1.0) + 4 * kMs;
  CHECK(rig.log("bbu").back() == at(carries + 240 * kSecond, "empty hold"));
  const auto incidents = rig.report("rack").incidents;
  REQUIRE(incidents.size() == 1);
  CHECK(std::abs(incidents[0].at - (kLost + 240 * kSecond + 20 * kMs)) <= 1);
  CHECK(incidents[0].reason == "under_voltage");
  check_books(rig);
}

TEST_CASE("bbu: cells that are empty end it earlier, by their own reason", "[bbu]") {
  Rig rig;
  Tank tank;
  tank.capacity_j = tank.stored_j = 40e3 * 60.0;
  build_shelf(rig, orv3_rack(), {}, tank);
  rig.set(kLost, "s1", "voltage", 0.0);
  rig.run(100 * kSecond);
  const core::Tick carries = kLost + crossing(1.0) + 4 * kMs;
  CHECK(rig.log("bbu").back() == at(carries + 60 * kSecond, "empty end_voltage"));
  CHECK(rig.state("rack") == "down");
  check_books(rig);
}

TEST_CASE("bbu: a hold-up that is over before the chain is too short", "[bbu]") {
  Rig rig;
  RackNumbers numbers = orv3_rack();
  numbers.hold_up_s = 8e-3;  // half of it and 4.67 ms are more than 8 ms
  build_shelf(rig, numbers);
  rig.set(kLost, "s1", "voltage", 0.0);
  rig.run(2 * kSecond);
  CHECK(std::abs(rig.report("rack").incidents.at(0).at - (kLost + 8 * kMs)) <= 1);
  CHECK(rig.look("bbu", "power") == 0.0);
  check_books(rig);
}

TEST_CASE("bbu: an outage that ends within the trigger does not start it", "[bbu]") {
  Rig rig;
  build_shelf(rig, orv3_rack());
  rig.set(kLost, "s1", "voltage", 0.0);
  rig.set(kLost + 7 * kMs, "s1", "voltage", 1.0);  // draws 5 ms later, at 12 ms
  rig.run(5 * kSecond);
  CHECK(rig.log("bbu").empty());
  CHECK(rig.look("bbu", "discharges") == 0.0);
  CHECK(rig.look("rack", "hold_up") == Approx(800.0).margin(1e-3));
  check_books(rig);
}

TEST_CASE("bbu: 200 ms after the supplies are back it waits again, later it is charged", "[bbu]") {
  Rig rig;
  Tank tank;
  tank.capacity_j = tank.stored_j = 40e3 * 240.0;
  build_shelf(rig, orv3_rack(), {}, tank);
  rig.set(kLost, "s1", "voltage", 0.0);
  rig.set(61 * kSecond, "s1", "voltage", 1.0);
  rig.run(62 * kSecond);
  const core::Tick back = 61 * kSecond + 5 * kMs;
  CHECK(rig.log("bbu").back() == at(back + 200 * kMs, "standby supplies_back"));
  const core::Tick carries = kLost + crossing(1.0) + 4 * kMs;
  const double given_j = 40e3 * core::seconds(back - carries);
  CHECK(rig.finding("bbu", "energy_given") * 1.0 == Approx(given_j).epsilon(1e-9));
  rig.run(72 * kSecond);
  // 5 % of 48 kW, from 10 s after the supplies are all back: for 50 ms their refill is at the
  // current limit.
  const core::Tick whole = back + 50 * kMs;
  CHECK(rig.log("bbu").back() == at(whole + 10 * kSecond, "charging recharge"));
  CHECK(rig.look("rack", "power") == Approx(42.4e3).margin(0.1));
  CHECK(rig.look("rack", "it_power") == Approx(40e3).margin(0.01));
  CHECK(rig.look("bbu", "power") == Approx(-2.4e3).margin(0.01));
  check_books(rig);
  const core::Tick full = whole + 10 * kSecond + core::ticks_up(given_j / 2.4e3);
  rig.run(full - kMs);
  CHECK(rig.state("bbu") == "charging");
  rig.run(full + kMs);
  CHECK(rig.state("bbu") == "standby");
  CHECK(rig.look("rack", "power") == Approx(40e3).margin(0.1));
  CHECK(rig.look("bbu", "soc") == Approx(1.0));
  check_books(rig);
  CHECK(imbalance(rig.account("rack")) < 1e-9);
}

TEST_CASE("bbu: losses of the supplies and of the shelf are booked", "[bbu]") {
  Rig rig;
  RackNumbers numbers;
  numbers.hold_up_s = 20e-3;
  numbers.efficiency = 0.96;
  ShelfNumbers shelf;
  shelf.efficiency = 0.95;
  Tank tank;
  tank.capacity_j = tank.stored_j = 40e3 * 240.0;
  build_shelf(rig, numbers, shelf, tank);
  rig.set(kLost, "s1", "voltage", 0.0);
  rig.set(31 * kSecond, "s1", "voltage", 1.0);
  rig.run(20 * kSecond);
  CHECK(rig.look("bbu", "power") == Approx(0.96 * 40e3).margin(0.01));
  const double cells_w = 0.96 * 40e3 / 0.95;
  const double before_j = rig.look("bbu", "energy");
  rig.run(21 * kSecond);
  CHECK(before_j - rig.look("bbu", "energy") == Approx(cells_w).epsilon(1e-6));
  rig.run(60 * kSecond);
  CHECK(rig.state("bbu") == "charging");
  CHECK(rig.look("rack", "power") == Approx(40e3 + 2.4e3 / 0.96).margin(0.1));
  check_books(rig);
}

TEST_CASE("bbu: one live cord of two keeps it waiting; without any it starts", "[bbu]") {
  Rig rig;
  build_shelf(rig, orv3_rack(), {}, {}, {0.0, 0.0});
  rig.set(kLost, "s1", "voltage", 0.0);
  rig.set(10 * kSecond, "s2", "voltage", 0.0);
  rig.run(9 * kSecond);
  CHECK(rig.log("bbu").empty());
  rig.run(20 * kSecond);
  // Side A is empty: side B has 800 J and carries 40 kW.
  CHECK(rig.log("bbu").back() == at(10 * kSecond + crossing(1.0) + 4 * kMs, "discharging started"));
  rig.set(30 * kSecond, "s2", "voltage", 1.0);
  rig.run(30 * kSecond + 100 * kMs);
  CHECK(rig.look("bbu", "power") == 0.0);
  CHECK(rig.look("rack", "power") >= 40e3 - 1.0);
  rig.run(31 * kSecond);
  CHECK(rig.state("bbu") == "standby");
  check_books(rig);
}

TEST_CASE("bbu: both cords lost at once drain together", "[bbu]") {
  Rig rig;
  build_shelf(rig, orv3_rack(), {}, {}, {0.0, 0.0});
  rig.set(kLost, "s1", "voltage", 0.0);
  rig.set(kLost, "s2", "voltage", 0.0);
  rig.run(2 * kSecond);
  // Twice the energy: half of it lasts 20 ms.
  const core::Tick chain = 20 * kMs + core::ticks_up(2.0 / 3.0 * 1e-3) + 4 * kMs;
  CHECK(rig.log("bbu").back() == at(kLost + chain, "discharging started"));
  check_books(rig);
}

TEST_CASE("bbu: at a current limit it gives what is missing", "[bbu]") {
  Rig rig;
  build_shelf(rig, orv3_rack());
  rig.set(kLost, "s1", "voltage", 0.75);  // 37.5 kW of 40 kW are served
  rig.run(2 * kSecond);
  // Half of 800 J at 2.5 kW: 160 ms.
  const core::Tick chain = 160 * kMs + core::ticks_up(2.0 / 3.0 * 1e-3) + 4 * kMs;
  CHECK(rig.log("bbu").back() == at(kLost + chain, "discharging started"));
  CHECK(rig.look("bbu", "power") == Approx(2.5e3).margin(0.1));
  CHECK(rig.look("rack", "power") == Approx(37.5e3).margin(0.1));
  check_books(rig);
}

TEST_CASE("bbu: N+1 modules carry with one lost, not with two", "[bbu]") {
  const std::int64_t lost = GENERATE(1, 2);
  Rig rig;
  build_bare_shelf(rig, orv3_rack());
  rig.order(kSecond / 2, "bbu", devices::Verb::fail, true,
            {{"as", Value(std::string("module_lost"))}, {"number", Value(lost)}});
  rig.set(kLost, "s1", "voltage", 0.0);
  rig.run(2 * kSecond);
  const core::Tick carries = kLost + crossing(1.0) + 4 * kMs;
  if (lost == 1) {
    CHECK(rig.log("bbu").back() == at(carries, "discharging started"));
    CHECK(rig.look("bbu", "load_level") == Approx(1.0));
  } else {
    CHECK(rig.log("bbu").back() == at(carries, "empty overload"));
    CHECK(std::abs(rig.report("rack").incidents.at(0).at - (kLost + 20 * kMs)) <= 1);
  }
}

TEST_CASE("bbu: a module that is lost in a discharge leaves the rest overloaded", "[bbu]") {
  Rig rig;
  ShelfNumbers shelf;
  shelf.module_w = 7e3;
  build_bare_shelf(rig, orv3_rack(), shelf);
  rig.set(kLost, "s1", "voltage", 0.0);
  rig.order(3 * kSecond, "bbu", devices::Verb::fail, true,
            {{"as", Value(std::string("module_lost"))}});
  rig.run(4 * kSecond);
  CHECK(rig.log("bbu").back() == at(3 * kSecond, "empty overload"));
  CHECK(rig.state("rack") == "down");
  rig.order(5 * kSecond, "bbu", devices::Verb::fail, true,
            {{"as", Value(std::string("breakdown"))}});
  rig.order(6 * kSecond, "bbu", devices::Verb::repair);
  rig.run(7 * kSecond);
  CHECK(rig.state("bbu") == "standby");
}

TEST_CASE("bbu: losses that overlap end each for itself", "[bbu]") {
  Rig rig;
  ShelfNumbers shelf;
  shelf.modules = 20;
  build_bare_shelf(rig, orv3_rack(), shelf);
  const auto lose = [&](core::Tick from, core::Tick to, std::int64_t number) {
    const devices::Parameters keys{{"as", Value(std::string("module_lost"))},
                                   {"number", Value(number)}};
    rig.order(from, "bbu", devices::Verb::fail, true, keys);
    rig.order(to, "bbu", devices::Verb::fail, false, keys);
  };
  rig.set(kLost, "s1", "voltage", 0.0);
  lose(2 * kSecond, 9 * kSecond, 2);
  lose(3 * kSecond, 4 * kSecond, 1);
  lose(5 * kSecond, 7 * kSecond, 12);
  rig.order(8 * kSecond, "bbu", devices::Verb::repair);
  const auto working_at = [&](core::Tick at) {
    rig.run(at);
    return 40e3 / (8e3 * rig.look("bbu", "load_level"));
  };
  CHECK(working_at(2 * kSecond) == Approx(18.0));
  CHECK(working_at(3 * kSecond) == Approx(17.0));
  CHECK(working_at(4 * kSecond) == Approx(18.0));
  CHECK(working_at(5 * kSecond) == Approx(6.0));
  CHECK(working_at(7 * kSecond) == Approx(18.0));
  CHECK(working_at(8 * kSecond) == Approx(20.0));
  CHECK(working_at(10 * kSecond) == Approx(20.0));
  CHECK(rig.state("bbu") == "discharging");
}

TEST_CASE("bbu: a level that the bus does not cross is refused", "[bbu]") {
  // 51 V less 0.5 V of droop, lowered by 3 V.
  const double below_v = GENERATE(50.5, 47.5);
  ShelfNumbers shelf;
  shelf.below_v = below_v;
  Rig rig;
  build_shelf(rig, orv3_rack(), shelf);
  CHECK_THROWS_WITH(rig.run(kSecond), Catch::Contains("calls its battery shelf"));
}

TEST_CASE("bbu: a load that ramps is followed", "[bbu]") {
  Rig rig;
  ShelfNumbers shelf;
  shelf.efficiency = 0.95;
  build_shelf(rig, orv3_rack(), shelf);
  rig.set(kLost, "s1", "voltage", 0.0);
  rig.set(5 * kSecond, "rack", "load", 0.2, 10 * kSecond);
  rig.run(30 * kSecond);
  CHECK(rig.look("bbu", "power") == Approx(8e3).margin(0.01));
  const double given_j = rig.finding("bbu", "energy_given");
  const double cells_j = 1e12 - rig.look("bbu", "energy");
  CHECK(cells_j == Approx(given_j / 0.95).epsilon(1e-6));
  check_books(rig);
}

TEST_CASE("bbu: extra wakes change nothing, and a quiet hour has no events", "[bbu]") {
  check_extra_wakes([](std::uint64_t seed) {
    Rig rig;
    Tank tank;
    tank.capacity_j = tank.stored_j = 40e3 * 240.0;
    build_shelf(rig, orv3_rack(), {}, tank, {0.0, 0.0});
    rig.set(kLost, "s1", "voltage", 0.0);
    rig.set(2 * kSecond, "s2", "voltage", 0.0);
    rig.set(3 * kSecond, "rack", "load", 0.5, 4 * kSecond);
    rig.set(9 * kSecond, "s1", "voltage", 0.77);
    rig.set(12 * kSecond, "s1", "voltage", 1.0);
    rig.set(14 * kSecond, "s2", "voltage", 1.0);
    return digest_with_extra_wakes(rig, seed, 2000, 40 * kSecond);
  });

  Rig rig;
  build_shelf(rig, orv3_rack());
  rig.run(kSecond);
  const auto instants = rig.engine().statistics().instants;
  rig.run(3600 * kSecond);
  CHECK(rig.engine().statistics().instants == instants);
}

TEST_CASE("bbu: its cells are those of one module times all modules", "[bbu]") {
  Parameters cells;
  cells["strings"] = Value(std::int64_t{4});
  ShelfNumbers shelf;
  shelf.shelves = 5;
  devices::size_bbu_cells(bbu_of(shelf), cells);
  CHECK(devices::get(cells, "strings").count() == 120);
}

TEST_CASE("rack: two battery shelves are refused", "[bbu][rack]") {
  Rig rig;
  build_shelf(rig, orv3_rack());
  rig.add("other", devices::make_bbu(bbu_of()), {.from = {"rack"}});
  CHECK_THROWS_AS(rig.run(0), std::invalid_argument);
}

TEST_CASE("capacitor: it lengthens the hold-up by its energy over the efficiency", "[capacitor]") {
  Rig rig;
  build_rack(rig, {}, {0.0});
  rig.add("caps", devices::make_capacitor({{"energy", Value(480.0)}}), {.from = {"rack"}});
  rig.set(kLost, "s1", "voltage", 0.0);
  rig.run(kLost + 10 * kMs);
  // 12 ms of 40 kW and 480 J / 0.96 = 500 J: 980 J at the input last 24.5 ms.
  CHECK(rig.look("caps", "energy") == Approx(480.0 * (1.0 - 10.0 / 24.5)).epsilon(1e-6));
  rig.run(2 * kSecond);
  CHECK(std::abs(rig.report("rack").incidents.at(0).at - (kLost + 24'500'000)) <= 1);
  CHECK(imbalance(rig.account("rack")) < 1e-9);
}

TEST_CASE("capacitor: as capacitance between two voltages", "[capacitor]") {
  const auto energy_j = [](const Parameters& parameters) {
    Rig rig;
    build_rack(rig, {}, {0.0});
    rig.add("caps", devices::make_capacitor(parameters), {.from = {"rack"}});
    rig.run(kSecond);
    return rig.look("caps", "energy");
  };
  const Value between(Value::List{Value(40.0), Value(50.0)});
  CHECK(energy_j({{"capacitance", Value(2.0)}, {"voltage", between}}) == Approx(900.0));
  CHECK_THROWS_AS(energy_j({{"capacitance", Value(2.0)}}), std::invalid_argument);
  CHECK_THROWS_AS(energy_j({}), std::invalid_argument);
}

}  // namespace
}  // namespace ridethrough
