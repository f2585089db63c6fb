#include <catch2/catch.hpp>
#include <cmath>
#include <stdexcept>

#include "ridethrough/devices/grid/cable.hpp"
#include "ridethrough/devices/switchgear/breaker.hpp"
#include "support/device_rig.hpp"
#include "support/genset_examples.hpp"
#include "support/plain_devices.hpp"
#include "support/trip_examples.hpp"

namespace ridethrough::devices {
namespace {

using namespace support;
using Rows = std::vector<std::string>;

constexpr double kCelsius = 273.15;

/// Without impedance, so that its current is that of the load at 1 pu.
Parameters warm_transformer(const Parameters& thermal) {
  const Parameters all = with({{"ambient", number_value(kCelsius + 20.0)},
                               {"oil_rise", number_value(55.0)},
                               {"winding_rise", number_value(23.0)},
                               {"loss_ratio", number_value(5.0)},
                               {"oil_time", number_value(180.0 * 60.0)},
                               {"winding_time", number_value(240.0)},
                               {"warning", number_value(kCelsius + 120.0)},
                               {"alarm", number_value(kCelsius + 140.0)}},
                              thermal);
  return with(transformer_1600kva(), {{"impedance", number_value(0.0)},
                                      {"load_loss", number_value(0.0)},
                                      {"no_load_loss", number_value(0.0)},
                                      {"thermal", Value(all)}});
}

void add_transformer(Rig& rig, const Parameters& parameters, double load_w) {
  rig.add("grid", std::make_unique<PlainSource>(10e3, 50.0));
  rig.add("tx", make_transformer(parameters), {.from = {"grid"}});
  rig.add("load", std::make_unique<PlainLoad>(load_w), {.from = {"tx"}});
}

double hot_spot_by_hand(double load_before, double load, double t_s) {
  const auto oil = [](double k) { return 55.0 * (1.0 + 5.0 * k * k) / 6.0; };
  const auto lag = [t_s](double from, double to, double time_s) {
    return to + (from - to) * std::exp(-t_s / time_s);
  };
  return 20.0 + lag(oil(load_before), oil(load), 10800.0) +
         lag(23.0 * load_before * load_before, 23.0 * load * load, 240.0);
}

TEST_CASE("oil and windings follow an overload as IEC 60076-7 has it", "[transformer][thermal]") {
  Rig rig;
  add_transformer(rig, warm_transformer({}), 0.8e6);
  rig.set(kMin, "load", "power", 2.24e6);  // 50 % to 140 %
  rig.run(0);
  CHECK(rig.look("tx", "hot_spot") - kCelsius == Approx(hot_spot_by_hand(0.5, 0.5, 0.0)));
  rig.run(61 * kMin);
  CHECK(rig.look("tx", "hot_spot") - kCelsius == Approx(hot_spot_by_hand(0.5, 1.4, 3600.0)));
  CHECK(rig.look("tx", "top_oil") < rig.look("tx", "hot_spot"));
  CHECK(rig.finding("tx", "hot_spot_max") == Approx(rig.look("tx", "hot_spot")));
}

TEST_CASE("a hot transformer warns, alarms and takes itself off", "[transformer][thermal]") {
  Rig rig;
  add_transformer(rig, warm_transformer({{"trip", number_value(kCelsius + 150.0)}}), 0.8e6);
  rig.set(kMin, "load", "power", 2.4e6);  // 150 %
  rig.set(1000 * kMin, "load", "power", 0.8e6);
  rig.order(1000 * kMin, "tx", Verb::reset);
  rig.run(1001 * kMin);
  const auto& rows = rig.event_log().rows();
  REQUIRE(rows.size() >= 3);
  const auto reached = [&](std::size_t row) {
    return hot_spot_by_hand(0.5, 1.5, core::seconds(rows[row].time - kMin));
  };
  CHECK(rows[0].to == "hot");
  CHECK(reached(0) == Approx(120.0).margin(1e-9));
  CHECK(rows[1].to == "overheated");
  CHECK(reached(1) == Approx(140.0).margin(1e-9));
  CHECK(rows[2].to == "tripped");
  CHECK(reached(2) == Approx(150.0).margin(1e-9));
  CHECK(rig.state("tx") == "normal");
  CHECK(rig.look("load", "power") == exactly(0.8e6));
}

TEST_CASE("waking a warm transformer for nothing changes nothing",
          "[transformer][thermal][property]") {
  const auto run = [](int wakes) {
    Rig rig;
    Parameters parameters = warm_transformer({{"warning", number_value(kCelsius + 80.0)}});
    parameters.emplace("inrush", Value(Parameters{{"peak", number_value(8.0)},
                                                  {"decay", number_value(0.3)},
                                                  {"power_factor", number_value(0.1)}}));
    add_transformer(rig, parameters, 0.8e6);
    for (int i = 1; i < 20; ++i) {
      rig.set(i * 30 * kSecond, "load", "power", 1e5 * (i * 7 % 23), 5 * kSecond);
    }
    rig.set(100 * kSecond, "grid", "voltage", 0.0);
    rig.set(110 * kSecond, "grid", "voltage", 1.0);
    rig.wake_at_random(5, wakes, 600 * kSecond);
    return rig.run_and_digest(600 * kSecond, kSecond);
  };
  CHECK(run(0) == run(3000));
}

TEST_CASE("a transformer that is energised draws its inrush and books it as loss",
          "[transformer][inrush]") {
  Rig rig;
  Parameters parameters = transformer_1600kva();
  parameters.emplace("inrush", Value(Parameters{{"peak", number_value(10.0)},
                                                {"decay", number_value(0.2)},
                                                {"power_factor", number_value(0.1)}}));
  add_transformer(rig, parameters, 0.0);
  rig.set(10 * kSecond, "grid", "voltage", 0.0);
  rig.set(20 * kSecond, "grid", "voltage", 1.0);
  rig.run(20 * kSecond - 1);
  CHECK(rig.look("tx", "input_power") == 0.0);
  rig.run(20 * kSecond);
  // The mean of the first twentieth of the decay, of 10 x 1.6 MVA at power factor 0.1.
  const double first = -std::expm1(-0.05) / 0.05;
  CHECK(rig.look("tx", "input_power") == Approx(1.6e6 * first + 1080.0));
  rig.run(30 * kSecond);
  CHECK(rig.look("tx", "input_power") == 1080.0);
  const core::Books books = rig.account("tx");
  const double due_j = 1080.0 * 20.0 + 1.6e6 * 0.2 * -std::expm1(-5.0);
  CHECK(books.loss_j == Approx(due_j).epsilon(1e-8));
  CHECK(imbalance(books) < 1e-12);
}

TEST_CASE("a set that an inrush drags down comes up when it has decayed",
          "[transformer][inrush][genset]") {
  Rig rig;
  Parameters parameters = with(transformer_1600kva(),
                               {{"primary", number_value(400.0)}, {"voltage", number_value(10e3)}});
  parameters.emplace("inrush", Value(Parameters{{"peak", number_value(8.0)},
                                                {"decay", number_value(0.2)},
                                                {"power_factor", number_value(0.1)}}));
  rig.add("gen", make_genset(with(full_set(), {{"state", word_value("stopped")}})));
  rig.add("tx", make_transformer(parameters), {.from = {"gen"}});
  rig.add("load", std::make_unique<PlainLoad>(0.3e6), {.from = {"tx"}});
  rig.order(kSecond, "gen", Verb::start);
  rig.run(11 * kSecond);
  CHECK(rig.state("gen") == "running");
  CHECK(rig.look("load", "voltage") == 0.0);  // 12.8 MVA of inrush on 6.7 MVA of short circuit
  rig.run(20 * kSecond);
  CHECK(rig.look("load", "power") == Approx(0.3e6).epsilon(1e-6));
  rig.run(kMin);
  CHECK(rig.look("load", "voltage") == Approx(1.0).margin(0.01));
  // It is drawn again when the set has been off.
  rig.order(kMin + kSecond, "gen", Verb::stop);
  rig.order(20 * kMin, "gen", Verb::start);
  rig.run(20 * kMin);
  CHECK(rig.state("gen") == "stopped");
  rig.run(20 * kMin + 10 * kSecond);
  CHECK(rig.look("load", "voltage") == 0.0);
}

TEST_CASE("an inrush trips an instantaneous element that is set too low",
          "[transformer][inrush][breaker]") {
  const auto trips = [](double instantaneous_a) {
    Rig rig;
    Parameters trip = trip_of("iec_very_inverse", 120.0);
    trip.emplace("instantaneous", number_value(instantaneous_a));
    Parameters parameters = transformer_1600kva();
    parameters.emplace("inrush", Value(Parameters{{"peak", number_value(10.0)},
                                                  {"decay", number_value(0.2)},
                                                  {"power_factor", number_value(0.1)}}));
    rig.add("grid", std::make_unique<PlainSource>(10e3, 50.0));
    rig.add("cb", make_breaker(breaker_with(trip, "open")), {.from = {"grid"}});
    rig.add("tx", make_transformer(parameters), {.from = {"cb"}});
    rig.order(kSecond, "cb", Verb::close);
    rig.run(20 * kSecond);
    return rig.state("cb") == "tripped";
  };
  // Rated current 92.4 A; ten times that.
  CHECK(trips(800.0));
  CHECK_FALSE(trips(1000.0));
}

Parameters cable_of(const Parameters& over) {
  return with({{"length", number_value(1.0)},
               {"resistance", number_value(1e-4)},
               {"reactance", number_value(0.0)},
               {"rating", number_value(100.0)},
               {"conductor", word_value("copper")}},
              over);
}

TEST_CASE("resistance follows the working temperature", "[cable]") {
  Rig rig;
  rig.add("grid", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("cable",
          make_cable(cable_of({{"resistance_at", number_value(kCelsius + 20.0)},
                               {"temperature", number_value(kCelsius + 90.0)}})),
          {.from = {"grid"}});
  rig.add("load", std::make_unique<PlainLoad>(watts_of(100.0)), {.from = {"cable"}});
  rig.run(kSecond);
  const double voltage = rig.look("cable", "voltage");
  const double amperes = 100.0 / voltage;
  CHECK(rig.look("cable", "loss") ==
        Approx(3.0 * 1e-4 * (1.0 + 0.00393 * 70.0) * amperes * amperes).margin(0x1p-10));
  CHECK_THROWS_AS(make_cable(cable_of({{"temperature", number_value(kCelsius + 90.0)}})),
                  std::invalid_argument);
}

TEST_CASE("a cable is hot when its overload has lasted", "[cable][thermal]") {
  Rig rig;
  const Parameters thermal{{"ambient", number_value(kCelsius + 30.0)},
                           {"limit", number_value(kCelsius + 90.0)},
                           {"time", number_value(600.0)}};
  rig.add("grid", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("cable",
          make_cable(cable_of({{"thermal", Value(thermal)}, {"resistance", number_value(0.0)}})),
          {.from = {"grid"}});
  rig.add("load", std::make_unique<PlainLoad>(watts_of(100.0)), {.from = {"cable"}});
  rig.set(kMin, "load", "power", watts_of(50.0));
  rig.set(61 * kMin, "load", "power", watts_of(150.0));
  rig.run(100 * kMin);
  const auto& rows = rig.event_log().rows();
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].to == "hot");
  // 60 K ((I/In)^2 - ...) from 0.25 to 2.25 of it, to 1.
  const double settled = 0.25 + 0.75 * std::exp(-6.0);
  const double due_s = 600.0 * std::log((2.25 - settled) / 1.25);
  // Powers are counted in 1/1024 W, which is 1e-8 of their squares.
  CHECK(core::seconds(rows[0].time - 61 * kMin) == Approx(due_s).margin(1e-4));
}

TEST_CASE("a short circuit is held against k^2 S^2", "[cable]") {
  // 1.5 mm2 of copper in PVC: (115 x 1.5)^2 = 29,756 A^2 s; 1 kA lasts 29.8 ms.
  const Parameters withstand{{"section", number_value(1.5e-6)}, {"insulation", word_value("pvc")}};
  const auto run = [&](double for_s) {
    Rig rig;
    rig.add("grid", std::make_unique<PlainSource>(400.0, 50.0));
    rig.add(
        "cable",
        make_cable(cable_of({{"withstand", Value(withstand)}, {"resistance", number_value(0.0)}})),
        {.from = {"grid"}});
    rig.add("load", std::make_unique<PlainLoad>(watts_of(10.0)), {.from = {"cable"}});
    rig.set(kSecond, "load", "power", watts_of(1000.0));
    rig.set(kSecond + core::ticks_nearest(for_s), "load", "power", watts_of(10.0));
    rig.run(2 * kSecond);
    CHECK(rig.finding("cable", "withstand_used") ==
          Approx(std::min(1.0, for_s * 1e6 / 29756.25)).epsilon(1e-6));
    return rig.log("cable").size();
  };
  CHECK(run(0.020) == 0);
  CHECK(run(0.040) == 1);
}

}  // namespace
}  // namespace ridethrough::devices
