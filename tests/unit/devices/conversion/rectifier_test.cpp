#include "ridethrough/devices/conversion/rectifier.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "ridethrough/devices/load/rack.hpp"
#include "ridethrough/devices/switchgear/bus.hpp"
#include "support/dc_examples.hpp"
#include "support/device_rig.hpp"
#include "support/extra_wakes.hpp"
#include "support/plain_devices.hpp"
#include "support/rack_examples.hpp"
#include "support/ticks.hpp"

namespace ridethrough {
namespace {

using namespace support;
using Rows = std::vector<std::string>;

using ridethrough::support::kMs;
using ridethrough::support::kSecond;

/// One rectifier under its grid, and a load.
struct OneRectifier {
  explicit OneRectifier(double load_w, const RectifierNumbers& numbers = {}) {
    rig.add("grid", std::make_unique<PlainSource>(10e3, 50.0));
    rig.add("rect", devices::make_rectifier(rectifier_of(numbers)), {.from = {"grid"}});
    rig.add("load", std::make_unique<PlainLoad>(load_w), {.from = {"rect"}});
  }
  void outage(core::Tick from, core::Tick to) {
    rig.set(from, "grid", "voltage", 0.0);
    rig.set(to, "grid", "voltage", 1.0);
  }
  Rig rig;
};

/// Two of them on one bus, each with its own grid.
struct TwoRectifiers {
  explicit TwoRectifiers(double load_w, double rating_b_w = 100e3) {
    for (const std::string side : {"a", "b"}) {
      RectifierNumbers numbers;
      if (side == "b") numbers.rating_w = rating_b_w;
      rig.add("grid-" + side, std::make_unique<PlainSource>(10e3, 50.0));
      rig.add("rect-" + side, devices::make_rectifier(rectifier_of(numbers)),
              {.from = {"grid-" + side}});
    }
    rig.add("row", devices::make_bus({}), {.from = {"rect-a", "rect-b"}});
    rig.add("load", std::make_unique<PlainLoad>(load_w), {.from = {"row"}});
  }
  double power_w(const std::string& side) { return rig.look("rect-" + side, "power"); }
  void check_books() {
    for (const std::string name : {"rect-a", "rect-b"}) {
      const core::Books books = rig.account(name);
      CHECK(imbalance(books) < 1e-9);
      CHECK(books.gap_j < 1e-6 * books.in_j);
    }
  }
  Rig rig;
};

/// v of a source of 1 pu behind `resistance` (pu of the rating) at a load of x: v^2 - v + r x = 0.
double drooped_pu(double resistance, double load_frac) {
  return 0.5 + 0.5 * std::sqrt(1.0 - 4.0 * resistance * load_frac);
}

TEST_CASE("rectifier: the outlet droops with its load, and the loss is that of its curve",
          "[rectifier]") {
  RectifierNumbers numbers;
  numbers.efficiency = 0.95;
  OneRectifier plant(80e3, numbers);
  plant.rig.run(kSecond);
  CHECK(plant.rig.look("rect", "voltage") == Approx(drooped_pu(0.01, 0.8)).epsilon(1e-9));
  const double out_w = plant.rig.look("rect", "power");
  // The droop is a loss inside the outlet: the source gives the load, and the droop with it.
  CHECK(out_w == Approx(80e3).margin(0.01));
  CHECK(plant.rig.look("rect", "input_power") == Approx(out_w / 0.95).epsilon(1e-9));
  CHECK(plant.rig.log().empty());
  const auto instants = plant.rig.engine().statistics().instants;
  plant.rig.run(3600 * kSecond);
  CHECK(plant.rig.engine().statistics().instants == instants);
}

TEST_CASE("rectifier: those in parallel share by their rating", "[rectifier]") {
  TwoRectifiers plant(120e3, 200e3);
  plant.rig.run(kSecond);
  CHECK(plant.power_w("a") == Approx(40e3).epsilon(1e-4));
  CHECK(plant.power_w("b") == Approx(80e3).epsilon(1e-4));
  CHECK(plant.rig.look("row", "voltage") == Approx(drooped_pu(0.01, 0.4)).epsilon(1e-6));
  CHECK(plant.rig.look("row", "frequency") == 0.0);
  plant.check_books();
}

TEST_CASE("rectifier: its dc link holds the output up to the tick", "[rectifier]") {
  OneRectifier plant(100e3);
  plant.outage(kSecond, 100 * kSecond);
  plant.rig.run(2 * kSecond);
  // 15 J/kW, of which 36 % may be used: 540 J at 100 kW.
  const double need_w = 100e3;
  const core::Tick empty = kSecond + core::ticks_up(0.36 * 1500.0 / need_w);
  REQUIRE(plant.rig.log("rect").size() == 2);
  CHECK(plant.rig.log("rect")[0] == "1000000000 holding under_voltage");
  CHECK(std::abs(plant.rig.report("rect").incidents.at(0).at - empty) <= 1);
  CHECK(plant.rig.report("rect").incidents.at(0).reason == "dc_link");
  CHECK(plant.rig.look("rect", "voltage") == 0.0);
  CHECK(plant.rig.report("rect").incidents.size() == 1);
}

TEST_CASE("rectifier: an input that is back within the hold-up is no event for the bus",
          "[rectifier]") {
  OneRectifier plant(100e3);
  plant.outage(kSecond, kSecond + 4 * kMs);
  plant.rig.run(kSecond + 3 * kMs);
  const double full_j = 1500.0;
  CHECK(plant.rig.look("rect", "link_voltage") ==
        Approx(std::sqrt((full_j - 300.0) / full_j)).epsilon(1e-6));
  plant.rig.run(3 * kSecond);
  CHECK(plant.rig.look("rect", "link_voltage") == Approx(1.0));
  CHECK(plant.rig.state("rect") == "online");
  CHECK(plant.rig.look("rect", "power") == Approx(100e3).margin(0.01));
  CHECK(imbalance(plant.rig.account("rect")) < 1e-9);
}

TEST_CASE("rectifier: a lost one leaves the bus to the other, and walks in on its return",
          "[rectifier]") {
  TwoRectifiers plant(80e3);
  plant.rig.set(kSecond, "grid-a", "voltage", 0.0);
  plant.rig.set(11 * kSecond, "grid-a", "voltage", 1.0);
  plant.rig.run(5 * kSecond);
  CHECK(plant.power_w("a") == 0.0);
  CHECK(plant.power_w("b") == Approx(80e3).margin(0.1));
  CHECK(plant.rig.look("row", "voltage") == Approx(drooped_pu(0.01, 0.8)).epsilon(1e-6));
  double before_w = 0.0;
  for (core::Tick at = 13 * kSecond + 100 * kMs; at <= 19 * kSecond; at += 125 * kMs) {
    plant.rig.run(at);
    CHECK(plant.power_w("a") >= before_w - 1.0);
    CHECK(plant.power_w("a") <= before_w + 2.5e3);  // a twentieth of its share at a time
    before_w = plant.power_w("a");
  }
  CHECK(plant.power_w("a") == Approx(40e3).epsilon(1e-4));
  CHECK(plant.rig.state("rect-a") == "online");
  plant.check_books();
}

TEST_CASE("rectifier: a load that falls in a walk-in does not turn its current back",
          "[rectifier]") {
  TwoRectifiers plant(80e3);
  plant.rig.set(kSecond, "grid-a", "voltage", 0.0);
  plant.rig.set(2 * kSecond, "grid-a", "voltage", 1.0);
  plant.rig.set(5 * kSecond, "load", "power", 1e3);
  for (core::Tick at = 4 * kSecond; at <= 20 * kSecond; at += 10 * kMs) {
    plant.rig.run(at);
    CHECK(plant.power_w("a") >= -1.0);
    CHECK(plant.power_w("b") >= -1.0);
  }
  CHECK(plant.power_w("a") == Approx(500.0).epsilon(1e-3));
  plant.check_books();
}

TEST_CASE("rectifier: more than its current limit empties the link, then it tries again",
          "[rectifier]") {
  OneRectifier plant(100e3);
  plant.rig.set(kSecond, "load", "power", 120e3);
  plant.rig.run(kSecond + 100 * kMs);
  // 110 kW are given: 10 kW empty 540 J in 54 ms.
  const core::Tick empty = kSecond + core::ticks_up(540.0 / 10e3);
  REQUIRE(plant.rig.log("rect").size() == 2);
  CHECK(plant.rig.log("rect")[0] == "1000000000 holding overload");
  CHECK(std::abs(plant.rig.report("rect").incidents.at(0).at - empty) <= 1);
  plant.rig.set(2 * kSecond, "load", "power", 90e3);
  plant.rig.run(10 * kSecond);
  CHECK(plant.rig.state("rect") == "online");
  CHECK(plant.rig.look("rect", "power") == Approx(90e3).margin(0.1));
  CHECK(imbalance(plant.rig.account("rect")) < 1e-9);
}

TEST_CASE("rectifier: breakdown lasts until it is repaired", "[rectifier]") {
  OneRectifier plant(50e3);
  plant.rig.order(kSecond, "rect", devices::Verb::fail, true,
                  {{"as", Value(std::string("breakdown"))}});
  plant.rig.order(20 * kSecond, "rect", devices::Verb::repair);
  plant.rig.run(10 * kSecond);
  CHECK(plant.rig.state("rect") == "failed");
  CHECK(plant.rig.look("rect", "voltage") == 0.0);
  plant.rig.run(40 * kSecond);
  CHECK(plant.rig.state("rect") == "online");
  CHECK(plant.rig.look("rect", "power") == Approx(50e3).margin(0.01));
}

TEST_CASE("rectifier: extra wakes change nothing", "[rectifier]") {
  check_extra_wakes([](std::uint64_t seed) {
    TwoRectifiers plant(80e3);
    plant.rig.set(kSecond, "grid-a", "voltage", 0.0);
    plant.rig.set(11 * kSecond, "grid-a", "voltage", 1.0);
    plant.rig.set(14 * kSecond, "load", "power", 30e3, 3 * kSecond);
    plant.rig.set(22 * kSecond, "grid-b", "voltage", 0.7);
    plant.rig.set(24 * kSecond, "grid-b", "voltage", 1.0);
    return digest_with_extra_wakes(plant.rig, seed, 2000, 30 * kSecond);
  });
}

TEST_CASE("rectifier: direct current at its inlet is refused", "[rectifier]") {
  Rig rig;
  rig.add("dc", std::make_unique<PlainSource>(800.0, 0.0, true));
  rig.add("rect", devices::make_rectifier(rectifier_of()), {.from = {"dc"}});
  CHECK_THROWS_AS(rig.run(0), std::invalid_argument);
}

TEST_CASE("rack: on a dc bus it draws no reactive power", "[rectifier][rack]") {
  Rig rig;
  rig.add("grid", std::make_unique<PlainSource>(10e3, 50.0));
  rig.add("rect", devices::make_rectifier(rectifier_of()), {.from = {"grid"}});
  RackNumbers numbers;
  numbers.power_factor = 0.9;
  rig.add("rack", devices::make_rack(rack_of(numbers)), {.from = {"rect"}});
  rig.run(kSecond);
  CHECK(rig.look("rect", "power") == Approx(40e3).margin(0.01));
  CHECK(rig.look("rect", "voltage") == Approx(drooped_pu(0.01, 0.4)).epsilon(1e-9));
}

TEST_CASE("bus: a dc bus near the most that it can be given warns once", "[rectifier][bus]") {
  Rig rig;
  rig.add("dc", std::make_unique<PlainSource>(800.0, 0.0, true, 20e-3));
  rig.add("row", devices::make_bus({{"nose_warning", Value(0.8)}}), {.from = {"dc"}});
  rig.add("load", std::make_unique<PlainLoad>(4e6), {.from = {"row"}});
  rig.set(kSecond, "load", "power", 6.5e6);
  rig.run(kSecond / 2);
  CHECK(rig.look("row", "nose_level") == Approx(0.5).epsilon(1e-6));
  CHECK(rig.log("row").empty());
  rig.run(2 * kSecond);
  CHECK(rig.look("row", "nose_level") == Approx(6.5 / 8.0).epsilon(1e-6));
  CHECK(rig.finding("row", "nose_level") == Approx(6.5 / 8.0).epsilon(1e-6));
  CHECK(rig.log("row") ==
        Rows{"1000000000 loaded with 81 % of the most that its feeders can give it "});
}

}  // namespace
}  // namespace ridethrough
