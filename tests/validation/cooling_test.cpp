#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "ridethrough/devices/cooling/buffer_tank.hpp"
#include "ridethrough/devices/cooling/cdu.hpp"
#include "ridethrough/devices/cooling/chiller.hpp"
#include "ridethrough/devices/cooling/fan.hpp"
#include "ridethrough/devices/cooling/pump.hpp"
#include "support/cooled_row.hpp"
#include "support/validation_case.hpp"

using namespace ridethrough;
using namespace ridethrough::support;

namespace {

constexpr double kPowerW = 40e3;
constexpr double kRackJPerK = kPowerW * 25.0 / 35.0;
constexpr double kWaterJ = 998.2 * 4184.0;  // of a cubic metre, for a kelvin

/// The stop reaches the machines 30 ms later, by their contactors.
constexpr double kDropOutS = 0.03;

double gpu_celsius(Rig& rig) { return rig.look("rack", "gpu_temperature") - kZeroCelsius; }

}  // namespace

TEST_CASE("a rack without coolant warms by its power over its heat capacity") {
  Rig rig;
  build_row(rig, {.pumps_from = "mains"});
  lose_mains(rig, 10 * kSecond, 60 * kSecond);
  double worst_k = 0.0;
  for (double time_s = 10.0; time_s < 25.0; time_s += 0.37) {
    rig.run(core::ticks_nearest(time_s));
    const double warms_s = std::max(time_s - 10.0 - kDropOutS, 0.0);
    worst_k = std::max(worst_k, std::abs(gpu_celsius(rig) - 65.0 - kPowerW / kRackJPerK * warms_s));
  }
  testing::report_case({.name = "rack without coolant, temperature until it throttles",
                        .kind = "analytic",
                        .reference = "adiabatic body, dT/dt = P / C",
                        .measured = worst_k,
                        .allowed = 1e-9,
                        .unit = "K"});
  rig.run(60 * kSecond);
  const double throttles_s = 10.0 + kDropOutS + 22.0 * kRackJPerK / kPowerW;
  const double half_w = 6e3 + 0.5 * 32.0 * 700.0;
  const double trips_s = throttles_s + 8.0 * kRackJPerK / half_w;
  const auto incidents = rig.report("rack").incidents;
  REQUIRE(incidents.size() == 2);
  const double worst_s = std::max(std::abs(core::seconds(incidents[0].at) - throttles_s),
                                  std::abs(core::seconds(incidents[1].at) - trips_s));
  testing::report_case({.name = "rack without coolant, seconds to throttle and to trip",
                        .kind = "analytic",
                        .reference = "adiabatic body at full power, then throttled",
                        .measured = worst_s * 1e9,
                        .allowed = 2.0,
                        .unit = "ns"});
}

TEST_CASE("the GPUs of a cooled rack follow a step of its power by one lag") {
  Rig rig;
  build_row(rig);
  rig.set(10 * kSecond, "rack", "load", 0.25);
  double worst_k = 0.0;
  for (double after_s = 0.0; after_s < 120.0; after_s += 1.3) {
    rig.run(core::ticks_nearest(10.0 + after_s));
    const double steady_c = 30.0 + 35.0 * 0.25;
    const double expected_c = steady_c + (65.0 - steady_c) * std::exp(-after_s / 25.0);
    worst_k = std::max(worst_k, std::abs(gpu_celsius(rig) - expected_c));
  }
  testing::report_case({.name = "GPU temperature after a step of the power",
                        .kind = "analytic",
                        .reference = "first-order approach to the steady temperature",
                        .measured = worst_k,
                        .allowed = 1e-9,
                        .unit = "K"});
}

TEST_CASE("a buffer tank lasts for m c dT / P") {
  Rig rig;
  build_row(rig, {.tank_m3 = 2.0});
  rig.set(10 * kSecond, "mains", "voltage", 0.0);
  // Until 26 degC the cdu, 4 K above its water, holds its 30 degC. Then both warm, and the rack.
  const double tank_j = 2.0 * kWaterJ;
  const double all_j = tank_j + 0.5 * kWaterJ + kRackJPerK;
  const double holds_s = 8.0 * tank_j / kPowerW;
  double worst_k = 0.0;
  for (double time_s = 60.0; time_s < 2500.0; time_s += 97.0) {
    rig.run(core::ticks_nearest(time_s));
    const double warms_s = time_s - 10.0 - kDropOutS;
    const double tank_c = 18.0 + kPowerW * std::min(warms_s, holds_s) / tank_j +
                          kPowerW * std::max(warms_s - holds_s, 0.0) / all_j;
    const double cdu_c = std::max(30.0, tank_c + 4.0);
    worst_k = std::max({worst_k, std::abs(rig.look("tank", "temperature") - kZeroCelsius - tank_c),
                        std::abs(rig.look("cdu", "temperature") - kZeroCelsius - cdu_c)});
  }
  testing::report_case({.name = "buffer tank and cdu without a chiller, temperatures",
                        .kind = "analytic",
                        .reference = "m c dT / P of the tank, then of tank, loop and rack together",
                        .measured = worst_k,
                        .allowed = 1e-6,
                        .unit = "K"});
}

TEST_CASE("the air of a room warms by the heat of its racks") {
  Rig rig;
  rig.add("mains", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("ups", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("room", devices::make_fan(fan_of(1e6)), {.from = {"mains"}});
  rig.add("rack", devices::make_rack(rack_of()),
          {.from = {"ups"}, .peers = {{"cooled_by", "room"}}});
  rig.set(10 * kSecond, "mains", "voltage", 0.0);
  rig.run(100 * kSecond);
  const double all_j = 200.0 * 1.19 * 1006.0 + 1e6 + kRackJPerK;
  const double expected_c = 24.0 + kPowerW * (90.0 - kDropOutS) / all_j;
  testing::report_case(
      {.name = "air of a room whose fans stand still",
       .kind = "analytic",
       .reference = "P t / C of air, what stands in it and rack",
       .measured = std::abs(rig.look("room", "temperature") - kZeroCelsius - expected_c),
       .allowed = 1e-6,
       .unit = "K"});
}

TEST_CASE("all heat of a row comes out of its chillers once all is cold again") {
  Rig rig;
  build_row(rig, {.pumps_from = "mains"});
  lose_mains(rig, 10 * kSecond, 60 * kSecond);  // the rack trips by heat, the chiller restarts
  rig.run(7200 * kSecond);
  REQUIRE(rig.look("rack", "drops") == 1.0);
  REQUIRE(rig.look("tank", "temperature") == Approx(kZeroCelsius + 18.0).epsilon(1e-12));
  const double in_j = rig.look("rack", "energy");
  // Until its contactor lets go the chiller cools by what turns: that electricity is unserved.
  const double out_j = 4.0 * (rig.look("chiller", "energy") + rig.account("chiller").unserved_j);
  testing::report_case({.name = "heat balance of a row over an outage",
                        .kind = "analytic",
                        .reference = "electricity of the rack = cop times that of the chiller",
                        .measured = std::abs(out_j / in_j - 1.0),
                        .allowed = 1e-9,
                        .unit = "1"});
}
