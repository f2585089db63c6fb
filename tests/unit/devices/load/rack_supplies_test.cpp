#include <catch2/catch.hpp>

#include <stdexcept>
#include <string>
#include <vector>

#include "devices/load/power_factor_curve.hpp"
#include "ridethrough/devices/load/rack.hpp"
#include "support/device_rig.hpp"
#include "support/draw.hpp"
#include "support/plain_devices.hpp"
#include "support/rack_examples.hpp"
#include "support/rack_rig.hpp"
#include "support/ticks.hpp"

// Efficiency and power factor over load, short peak, inrush and restart one by one.

using namespace ridethrough;
using namespace ridethrough::support;
using devices::Parameters;
using devices::Value;
using Rows = std::vector<std::string>;

namespace {

using ridethrough::support::kMs;
using ridethrough::support::kSecond;
constexpr double kGridW = 4.0 / 1024.0;
constexpr double kSuppliesResidual = 1e-9;

bool books_close(Rig& rig) { return imbalance(rig.account("rack")) < kSuppliesResidual; }

struct Efficiency {
  double load_frac, value;
};

/// 80 PLUS Titanium at 230 V, the least that it asks for.
const std::vector<Efficiency> kTitanium{{0.1, 0.90}, {0.2, 0.94}, {0.5, 0.96}, {1.0, 0.91}};

Value curve_of(const std::vector<Efficiency>& points) {
  Value::List rows;
  for (const Efficiency& point : points) {
    rows.emplace_back(Parameters{{"power", Value(point.load_frac)}, {"value", Value(point.value)}});
  }
  return Value(rows);
}

Value power_factor_rows() {
  const auto row = [](double power, double value, bool leading) {
    return Value(
        Parameters{{"power", Value(power)}, {"value", Value(value)}, {"leading", Value(leading)}});
  };
  return Value(Value::List{row(0.1, 0.8, true), row(0.5, 1.0, false), row(1.0, 0.8, false)});
}

Value peak_of(double power, double for_s, double rest_s) {
  return Value(Parameters{{"power", Value(power)}, {"for", Value(for_s)}, {"rest", Value(rest_s)}});
}

}  // namespace

TEST_CASE("supplies meet each point of their efficiency curve") {
  for (const Efficiency& point : kTitanium) {
    Rig rig;
    RackNumbers numbers;
    numbers.supplies["efficiency_curve"] = curve_of(kTitanium);
    build_rack(rig, numbers, {0.0});
    rig.set(0, "rack", "load", point.load_frac);
    rig.run(kSecond);
    CHECK(rig.look("rack", "it_power") == Approx(40e3 * point.load_frac * point.value));
    CHECK(books_close(rig));
  }
}

TEST_CASE("supplies lose by the load of each cord, along a ramp too") {
  Rig rig;
  RackNumbers numbers;
  numbers.supplies["efficiency_curve"] = curve_of(kTitanium);
  build_rack(rig, numbers, {0.0, 0.0});
  rig.set(0, "rack", "load", 0.2);
  rig.set(kSecond, "rack", "load", 1.0, 2 * kSecond);
  rig.run(kSecond);
  // 10 % of each cord's supplies: 1 % of their rating is lost.
  CHECK(rig.account("rack").loss_j == Approx(80e3 * 0.01).epsilon(1e-9));
  rig.run(3 * kSecond);
  // Of 2 s a quarter from 10 to 20 % and the rest to 50 %, each along a straight piece.
  const double ramp_s = 0.5 * 0.5 * (0.01 + 0.012) + 1.5 * 0.5 * (0.012 + 0.02);
  CHECK(rig.account("rack").loss_j == Approx(80e3 * (0.01 + ramp_s)).epsilon(1e-6));
  CHECK(books_close(rig));
}

