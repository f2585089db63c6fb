#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <memory>
#include <string>

#include "ridethrough/devices/conversion/bbu.hpp"
#include "ridethrough/devices/conversion/rectifier.hpp"
#include "ridethrough/devices/storage/capacitor.hpp"
#include "ridethrough/devices/switchgear/bus.hpp"
#include "support/csv_rows.hpp"
#include "support/shelf_rig.hpp"
#include "support/ticks.hpp"
#include "support/validation_case.hpp"

// Direct current: the most that a bus can be given, the hold-up of a rectifier, and the race
// between the hold-up of supplies and the answer of a battery shelf.
namespace ridethrough {
namespace {

using namespace support;

using ridethrough::support::kMs;
using ridethrough::support::kSecond;

/// Whether a bus of `nominal_v` behind `ohm` can be given `power_w`.
bool carries(double nominal_v, double ohm, double power_w) {
  Rig rig;
  auto& feed = static_cast<PlainSource&>(
      rig.add("feed", std::make_unique<PlainSource>(nominal_v, 0.0, true, ohm)));
  rig.add("row", devices::make_bus({}), {.from = {"feed"}});
  rig.add("load", std::make_unique<PlainLoad>(power_w), {.from = {"row"}});
  rig.run(kSecond);
  return !rig.network().has_collapsed(feed.source());
}

/// Where it collapses, by halving.
double nose_w(double nominal_v, double ohm) {
  double low_w = 0.0;
  double high_w = nominal_v * nominal_v / ohm;
  while (high_w - low_w > 1e-6 * high_w) {
    const double middle_w = 0.5 * (low_w + high_w);
    (carries(nominal_v, ohm, middle_w) ? low_w : high_w) = middle_w;
  }
  return low_w;
}

TEST_CASE("validation: the nose of a dc bus is U^2 / 4R", "[validation][dc]") {
  testing::report_case({.name = "nose of an 800 V dc bus behind 20 mohm",
                        .kind = "analytic",
                        .reference = "maximum power transfer U^2 / 4R: 8.00 MW",
                        .measured = 100.0 * std::abs(nose_w(800.0, 20e-3) / 8.00e6 - 1.0),
                        .allowed = 0.1,
                        .unit = "%"});
  testing::report_case({.name = "nose of a 48 V dc bus behind 1 mohm",
                        .kind = "analytic",
                        .reference = "maximum power transfer U^2 / 4R: 576 kW",
                        .measured = 100.0 * std::abs(nose_w(48.0, 1e-3) / 576e3 - 1.0),
                        .allowed = 0.1,
                        .unit = "%"});
}

/// A lossless supply of 3 kW as a rectifier: 2.083333 mF from 400 V to 320 V.
Parameters supply_3kw() {
  constexpr double kCapacitanceF = 2.083333e-3;
  RectifierNumbers numbers;
  numbers.rating_w = 3e3;
  numbers.voltage_v = 51.0;
  Parameters p = rectifier_of(numbers);
  p["dc_link"] = Value(0.5 * kCapacitanceF * 400.0 * 400.0 / 3e3);
  return p;
}

TEST_CASE("validation: a rectifier's dc link follows the closed form of its capacitor",
          "[validation][rectifier]") {
  Rig rig;
  rig.add("grid", std::make_unique<PlainSource>(230.0, 50.0));
  rig.add("rect", devices::make_rectifier(supply_3kw()), {.from = {"grid"}});
  rig.add("load", std::make_unique<PlainLoad>(3e3), {.from = {"rect"}});
  rig.set(kSecond, "grid", "voltage", 0.0);
  double worst_v = 0.0;
  for (const auto& row : testing::reference_rows("power/psu_holdup_3kw.csv")) {
    rig.run(kSecond + core::ticks_nearest(row.at(0)));
    worst_v = std::max(worst_v, std::abs(400.0 * rig.look("rect", "link_voltage") - row.at(1)));
  }
  // 1 mV: the reference has ten digits, the power a grid of 2^-10 W.
  testing::report_case({.name = "dc link of a 3 kW rectifier without input",
                        .kind = "other_tool",
                        .reference = "closed form and ngspice: psu_holdup_3kw.csv",
                        .measured = worst_v,
                        .allowed = 1e-3,
                        .unit = "V"});
  rig.run(2 * kSecond);
  const auto incidents = rig.report("rect").incidents;
  REQUIRE(incidents.size() == 1);
  testing::report_case(
      {.name = "hold-up of a 3 kW rectifier, 20.000 ms",
       .kind = "analytic",
       .reference = "a capacitor from 400 V to 320 V at constant power",
       .measured = std::abs(core::seconds(incidents[0].at - kSecond - 20 * kMs)) * 1e6,
       .allowed = 1.0,
       .unit = "us"});
}

TEST_CASE("validation: rectifiers in parallel share as their droops say",
          "[validation][rectifier]") {
  Rig rig;
  for (const std::string side : {"a", "b"}) {
    RectifierNumbers numbers;
    numbers.rating_w = side == "a" ? 1800e3 : 900e3;
    rig.add("grid-" + side, std::make_unique<PlainSource>(10e3, 60.0));
    rig.add("rect-" + side, devices::make_rectifier(rectifier_of(numbers)),
            {.from = {"grid-" + side}});
  }
  rig.add("row", devices::make_bus({}), {.from = {"rect-a", "rect-b"}});
  rig.add("load", std::make_unique<PlainLoad>(1584e3), {.from = {"row"}});
  rig.run(kSecond);
  // Equal droop over the rating: 2 to 1. The bus: U (U0 - U) / R = P, 1 / R = sum of rating /
  // droop.
  const double resistance_ohm = 0.01 * 800.0 * 800.0 / 2700e3;
  const double expected_v = 400.0 + std::sqrt(400.0 * 400.0 - resistance_ohm * 1584e3);
  // The joints of the bus, 1e-12 / W, stand beside resistances of some 1e-8 / W.
  testing::report_case({.name = "two rectifiers in parallel, share of the larger",
                        .kind = "analytic",
                        .reference = "two sources behind resistances: 2/3 of 1584 kW",
                        .measured = std::abs(rig.look("rect-a", "power") / 1056e3 - 1.0) * 100.0,
                        .allowed = 0.01,
                        .unit = "%"});
  testing::report_case({.name = "two rectifiers in parallel, voltage of their bus",
                        .kind = "analytic",
                        .reference = "U (U0 - U) / R = P",
                        .measured = std::abs(800.0 * rig.look("row", "voltage") - expected_v),
                        .allowed = 0.01,
                        .unit = "V"});
}

TEST_CASE("validation: an ORv3 battery shelf answers when its chain of times says",
          "[validation][bbu]") {
  double worst_us = 0.0;
  for (const double load_frac : {1.0, 0.75, 0.5, 0.25}) {
    Rig rig;
    build_shelf(rig, orv3_rack());
    rig.set(0, "rack", "load", load_frac);
    rig.set(kSecond, "s1", "voltage", 0.0);
    rig.run(2 * kSecond);
    double carries_s = -1.0;
    for (const core::EventRow& row : rig.event_log().rows()) {
      if (row.to == "discharging") carries_s = core::seconds(row.time - kSecond);
    }
    // Half of 20 ms at this load; the fall from 51 V - 0.5 V x at 3 V per ms to 48.5 V; 2 ms + 2
    // ms.
    const double expected_s =
        0.5 * 20e-3 / load_frac + (51.0 - 0.5 * load_frac - 48.5) / 3e3 + 4e-3;
    worst_us = std::max(worst_us, std::abs(carries_s - expected_s) * 1e6);
  }
  testing::report_case({.name = "battery shelf of a rack: from the loss of the inlet to its answer",
                        .kind = "published",
                        .reference = "ORv3: half of the hold-up, 3 V in 1 ms, 2 ms, 2 ms",
                        .measured = worst_us,
                        .allowed = 0.01,
                        .unit = "us"});
}

TEST_CASE("validation: a rack with a battery shelf drops after 240 s and its hold-up",
          "[validation][bbu]") {
  Rig rig;
  build_shelf(rig, orv3_rack());
  rig.set(kSecond, "s1", "voltage", 0.0);
  rig.run(300 * kSecond);
  const auto incidents = rig.report("rack").incidents;
  REQUIRE(incidents.size() == 1);
  const double error_us =
      std::abs(core::seconds(incidents[0].at - kSecond - 240 * kSecond - 20 * kMs)) * 1e6;
  testing::report_case({.name = "rack with a battery shelf: until it drops",
                        .kind = "published",
                        .reference = "ORv3: 240 s, and the whole hold-up of 20 ms around it",
                        .measured = error_us,
                        .allowed = 1.0,
                        .unit = "us"});
}

TEST_CASE("validation: a capacitor at a rack lengthens its hold-up by C (U1^2 - U2^2) / 2P",
          "[validation][capacitor]") {
  Rig rig;
  build_rack(rig, orv3_rack(), {0.0});
  const Value between(Value::List{Value(40.0), Value(50.0)});
  rig.add("caps", devices::make_capacitor({{"capacitance", Value(2.0)}, {"voltage", between}}),
          {.from = {"rack"}});
  rig.set(kSecond, "s1", "voltage", 0.0);
  rig.run(2 * kSecond);
  const auto incidents = rig.report("rack").incidents;
  REQUIRE(incidents.size() == 1);
  // 20 ms, and 900 J at 40 kW.
  const double error_us =
      std::abs(core::seconds(incidents[0].at - kSecond) - 20e-3 - 900.0 / 40e3) * 1e6;
  testing::report_case({.name = "hold-up of a rack with 2 F from 50 V to 40 V",
                        .kind = "analytic",
                        .reference = "20 ms and C (U1^2 - U2^2) / 2P = 22.5 ms",
                        .measured = error_us,
                        .allowed = 1.0,
                        .unit = "us"});
}

}  // namespace
}  // namespace ridethrough
