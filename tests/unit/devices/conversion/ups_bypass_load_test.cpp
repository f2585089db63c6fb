#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include "devices/trip_clock.hpp"
#include "ridethrough/devices/switchgear/breaker.hpp"
#include "unit/devices/conversion/turning_plant.hpp"

// The overload curve of the static bypass.
namespace ridethrough {
namespace {

using namespace support;
using devices::TripCurve;
using devices::Verb;

const std::vector<TripCurve::Point> kCurve = {{1.25, 600.0}, {1.5, 60.0}, {10.0, 0.1}};

/// What the curve says of a constant current, s.
double lasts_s(double multiple) {
  return 1.0 / TripCurve::through(kCurve).rate_per_s(multiple * multiple);
}

core::Tick tick_of(double s) { return static_cast<core::Tick>(std::ceil(s * 1e9)); }

Parameters on_overload(const char* word, Parameters p = ups_600kw()) {
  return with(std::move(p), "static_bypass", "at_overload", ups_word(word));
}

Parameters in_eco(Parameters p = ups_600kw()) {
  p["mode"] = ups_word("eco");
  return p;
}

}  // namespace

TEST_CASE("a curve through points meets them, and ends as I^2 t", "[ups][devices]") {
  for (const auto& point : kCurve) CHECK(lasts_s(point.multiple) == Approx(point.time_s));
  CHECK(lasts_s(20.0) == Approx(0.1 / 4.0));
  // Half way between two points in logarithms.
  CHECK(lasts_s(std::sqrt(1.25 * 1.5)) == Approx(std::sqrt(600.0 * 60.0)));
  CHECK(lasts_s(1.1) > 600.0);
}

TEST_CASE("ups: the bypass opens when its overload curve is used up", "[ups][bypass]") {
  // 900 kW are 150 % of the current at power factor 1: 60 s.
  TurningPlant plant(300e3);
  plant.transfer(10 * kSecond, "bypass");
  plant.rig.set(20 * kSecond, "load", "power", 900e3);
  plant.rig.run(80 * kSecond - 1000);
  CHECK(plant.rig.state("ups") == "bypass");
  plant.rig.run(80 * kSecond + 1000);
  CHECK(plant.rig.state("ups") == "off");
  CHECK(plant.rig.look("load", "power") == 0.0);
  CHECK(plant.rig.look("ups", "bypass_overloads") == 1.0);
  CHECK(plant.rig.report("ups").incidents.at(0).reason == "bypass_overload");
  // It is hot: nobody closes it at once, and it waits for an order.
  plant.transfer(80 * kSecond + 1 * kMs, "bypass");
  plant.rig.run(200 * kSecond);
  CHECK(plant.rig.state("ups") == "off");
  plant.rig.set(210 * kSecond, "load", "power", 300e3);
  plant.transfer(220 * kSecond, "bypass");
  plant.rig.run(230 * kSecond);
  CHECK(plant.rig.state("ups") == "bypass");
  plant.check_books();
}

TEST_CASE("ups: the continuous load of the bypass lasts, and a quiet hour is quiet",
          "[ups][bypass]") {
  TurningPlant plant(659e3);  // below 110 %
  plant.transfer(10 * kSecond, "bypass");
  plant.rig.run(60 * kSecond);
  const auto instants = plant.rig.engine().statistics().instants;
  plant.rig.run(7200 * kSecond);
  CHECK(plant.rig.engine().statistics().instants == instants);
  CHECK(plant.rig.state("ups") == "bypass");
}

TEST_CASE("ups: two overloads of the bypass add, and it cools in between", "[ups][bypass]") {
  const auto ends_at = [](core::Tick pause) {
    TurningPlant plant(0.0);
    plant.transfer(10 * kSecond, "bypass");
    plant.rig.set(20 * kSecond, "load", "power", 900e3);
    plant.rig.set(50 * kSecond, "load", "power", 0.0);  // half used; all of it is back in 600 s
    plant.rig.set(50 * kSecond + pause, "load", "power", 900e3);
    plant.rig.run(400 * kSecond);
    REQUIRE(plant.rig.state("ups") == "off");
    return plant.rig.report("ups").incidents.at(0).at - (50 * kSecond + pause);
  };
  CHECK(ends_at(kSecond) == Approx(1e9 * (0.5 + 1.0 / 600.0) * 60.0).epsilon(1e-6));
  CHECK(ends_at(120 * kSecond) == Approx(1e9 * (0.5 + 0.2) * 60.0).epsilon(1e-6));
}

TEST_CASE("ups: a ramp on the bypass ends where its integral does", "[ups][bypass]") {
  TurningPlant plant(600e3);
  plant.transfer(10 * kSecond, "bypass");
  plant.rig.set(20 * kSecond, "load", "power", 1200e3,
                120 * kSecond);  // 1 % of the rating in 1.2 s
  plant.rig.run(200 * kSecond);
  REQUIRE(plant.rig.state("ups") == "off");
  double used = 0.0;
  double t_s = 0.0;
  for (constexpr double kStepS = 1e-4; used < 1.0; t_s += kStepS) {
    const double multiple = 1.0 + (t_s + 0.5 * kStepS) / 120.0;
    if (multiple > 1.1) used += kStepS / lasts_s(multiple);
  }
  const double at_s = core::seconds(plant.rig.report("ups").incidents.at(0).at - 20 * kSecond);
  CHECK(at_s == Approx(t_s).margin(5e-4));
}

TEST_CASE("ups: a bypass that stays closed warns once and counts", "[ups][bypass]") {
  TurningPlant plant(300e3, on_overload("stays"));
  plant.transfer(10 * kSecond, "bypass");
  plant.rig.set(20 * kSecond, "load", "power", 900e3);
  plant.rig.set(200 * kSecond, "load", "power", 300e3);
  plant.rig.run(3600 * kSecond);
  CHECK(plant.rig.state("ups") == "bypass");
  CHECK(plant.rig.look("ups", "bypass_overloads") == 1.0);
  std::string told;
  for (const std::string& row : plant.rig.log()) {
    if (row.find("RT1325") != std::string::npos) told += row + "\n";
  }
  CHECK(told.find("80000000") != std::string::npos);
  CHECK(std::count(told.begin(), told.end(), '\n') == 1);
}

TEST_CASE("ups: in eco the overload of the switch goes to the inverter", "[ups][bypass]") {
  TurningPlant plant(300e3, in_eco());
  plant.rig.set(20 * kSecond, "load", "power", 840e3);  // 140 %: the inverter has 60 s for it
  plant.rig.run(21 * kSecond);
  // Behind the resistance of this mode the same power is more current.
  const double multiple = 840.0 / 600.0 / plant.rig.look("ups", "voltage");
  const core::Tick leaves = 20 * kSecond + tick_of(lasts_s(multiple));
  plant.rig.run(leaves - 10 * kMs);
  CHECK(plant.rig.state("ups") == "mains");
  plant.rig.run(leaves + 10 * kMs);
  CHECK(plant.rig.state("ups") == "online");
  CHECK(plant.rig.look("ups", "breaks") == 0.0);
  plant.rig.set(leaves + 30 * kSecond, "load", "power", 300e3);
  plant.rig.run(leaves + 300 * kSecond);
  CHECK(plant.rig.state("ups") == "mains");
  CHECK(plant.rig.look("ups", "bypass_overloads") == 1.0);
  plant.check_books();
}

TEST_CASE("ups: in eco it does not go back to a switch that would be overloaded", "[ups][bypass]") {
  TurningPlant plant(690e3, in_eco());  // 115 %
  plant.dip(10 * kSecond, 0.5, 50 * kMs);
  plant.rig.run(300 * kSecond);
  CHECK(plant.rig.state("ups") == "online");
  plant.rig.set(301 * kSecond, "load", "power", 600e3);
  plant.rig.run(302 * kSecond);
  CHECK(plant.rig.state("ups") == "mains");
}

TEST_CASE("ups: two bypasses that carry power across have it in their books", "[ups][bypass]") {
  Rig rig;
  for (const std::string side : {"a", "b"}) {
    const double angle_rad = side == "a" ? 0.0 : std::numbers::pi / 3.0;
    rig.add("grid-" + side,
            std::make_unique<TurningSource>(50.0, angle_rad, 8e-3, network::SourceKind::grid));
    rig.add("ups-" + side, devices::make_ups(on_overload("stays")), {.from = {"grid-" + side}});
    rig.add("cells-" + side, std::make_unique<PlainBattery>(Tank{}), {.from = {"ups-" + side}});
    rig.add("load-" + side, std::make_unique<PlainLoad>(200e3), {.from = {"ups-" + side}});
    rig.order(5 * kSecond, "ups-" + side, Verb::transfer, true, {{"to", ups_word("bypass")}});
  }
  Parameters tie;
  tie["state"] = ups_word("open");
  tie["opens_in"] = Value(0.01);
  tie["closes_in"] = Value(0.01);
  rig.add("tie", devices::make_breaker(tie), {.between = {"ups-a", "ups-b"}});
  rig.order(10 * kSecond, "tie", Verb::close);
  rig.run(60 * kSecond);
  CHECK(std::abs(rig.look("ups-a", "power")) > 8e6);
  for (const std::string side : {"a", "b"}) {
    const core::Books books = rig.account("ups-" + side);
    CHECK(imbalance(books) < 1e-9);
    CHECK(books.gap_j < 1e-7 * std::abs(books.in_j));
  }
}

TEST_CASE("ups: the maintenance bypass has no thyristors", "[ups][bypass]") {
  TurningPlant plant(300e3);
  plant.transfer(10 * kSecond, "maintenance");
  plant.rig.set(20 * kSecond, "load", "power", 900e3);
  plant.rig.run(3600 * kSecond);
  CHECK(plant.rig.state("ups") == "maintenance");
}

TEST_CASE("ups: an overload curve that does not fall is refused", "[ups][bypass]") {
  const auto made_with = [](const std::vector<std::pair<double, double>>& rows) {
    return devices::make_ups(
        with(ups_600kw(), "static_bypass", "overload", points_of("power", "for", rows)));
  };
  CHECK_THROWS_WITH(made_with({{1.25, 60.0}, {1.5, 60.0}}),
                    Catch::Contains("'static_bypass.overload' needs less time at more current"));
  CHECK_THROWS_WITH(made_with({{1.05, 60.0}, {1.5, 6.0}}),
                    Catch::Contains("'static_bypass.overload' must lie above"));
  CHECK_NOTHROW(made_with({{10.0, 0.1}}));
}

TEST_CASE("ups: extra wakes change nothing of a bypass in overload", "[ups][bypass]") {
  check_extra_wakes([](std::uint64_t seed) {
    TurningPlant plant(300e3, in_eco(on_overload("stays")));
    plant.rig.set(5 * kSecond, "load", "power", 900e3, 10 * kSecond);
    plant.rig.set(60 * kSecond, "load", "power", 300e3);
    plant.transfer(70 * kSecond, "bypass");
    plant.rig.set(75 * kSecond, "load", "power", 1200e3);
    return digest_with_extra_wakes(plant.rig, seed, 2000, 120 * kSecond);
  });
}

}  // namespace ridethrough