TEST_CASE("servers get the same over one cord as over two, and the cord that is left draws more") {
  struct Case {
    double load, alone_w;
  };
  // Of 40 kW and cord: 10 % at 90 % are 9 % given, so twice that over one cord, in the piece from
  // 10 to 20 % where 98 % of what is more is given; 50 % at 96 % are 48 %, and beyond 91 % given
  // 86 % of what is more.
  const Case cases[] = {{0.2, 40e3 * (0.1 + 0.09 / 0.98)}, {1.0, 40e3 * (1.0 + 0.05 / 0.86)}};
  for (const Case& each : cases) {
    Rig rig;
    RackNumbers numbers;
    numbers.supplies["efficiency_curve"] = curve_of(kTitanium);
    build_rack(rig, numbers, {0.0, 0.0});
    rig.set(0, "rack", "load", each.load);
    rig.run(kSecond);
    const double servers_w = rig.look("rack", "it_power");
    rig.set(2 * kSecond, "s1", "voltage", 0.0);
    rig.run(3 * kSecond);
    CHECK(rig.look("rack", "it_power") == Approx(servers_w));
    CHECK(rig.look("rack", "power") == Approx(each.alone_w));
    CHECK(rig.state("rack") == "up");
    CHECK(books_close(rig));
  }
}

TEST_CASE("what a cord that is left draws follows a load that moves") {
  Rig rig;
  RackNumbers numbers;
  numbers.supplies["efficiency_curve"] = curve_of(kTitanium);
  build_rack(rig, numbers, {0.0, 0.0});
  rig.set(0, "s1", "voltage", 0.0);
  rig.set(kSecond, "rack", "load", 0.0, 10 * kSecond);
  for (int part = 0; part <= 100; ++part) {
    rig.run(kSecond + part * 100 * kMs);
    // As over two cords, where each corner of the curve is met at twice the load.
    const double load = 1.0 - 0.01 * part;
    const double trickle = 0.008 / 0.98;
    const double x = 0.5 * load;
    const double given = x <= trickle ? 0.0
                         : x <= 0.2   ? 0.98 * x - 0.008
                                      : x - 0.012 - 0.08 * (x - 0.2) / 3.0;
    CHECK(rig.look("rack", "it_power") == Approx(80e3 * given).margin(1.0));
  }
  CHECK(books_close(rig));
}

TEST_CASE("points of an efficiency or of a power factor rise, and a peak is above the limit") {
  RackNumbers falling;
  falling.supplies["efficiency_curve"] = curve_of({{0.5, 0.9}, {0.5, 0.9}});
  CHECK_THROWS_AS(devices::make_rack(rack_of(falling)), std::invalid_argument);
  RackNumbers less;
  less.supplies["efficiency_curve"] = curve_of({{0.5, 0.96}, {1.0, 0.4}});
  CHECK_THROWS_AS(devices::make_rack(rack_of(less)), std::invalid_argument);
  RackNumbers twice;
  Value::List rows = power_factor_rows().list();
  rows.push_back(rows.front());
  twice.supplies["power_factor_curve"] = Value(rows);
  CHECK_THROWS_AS(devices::make_rack(rack_of(twice)), std::invalid_argument);
  RackNumbers low;
  low.supplies["peak"] = peak_of(1.1, 10e-3, 0.1);
  CHECK_THROWS_AS(devices::make_rack(rack_of(low)), std::invalid_argument);
}

TEST_CASE("the power factor leads at light load and is straight in tan phi between points") {
  const devices::PowerFactorCurve curve(
      {{"power_factor_curve", power_factor_rows()}, {"power_factor", Value(0.99)}});
  CHECK(curve.tan_phi(0.05) == Approx(-0.75));
  CHECK(curve.tan_phi(0.3) == Approx(-0.375));
  CHECK(curve.tan_phi(0.5) == Approx(0.0).margin(1e-12));
  CHECK(curve.tan_phi(0.75) == Approx(0.375));
  CHECK(curve.tan_phi(1.5) == Approx(0.75));
  // 0.42 of 1 kW at 0.1 per second: in the step from 0.40 to 0.45 for 0.3 s.
  const auto up = curve.step(core::Line::of_watts(0, 420.0, 100.0), 1e3, 0);
  CHECK(up.tan_phi == Approx(-0.75 + 0.75 * 0.325 / 0.4));
  CHECK(core::seconds(up.ends) == Approx(0.3).epsilon(1e-4));
  // At the edge of a step the way that it goes decides.
  CHECK(curve.step(core::Line::of_watts(0, 400.0, -100.0), 1e3, 0).tan_phi ==
        Approx(-0.75 + 0.75 * 0.275 / 0.4));
  CHECK(curve.step(core::Line::of_watts(0, 400.0), 1e3, 0).ends == core::kNever);
}

