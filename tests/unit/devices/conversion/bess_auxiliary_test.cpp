#include <catch2/catch.hpp>

#include "devices/conversion/cabinet_climate.hpp"
#include "unit/devices/conversion/bess_hall.hpp"

namespace ridethrough {
namespace {

using namespace support;

constexpr double kZeroK = 273.15;
constexpr double kStandingW = 300.0;
constexpr double kCop = 3.0;
constexpr double kCellLossFrac = 0.044;

/// The cabinet of lfp_cabinet() in a room of `room_c`, with all its auxiliaries.
Parameters equipped_cabinet(double room_c = 25.0) {
  Parameters cooling;
  cooling["cop"] = Value(kCop);
  cooling["cell_loss"] = Value(kCellLossFrac);
  Parameters heater;
  heater["hold"] = Value(kZeroK + 5.0);
  heater["power"] = Value(2e3);
  heater["rise"] = Value(35.0);
  Parameters p = lfp_cabinet();
  p["auxiliary"] = Value(kStandingW);
  p["cooling"] = Value(cooling);
  p["heater"] = Value(heater);
  p["derating"] =
      points_of("at", "value", {{kZeroK + 40.0, 1.0}, {kZeroK + 45.0, 0.8}, {kZeroK + 55.0, 0.4}});
  p["temperature"] = Value(kZeroK + room_c);
  return p;
}

/// What cooling draws for a converter at `power_w`.
double cooling_w(double power_w) {
  const double load_frac = power_w / 200e3;
  return (cabinet_loss_w(power_w) + 200e3 * kCellLossFrac * load_frac * load_frac) / kCop;
}

Cabinets equipped(int devices = 1, std::int64_t members = 1) {
  Cabinets cabinets;
  cabinets.devices = devices;
  cabinets.members = members;
  cabinets.parameters = equipped_cabinet();
  return cabinets;
}

TEST_CASE("bess auxiliaries: a live bus feeds them, without an event", "[bess]") {
  Hall hall(150e3, equipped());
  hall.rig.run(10 * kSecond);
  CHECK(hall.rig.look("lfp-1", "auxiliary") == kStandingW);
  CHECK(hall.rig.look("lfp-1", "power") == -kStandingW);
  CHECK(hall.rig.look("lfp-1", "soc") == 1.0);
  const auto instants = hall.rig.engine().statistics().instants;
  hall.rig.run(3600 * kSecond);
  CHECK(hall.rig.engine().statistics().instants == instants);
  const core::Books books = hall.rig.account("lfp-1");
  CHECK(books.loss_j == Approx(kStandingW * 3600.0).epsilon(1e-12));
  CHECK(hall.rig.finding("lfp-1", "energy_auxiliary") == Approx(kStandingW * 3600.0));
  hall.check_books();
}

TEST_CASE("bess auxiliaries: an island feeds them from the cells", "[bess]") {
  Hall hall(150e3, equipped());
  hall.outage(60 * kSecond, core::kNever);
  hall.rig.run(60 * kSecond + 108 * kMs);
  const double warming_w = 150e3 + kStandingW;
  const double auxiliary_w = kStandingW + cooling_w(warming_w);
  CHECK(hall.rig.look("lfp-1", "power") == Approx(150e3));
  CHECK(hall.rig.look("lfp-1", "auxiliary") == Approx(auxiliary_w));
  CHECK(hall.rig.look("lfp-1", "loss") == Approx(cabinet_loss_w(150e3 + auxiliary_w)));
  const double stored_j = hall.rig.look("lfp-1", "energy");
  hall.rig.run(160 * kSecond + 108 * kMs);
  const double cells_w = 150e3 + auxiliary_w + cabinet_loss_w(150e3 + auxiliary_w);
  CHECK(stored_j - hall.rig.look("lfp-1", "energy") == Approx(100.0 * cells_w));
  hall.check_books();
}

TEST_CASE("bess auxiliaries: charging is cooled by the bus", "[bess]") {
  Cabinets cabinets = equipped();
  cabinets.tank.stored_j = 5e8;
  Hall hall(150e3, cabinets);
  hall.rig.run(20 * kSecond);
  const double auxiliary_w = kStandingW + cooling_w(20e3);
  CHECK(hall.rig.look("lfp-1", "auxiliary") == Approx(auxiliary_w));
  CHECK(hall.rig.look("lfp-1", "power") == Approx(-20e3 - auxiliary_w));
  hall.check_books();
}

TEST_CASE("bess auxiliaries: a dead bus leaves them dark", "[bess]") {
  Cabinets cabinets = equipped();
  cabinets.tank = {.capacity_j = 3e6, .stored_j = 3e6};
  Hall hall(150e3, cabinets);
  hall.outage(60 * kSecond, core::kNever);
  hall.rig.run(100 * kSecond);
  REQUIRE(hall.rig.state("lfp-1") == "stopped");
  CHECK(hall.rig.look("lfp-1", "auxiliary") == 0.0);
  const double loss_j = hall.rig.account("lfp-1").loss_j;
  hall.rig.run(200 * kSecond);
  CHECK(hall.rig.account("lfp-1").loss_j == loss_j);
  hall.check_books();
}

TEST_CASE("bess auxiliaries: the hand-over is one straight ramp at the bus", "[bess]") {
  Hall hall(150e3, equipped());
  hall.outage(60 * kSecond, 100 * kSecond);
  hall.rig.run(105 * kSecond + 5 * kMs);
  REQUIRE(hall.rig.state("lfp-1") == "resyncing");
  // A millisecond of the ramp is 15 W; cooling now counts the heat of its own conversion, 104 W.
  const double given_w = 150e3 + kStandingW + cooling_w(150e3 + kStandingW);
  const double left = 1.0 - 1e-3 / 10.0;
  CHECK(hall.rig.look("lfp-1", "power") ==
        Approx(left * given_w - kStandingW - cooling_w(left * given_w)));
  hall.rig.run(116 * kSecond);
  CHECK(hall.rig.state("lfp-1") == "following");
  CHECK(hall.rig.look("lfp-1", "power") == Approx(-20e3 - kStandingW - cooling_w(20e3)));
  hall.check_books();
}

TEST_CASE("bess auxiliaries: single cabinets and copies carry the same", "[bess]") {
  const auto soc_after = [](int devices, std::int64_t members) {
    Hall hall(1000e3, equipped(devices, members));
    hall.rig.set(70 * kSecond, "load", "power", 700e3, 5 * kSecond);
    hall.outage(60 * kSecond, 100 * kSecond);
    hall.rig.run(200 * kSecond);
    hall.check_books();
    return hall.rig.look("lfp-1", "soc");
  };
  CHECK(soc_after(1, 6) == soc_after(6, 1));  // bit for bit
}

TEST_CASE("bess auxiliaries: extra wakes change nothing", "[bess]") {
  support::check_extra_wakes_of(equipped());
}

TEST_CASE("bess derating: warm cells carry less of the rating", "[bess]") {
  Cabinets cabinets;
  cabinets.parameters = equipped_cabinet(50.0);
  cabinets.tank.stored_j = 5e8;
  Hall hall(145e3, cabinets);  // 60 % at 50 degC: 120 kW, 125 % of them for a minute
  hall.rig.run(20 * kSecond);
  CHECK(hall.rig.look("lfp-1", "power") ==
        Approx(-12e3 - kStandingW - cooling_w(12e3)));  // charging: 10 %
  CHECK(hall.rig.finding("lfp-1", "rating_derated") == Approx(120e3));
  hall.outage(60 * kSecond, core::kNever);
  hall.rig.run(100 * kSecond);
  CHECK(hall.rig.look("lfp-1", "load_level") == Approx(145.0 / 120.0));
  hall.rig.run(200 * kSecond);
  REQUIRE(hall.rig.log("lfp-1").size() == 3);
  CHECK(hall.rig.log("lfp-1")[2] == "120008000000 stopped overload");
}

TEST_CASE("bess derating: between rows straight, outside as at the nearest", "[bess]") {
  const auto frac_at = [](double room_c) {
    const Parameters p = equipped_cabinet(room_c);
    return devices::conversion::cabinet_climate(p, devices::LossCurve({})).rating_frac;
  };
  CHECK(frac_at(-20.0) == 1.0);
  CHECK(frac_at(40.0) == 1.0);
  CHECK(frac_at(42.5) == Approx(0.9));
  CHECK(frac_at(45.0) == Approx(0.8));
  CHECK(frac_at(70.0) == Approx(0.4));
}

TEST_CASE("bess derating: rows that do not rise are refused", "[bess]") {
  Parameters p = equipped_cabinet();
  p["derating"] = points_of("at", "value", {{318.15, 0.8}, {313.15, 1.0}});
  CHECK_THROWS_WITH(devices::make_bess(p), "temperatures of 'derating' do not rise");
}

TEST_CASE("bess heater: it holds the cells, or what its power allows", "[bess]") {
  const auto climate_at = [](double room_c) {
    const Parameters p = equipped_cabinet(room_c);
    return devices::conversion::cabinet_climate(p, devices::LossCurve({}));
  };
  CHECK(climate_at(10.0).cells_k == Approx(kZeroK + 10.0));
  CHECK(climate_at(10.0).standing_w == kStandingW);
  // 15 K of the 35 K that 2 kW hold.
  CHECK(climate_at(-10.0).cells_k == Approx(kZeroK + 5.0));
  CHECK(climate_at(-10.0).standing_w == Approx(kStandingW + 2e3 * 15.0 / 35.0).epsilon(1e-6));
  CHECK(climate_at(-40.0).cells_k == Approx(kZeroK - 5.0));
  CHECK(climate_at(-40.0).standing_w == Approx(kStandingW + 2e3));

  Parameters cells;
  devices::warm_bess_cells(equipped_cabinet(-10.0), cells);
  CHECK(get(cells, "temperature").number() == Approx(kZeroK + 5.0));
}

TEST_CASE("bess heater: against the cooling it is refused", "[bess]") {
  Parameters p = equipped_cabinet();
  Parameters cooling = get(p, "cooling").map();
  cooling["above"] = Value(kZeroK + 3.0);
  p["cooling"] = Value(cooling);
  CHECK_THROWS_WITH(devices::make_bess(p), "'heater.hold' is above 'cooling.above'");
}

TEST_CASE("bess cooling: cold cells are not cooled", "[bess]") {
  Parameters p = equipped_cabinet(15.0);
  Parameters cooling = get(p, "cooling").map();
  cooling["above"] = Value(kZeroK + 20.0);
  p["cooling"] = Value(cooling);
  Cabinets cabinets;
  cabinets.parameters = p;
  Hall hall(150e3, cabinets);
  hall.outage(60 * kSecond, core::kNever);
  hall.rig.run(100 * kSecond);
  CHECK(hall.rig.look("lfp-1", "auxiliary") == Approx(kStandingW));
}

}  // namespace
}  // namespace ridethrough
