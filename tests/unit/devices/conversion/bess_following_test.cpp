#include <catch2/catch.hpp>

#include <cmath>
#include <cstdint>
#include <string>

#include "devices/conversion/phase_locked_loop.hpp"
#include "support/moving_grid.hpp"
#include "unit/devices/conversion/bess_hall.hpp"

namespace ridethrough {
namespace {

using namespace support;

Parameters responding_cabinet(double delay_s = 1.0) {
  Parameters response;
  response["deadband"] = Value(0.015);
  response["full"] = Value(0.5);
  response["power"] = Value(1.0);
  response["delay"] = Value(delay_s);
  Parameters p = lfp_cabinet();
  p["frequency_response"] = Value(response);
  return p;
}

Parameters smoothing_cabinet(double ramp_w_per_s = 2e3, double lag_s = 30.0) {
  Parameters smoothing;
  smoothing["ramp"] = Value(ramp_w_per_s);
  smoothing["lag"] = Value(lag_s);
  Parameters p = lfp_cabinet();
  p["smoothing"] = Value(smoothing);
  return p;
}

Parameters with_reserve(Parameters p, double energy_frac, double power_w = 0.0) {
  Parameters reserve;
  reserve["energy"] = Value(energy_frac);
  reserve["power"] = Value(power_w);
  p["reserve"] = Value(reserve);
  return p;
}

/// A grid that moves, cabinets and a load on its bus.
struct Yard {
  explicit Yard(const Parameters& cabinet,
                const Tank& tank = {.capacity_j = 7.2e8, .stored_j = 4e8}, int devices = 1,
                std::int64_t members = 1, double ohm = 2e-3) {
    rig.add("grid", std::make_unique<MovingGrid>(400.0, 50.0, ohm));
    for (int i = 0; i < devices; ++i) {
      const std::string name = "lfp-" + std::to_string(i + 1);
      Wires wires{.from = {"grid"}, .members = members};
      if (cabinet.find("smoothing") != cabinet.end()) wires.peers = {{"meter", "grid"}};
      rig.add(name, devices::make_bess(cabinet), wires);
      rig.add(name + "-cells", std::make_unique<PlainBattery>(tank),
              {.from = {name}, .members = members});
    }
    rig.add("load", std::make_unique<PlainLoad>(100e3), {.from = {"grid"}});
  }
  void check_books() {
    const core::Books books = rig.account("lfp-1");
    CHECK(imbalance(books) < 1e-9);
    CHECK(books.gap_j <= 1e-6 * std::max(books.in_j, books.out_j));
  }
  Rig rig;
};

TEST_CASE("bess: frequency response follows a ramp a delay later", "[bess]") {
  Yard yard(responding_cabinet());
  yard.rig.set(20 * kSecond, "grid", "frequency", 49.5, 10 * kSecond);
  yard.rig.set(60 * kSecond, "grid", "frequency", 50.0);
  yard.rig.run(10 * kSecond);
  const auto before = yard.rig.engine().statistics().instants;
  yard.rig.run(19 * kSecond);
  CHECK(yard.rig.engine().statistics().instants == before);  // nothing is polled
  yard.rig.run(25 * kSecond);
  // 24 s: 0.2 Hz low; 0.185 of 0.485 Hz.
  CHECK(yard.rig.look("lfp-1", "power") == Approx(200e3 * 0.185 / 0.485).margin(1.0));
  const auto at_25 = yard.rig.engine().statistics().instants;
  yard.rig.run(40 * kSecond);
  CHECK(yard.rig.look("lfp-1", "power") == Approx(200e3).margin(1.0));
  CHECK(yard.rig.look("lfp-1", "frequency") == 49.5);
  CHECK(yard.rig.engine().statistics().instants - at_25 < 200);
  yard.rig.run(60 * kSecond + 900 * kMs);
  CHECK(yard.rig.look("lfp-1", "power") == Approx(200e3).margin(1.0));
  yard.rig.run(62 * kSecond);
  CHECK(yard.rig.look("lfp-1", "power") < 1.0);  // recharging at the most
  yard.check_books();
}

TEST_CASE("bess: high frequency charges", "[bess]") {
  Yard yard(responding_cabinet());
  yard.rig.set(20 * kSecond, "grid", "frequency", 50.2575);
  yard.rig.run(22 * kSecond);
  CHECK(yard.rig.look("lfp-1", "power") == Approx(-100e3));
}

TEST_CASE("bess: the reserve is left to riding through", "[bess]") {
  // 3.6 MJ above the reserve: some 35 s at 100 kW and its loss.
  Yard yard(with_reserve(responding_cabinet(), 0.40),
            {.capacity_j = 7.2e8, .stored_j = 0.405 * 7.2e8});
  yard.rig.set(20 * kSecond, "grid", "frequency", 49.7425);
  yard.rig.run(50 * kSecond);
  CHECK(yard.rig.look("lfp-1", "power") == Approx(100e3));
  yard.rig.run(200 * kSecond);
  CHECK(yard.rig.look("lfp-1", "power") == 0.0);
  CHECK(yard.rig.look("lfp-1", "soc") == Approx(0.40).epsilon(1e-9));
  CHECK(yard.rig.look("lfp-1", "soc") >= 0.40 - 1e-9);
  CHECK(yard.rig.finding("lfp-1", "reserve_stops") == 1.0);
  const core::Tick expected =
      21 * kSecond + core::ticks_up(3.6e6 / (100e3 + cabinet_loss_w(100e3)));
  const auto log = yard.rig.log("lfp-1");
  REQUIRE(log.size() == 1);
  CHECK(static_cast<double>(std::stoll(log[0])) ==
        Approx(static_cast<double>(expected)).margin(100.0));
  yard.check_books();

  Yard head_room(with_reserve(responding_cabinet(), 0.0, 150e3));
  head_room.rig.set(20 * kSecond, "grid", "frequency", 49.0);
  head_room.rig.run(30 * kSecond);
  CHECK(head_room.rig.look("lfp-1", "power") == Approx(50e3));
}

Parameters with_room(Parameters p, const char* name, double value) {
  Parameters reserve;
  reserve[name] = Value(value);
  p["reserve"] = Value(reserve);
  return p;
}

TEST_CASE("bess: room above and power either way are left free", "[bess]") {
  // Up to 60 % there are 3.6 MJ: some 37 s at 100 kW less its loss.
  Yard yard(with_room(responding_cabinet(), "room", 0.40),
            {.capacity_j = 7.2e8, .stored_j = 0.595 * 7.2e8});
  yard.rig.set(20 * kSecond, "grid", "frequency", 50.2575);
  yard.rig.run(50 * kSecond);
  CHECK(yard.rig.look("lfp-1", "power") == Approx(-100e3));
  yard.rig.run(200 * kSecond);
  CHECK(yard.rig.look("lfp-1", "power") == 0.0);
  CHECK(yard.rig.look("lfp-1", "soc") == Approx(0.60).epsilon(1e-9));
  CHECK(yard.rig.finding("lfp-1", "reserve_stops") == 1.0);
  const core::Tick expected =
      21 * kSecond + core::ticks_up(3.6e6 / (100e3 - cabinet_loss_w(100e3)));
  const auto log = yard.rig.log("lfp-1");
  REQUIRE(log.size() == 1);
  CHECK(static_cast<double>(std::stoll(log[0])) ==
        Approx(static_cast<double>(expected)).margin(100.0));
  CHECK(log[0].find(" room") != std::string::npos);
  yard.rig.set(210 * kSecond, "grid", "frequency", 49.7425);  // discharging is not held
  yard.rig.run(230 * kSecond);
  CHECK(yard.rig.look("lfp-1", "power") == Approx(100e3));
  yard.check_books();

  const auto power_at = [](const char* name, double value, double hz) {
    Yard kept(with_room(responding_cabinet(), name, value));
    kept.rig.set(20 * kSecond, "grid", "frequency", hz);
    kept.rig.run(30 * kSecond);
    return kept.rig.look("lfp-1", "power");
  };
  CHECK(power_at("power_share", 0.25, 49.0) == Approx(150e3));
  CHECK(power_at("charge_share", 0.25, 51.0) == Approx(-150e3));
  CHECK(power_at("charge_power", 60e3, 51.0) == Approx(-140e3));
  CHECK(power_at("charge_power", 60e3, 49.0) == Approx(200e3));
}

TEST_CASE("bess: smoothing lets the metered power ramp", "[bess]") {
  Yard yard(smoothing_cabinet());
  yard.rig.set(60 * kSecond, "load", "power", 250e3);
  yard.rig.run(60 * kSecond - 1);
  const double before_w = yard.rig.look("grid", "power");
  yard.rig.run(60 * kSecond + 5 * kMs);  // latency and response: the grid still has the step
  CHECK(yard.rig.look("grid", "power") == Approx(250e3).epsilon(1e-3));
  yard.rig.run(60 * kSecond + 7 * kMs);
  CHECK(yard.rig.look("grid", "power") == Approx(before_w).margin(300.0));
  CHECK(yard.rig.look("lfp-1", "power") == Approx(150e3).epsilon(1e-2));
  double last_w = yard.rig.look("grid", "power");
  for (int s = 61; s <= 400; ++s) {
    yard.rig.run(s * kSecond);
    const double now_w = yard.rig.look("grid", "power");
    CHECK(std::abs(now_w - last_w) <=
          2e3 + 250.0);  // a ramp, and what losses are taken as the same
    last_w = now_w;
  }
  // 150 kW less 2 kW/s: slewing until 60 kW are left, 45 s.
  CHECK(last_w == Approx(250e3).margin(25e3));
  CHECK(yard.rig.look("lfp-1", "power") < 500.0);
  yard.check_books();
}

TEST_CASE("bess: smoothing goes back to the state of charge of rest, then rests", "[bess]") {
  Parameters p = smoothing_cabinet();
  p["rest_soc"] = Value(0.60);
  Yard yard(p, {.capacity_j = 7.2e7, .stored_j = 0.5 * 7.2e7});
  yard.rig.run(3600 * kSecond);
  // It looks once a minute: within a minute of charging at 20 kW.
  CHECK(yard.rig.look("lfp-1", "soc") == Approx(0.60).margin(20e3 * 60.0 / 7.2e7));
  CHECK(yard.rig.look("lfp-1", "power") == 0.0);
  const auto instants = yard.rig.engine().statistics().instants;
  yard.rig.run(7200 * kSecond);
  CHECK(yard.rig.engine().statistics().instants == instants);
  yard.check_books();
}

TEST_CASE("bess: one cohort of three smooths as three cabinets do", "[bess]") {
  const auto soc_after = [](int devices, std::int64_t members) {
    Parameters p = smoothing_cabinet(4e3, 20.0);
    p["frequency_response"] = responding_cabinet()["frequency_response"];
    Yard yard(p, {.capacity_j = 7.2e8, .stored_j = 4e8}, devices, members);
    yard.rig.set(60 * kSecond, "load", "power", 350e3, 100 * kMs);
    yard.rig.set(70 * kSecond, "load", "power", 150e3, 100 * kMs);
    yard.rig.set(80 * kSecond, "grid", "frequency", 49.8, 5 * kSecond);
    yard.rig.set(100 * kSecond, "grid", "frequency", 50.0, 5 * kSecond);
    yard.rig.run(150 * kSecond);
    yard.check_books();
    return yard.rig.look("lfp-1", "soc");
  };
  CHECK(soc_after(1, 3) == soc_after(3, 1));  // bit for bit
}

TEST_CASE("bess: extra wakes change no managed energy", "[bess]") {
  check_extra_wakes([](std::uint64_t seed) {
    Parameters p = with_reserve(smoothing_cabinet(4e3, 20.0), 0.5, 50e3);
    p["frequency_response"] = responding_cabinet()["frequency_response"];
    Yard yard(p, {.capacity_j = 7.2e8, .stored_j = 0.51 * 7.2e8}, 2, 2);
    yard.rig.set(30 * kSecond, "load", "power", 450e3, 100 * kMs);
    yard.rig.set(50 * kSecond, "load", "power", 150e3, 20 * kSecond);
    yard.rig.set(75 * kSecond, "grid", "voltage", 0.0);
    yard.rig.set(80 * kSecond, "grid", "voltage", 1.0);
    yard.rig.set(100 * kSecond, "grid", "frequency", 49.6, 5 * kSecond);
    return digest_with_extra_wakes(yard.rig, seed, 2000, 200 * kSecond);
  });
}

TEST_CASE("bess: a dip gets reactive current, and active what is left", "[bess]") {
  Parameters ride;
  ride["support"] = Value(2.0);
  ride["active"] = Value(1.0);
  Parameters p = lfp_cabinet();
  p["ride_through"] = Value(ride);
  Yard yard(p);
  yard.rig.set(20 * kSecond, "grid", "voltage", 0.5);
  yard.rig.set(20 * kSecond + 150 * kMs, "grid", "voltage", 1.0);
  yard.rig.run(20 * kSecond + 5 * kMs);
  CHECK(yard.rig.look("lfp-1", "power") == 0.0);  // it charged, and that stops at once
  yard.rig.run(20 * kSecond + 100 * kMs);
  const double voltage_pu = yard.rig.look("lfp-1", "voltage");
  // 0.5 pu behind 2 mohm: 1.0 of 200 kvar at half voltage lift it by some thousandths.
  CHECK(voltage_pu > 0.5);
  CHECK(voltage_pu < 0.51);
  CHECK(yard.rig.look("lfp-1", "power") == Approx(200e3 * 0.5 * std::sqrt(0.44)).epsilon(0.02));
  yard.rig.run(30 * kSecond);
  CHECK(yard.rig.finding("lfp-1", "energy_into_dips") ==
        Approx(200e3 * 0.5 * std::sqrt(0.44) * 0.144).epsilon(0.03));
  CHECK(yard.rig.look("lfp-1", "power") == Approx(-20e3));
  yard.check_books();
}

TEST_CASE("bess: a dip that its own support hides does not make it chatter", "[bess]") {
  // 0.88 pu behind 0.3 ohm: two times the voltage missing lifts it over 0.9 pu.
  Parameters ride;
  ride["support"] = Value(2.0);
  Parameters p = lfp_cabinet();
  p["ride_through"] = Value(ride);
  Yard yard(p, {}, 1, 1, 0.3);
  yard.rig.set(20 * kSecond, "grid", "voltage", 0.88);
  yard.rig.run(20 * kSecond);
  const auto before = yard.rig.engine().statistics().instants;
  yard.rig.run(80 * kSecond);
  // Each stay on the bus is twice as long as the last: 10 ms 2^n to a minute.
  const auto instants = yard.rig.engine().statistics().instants - before;
  CHECK(instants > 10);
  CHECK(instants < 100);
  yard.check_books();
}

TEST_CASE("bess: what is good at the start was so before", "[bess]") {
  Parameters p = lfp_cabinet();
  Yard yard(p);
  yard.rig.run(kMs);
  CHECK(yard.rig.look("lfp-1", "power") == Approx(-20e3));
}

TEST_CASE("bess: after a jump of the angle its PLL needs a while", "[bess]") {
  Parameters loop;
  loop["bandwidth"] = Value(10.0);
  loop["damping"] = Value(0.707);
  Parameters p = lfp_cabinet();
  p["pll"] = Value(loop);
  Yard yard(p);
  constexpr double kJumpRad = 1.0471975511965976;  // 60 degrees
  yard.rig.set(20 * kSecond, "grid", "angle", kJumpRad);
  yard.rig.set(30 * kSecond, "grid", "frequency", 49.9, kSecond);  // no jump
  yard.rig.run(20 * kSecond + 10 * kMs);
  CHECK(yard.rig.look("lfp-1", "power") == Approx(-10e3));
  const double settled_s =
      devices::conversion::PhaseLockedLoop(10.0, 0.707).settles_in_s(kJumpRad, 0.0872664625997165);
  CHECK(settled_s > 0.02);
  CHECK(settled_s < 0.2);
  yard.rig.run(20 * kSecond + core::ticks_nearest(settled_s) + kMs);
  CHECK(yard.rig.look("lfp-1", "power") == Approx(-20e3));
  yard.rig.run(30 * kSecond + 500 * kMs);
  CHECK(yard.rig.look("lfp-1", "power") == Approx(-20e3));
  yard.check_books();
}

TEST_CASE("bess: values of its control that do not fit are refused", "[bess]") {
  Parameters reserve_of_nothing = with_reserve(lfp_cabinet(), 0.4);
  CHECK_THROWS_AS(devices::make_bess(reserve_of_nothing), std::invalid_argument);
  Parameters too_much = with_reserve(responding_cabinet(), 0.4, 200e3);
  CHECK_THROWS_AS(devices::make_bess(too_much), std::invalid_argument);
  CHECK_THROWS_AS(devices::make_bess(with_room(responding_cabinet(), "charge_share", 1.0)),
                  std::invalid_argument);
  CHECK_THROWS_AS(devices::make_bess(with_room(responding_cabinet(), "room", 1.0)),
                  std::invalid_argument);
  Parameters full = with_room(responding_cabinet(), "room", 0.2);
  full["rest_soc"] = Value(0.9);
  CHECK_THROWS_AS(devices::make_bess(full), std::invalid_argument);
  Parameters ride;
  ride["cease_below"] = Value(0.95);
  Parameters blind = lfp_cabinet();
  blind["ride_through"] = Value(ride);
  CHECK_THROWS_AS(devices::make_bess(blind), std::invalid_argument);
  Parameters alone = lfp_cabinet();
  alone["black_start_after"] = Value(5.0);
  CHECK_THROWS_AS(devices::make_bess(alone), std::invalid_argument);
  Rig rig;
  rig.add("grid", std::make_unique<MovingGrid>(400.0, 50.0, 2e-3));
  rig.add("lfp", devices::make_bess(smoothing_cabinet()), {.from = {"grid"}});
  CHECK_THROWS_AS(rig.run(kSecond), std::invalid_argument);  // no meter
}

}  // namespace
}  // namespace ridethrough