TEST_CASE("a refill counts for the power factor as any load") {
  Rig rig;
  RackNumbers numbers;
  numbers.supplies["power_factor_curve"] = power_factor_rows();
  build_rack(rig, numbers, {0.0, 0.0});
  rig.set(0, "rack", "load", 0.1);
  rig.set(kSecond, "s1", "voltage", 0.0);
  rig.set(2 * kSecond, "s1", "voltage", 1.0);
  rig.run(2 * kSecond + 5 * kMs);
  // Nothing but 480 J in 50 ms: 9.6 of 40 kW, between 10 and 50 %.
  const double tan_phi = -0.75 + 0.75 * (0.225 - 0.1) / 0.4;
  const auto source = static_cast<PlainSource&>(rig.device("s1")).source();
  const network::Flow flow = rig.network().source_flow(source);
  CHECK(flow.power.watts(2 * kSecond + 5 * kMs) == Approx(9.6e3).margin(10.0));
  CHECK(flow.reactive.watts(2 * kSecond + 5 * kMs) == Approx(9.6e3 * tan_phi).margin(10.0));
}

TEST_CASE("a worse power factor at high load brings the current limit nearer") {
  Rig rig;
  RackNumbers numbers;
  numbers.supplies["power_factor_curve"] = power_factor_rows();
  build_rack(rig, numbers, {0.0});
  rig.set(kSecond, "rack", "load", 1.1);
  rig.run(kSecond + 60 * kMs);
  // 44 kW at 0.8 are 55 kVA of 50 kVA: 40 kW are served and 4 kW drain 480 J in 120 ms.
  CHECK(rig.look("rack", "power") == Approx(40e3).margin(1.0));
  rig.run(2 * kSecond);
  CHECK(rig.log("rack").back() == "1120000000 down cord_overload");
  CHECK(books_close(rig));
}

TEST_CASE("a short peak is drawn from the feeder, a longer one out of the hold-up") {
  Rig rig;
  RackNumbers numbers;
  numbers.supplies["peak"] = peak_of(1.6, 10e-3, 0.1);
  build_rack(rig, numbers, {0.0});
  rig.set(kSecond, "rack", "load", 1.5);
  rig.set(kSecond + 8 * kMs, "rack", "load", 1.0);
  rig.set(2 * kSecond, "rack", "load", 1.5);
  rig.run(kSecond + 4 * kMs);
  CHECK(rig.look("rack", "power") == Approx(60e3).margin(kGridW));
  CHECK(rig.look("rack", "hold_up") == Approx(480.0).margin(1e-6));
  rig.run(2 * kSecond + 5 * kMs);
  CHECK(rig.look("rack", "power") == Approx(60e3).margin(kGridW));
  // From 10 ms on 10 of 60 kW come out of 480 J, for 48 ms.
  rig.run(3 * kSecond);
  CHECK(rig.log("rack").back() == "2058000000 down cord_overload");
  CHECK(books_close(rig));
}

TEST_CASE("a peak that follows too soon finds the supplies at their current limit") {
  Rig rig;
  RackNumbers numbers;
  numbers.supplies["peak"] = peak_of(1.6, 10e-3, 0.1);
  build_rack(rig, numbers, {0.0});
  rig.set(kSecond, "rack", "load", 1.5);
  rig.set(kSecond + 8 * kMs, "rack", "load", 1.0);
  rig.set(kSecond + 50 * kMs, "rack", "load", 1.5);
  rig.set(kSecond + 58 * kMs, "rack", "load", 1.0);
  rig.run(kSecond + 58 * kMs);
  CHECK(rig.look("rack", "hold_up") == Approx(480.0 - 80.0).margin(1e-2));
  rig.run(2 * kSecond);
  CHECK(rig.state("rack") == "up");
  CHECK(books_close(rig));
}

TEST_CASE("the cord that is left carries a peak for as long as its supplies can") {
  for (const bool has_peak : {false, true}) {
    Rig rig;
    RackNumbers numbers;
    if (has_peak) numbers.supplies["peak"] = peak_of(1.6, 10e-3, 0.1);
    build_rack(rig, numbers, {0.0, 0.0});
    rig.set(kSecond, "s1", "voltage", 0.0);
    rig.set(2 * kSecond, "rack", "load", 1.1);
    rig.set(2 * kSecond + 5 * kMs, "rack", "load", 1.0);
    rig.run(3 * kSecond);
    CHECK(rig.look("rack", "drops") == (has_peak ? 0.0 : 1.0));
    CHECK(books_close(rig));
    if (!has_peak) continue;
    // 10 % too much for longer is no peak.
    rig.set(4 * kSecond, "rack", "load", 1.1);
    rig.run(5 * kSecond);
    CHECK(rig.log("rack").back() == "4010000000 down cord_overload");
    CHECK(books_close(rig));
  }
}

TEST_CASE("a cord that was off draws its inrush, and that is lost") {
  Rig rig;
  RackNumbers numbers;
  numbers.supplies["inrush"] = Value(Parameters{{"power", Value(3.0)}, {"for", Value(10e-3)}});
  build_rack(rig, numbers, {0.0});
  rig.set(kSecond, "s1", "voltage", 0.0);
  rig.set(2 * kSecond, "s1", "voltage", 1.0);
  rig.run(12 * kSecond + 5 * kMs);
  // Three times 40 kW, the refill of 480 J in 50 ms and 5 ms of a ramp of 2 s.
  CHECK(rig.look("rack", "power") == Approx(120e3 + 9.6e3 + 100.0).margin(kGridW));
  rig.run(12 * kSecond + 11 * kMs);
  CHECK(rig.look("rack", "power") == Approx(9.6e3 + 220.0).margin(kGridW));
  rig.run(20 * kSecond);
  CHECK(books_close(rig));
  const double fed_j = 40e3 * (1.0 + 0.012) + 40e3 * 7.0;
  CHECK(rig.account("rack").loss_j == Approx(0.04 * fed_j + 1200.0).epsilon(1e-6));
}

TEST_CASE("members of a count start one after another") {
  const auto starts_at = [](const std::string& name) {
    Rig rig;
    Parameters rack = rack_of();
    rack["restart_apart"] = Value(2.0);
    rig.add("s1", std::make_unique<PlainSource>(400.0, 50.0));
    Wires wires;
    wires.from = {"s1"};
    rig.add(name, devices::make_rack(rack), wires);
    rig.set(kSecond, "s1", "voltage", 0.0);
    rig.set(2 * kSecond, "s1", "voltage", 1.0);
    rig.run(60 * kSecond);
    for (const std::string& row : rig.log(name)) {
      if (row.find("restarting") != std::string::npos) return row.substr(0, row.find(' '));
    }
    return std::string("never");
  };
  CHECK(starts_at("rack") == "12000000000");
  CHECK(starts_at("rack-7") == "12000000000");
  CHECK(starts_at("row.rack.1") == "12000000000");
  CHECK(starts_at("row.rack.4") == "18000000000");
  CHECK(starts_at("pod.3.rack") == "16000000000");
}

TEST_CASE("supplies with all their curves do the same however often they are woken") {
  const auto play = [](std::uint64_t seed, int wakes) {
    Draw draw(seed);
    RackNumbers numbers;
    numbers.supplies["efficiency_curve"] = curve_of(kTitanium);
    numbers.supplies["power_factor_curve"] = power_factor_rows();
    numbers.supplies["peak"] = peak_of(1.6, 10e-3, 0.1);
    numbers.supplies["inrush"] = Value(Parameters{{"power", Value(3.0)}, {"for", Value(10e-3)}});
    numbers.restart_after_s = 1.0;
    Rig rig;
    build_rack(rig, numbers, {draw.between(0.0, 0.6), draw.between(0.0, 0.6)});
    for (int i = 0; i < 6; ++i) {
      const auto at = static_cast<core::Tick>(draw.between(0.0, 20.0) * 1e9);
      rig.set(at, "rack", "load", draw.between(0.1, 1.7), draw.happens(0.5) ? 0 : kSecond);
      const auto then = static_cast<core::Tick>(draw.between(0.0, 20.0) * 1e9);
      rig.set(then, draw.happens(0.5) ? "s1" : "s2", "voltage",
              draw.happens(0.3) ? 0.0 : draw.between(0.4, 1.25));
    }
    rig.wake_at_random(seed, wakes, 20 * kSecond);
    std::string seen = rig.run_and_digest(20 * kSecond, 100 * kMs);
    const devices::Report report = rig.report("rack");
    for (const devices::Finding& each : report.findings) seen += fmt::format(" {}", each.value);
    for (const devices::Judgement& each : report.judgements) {
      seen += fmt::format(" {} {}", each.verdict, each.figures.back().value);
    }
    REQUIRE(books_close(rig));
    return seen;
  };
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    CHECK(play(seed, 0) == play(seed, 60));
  }
}
