#include "devices/storage/float_heat.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "../../../support/battery_examples.hpp"
#include "devices/storage/runaway_clock.hpp"
#include "ridethrough/devices/conversion/ups.hpp"
#include "ridethrough/devices/storage/battery_device.hpp"
#include "support/device_rig.hpp"
#include "support/plain_devices.hpp"
#include "support/ups_examples.hpp"

namespace ridethrough::testing {
namespace {

using devices::storage::FloatHeat;
using devices::storage::RunawayClock;

constexpr double kHour = 3600.0;
constexpr core::Tick kHourTicks = 3600 * core::kTicksPerSecond;

/// Largest rise at the temperature of the room that still balances: d / (e ln 2).
double critical_k(double doubling_k) { return doubling_k / (std::exp(1.0) * std::log(2.0)); }

/// The heat balance step by step, by the classic method of fourth order.
double stepped_time_s(const FloatHeat& heat, double limit_k) {
  const auto slope = [&](double y) {
    return (heat.rise_k * std::exp2(y / heat.doubling_k) - y) / heat.cooling_s;
  };
  const double step_s = heat.cooling_s / 5000.0;
  double y = 0.0, t = 0.0, before = 0.0;
  while (y < limit_k) {
    before = y;
    const double a = slope(y), b = slope(y + 0.5 * step_s * a);
    const double c = slope(y + 0.5 * step_s * b), d = slope(y + step_s * c);
    y += step_s / 6.0 * (a + 2.0 * b + 2.0 * c + d);
    t += step_s;
  }
  return t - step_s * (y - limit_k) / (y - before);
}

Parameters floating(double ma_per_ah, double degc) {
  Parameters parameters = vrla_150ah();
  parameters["mass"] = Value(45.7);
  parameters["temperature"] = Value(kIceK + degc);
  parameters["float_current"] = Value(1e-3 * ma_per_ah / kHour);
  return parameters;
}

struct FloatingRoom {
  explicit FloatingRoom(Parameters blocks) {
    blocks["series"] = count(40);
    rig.add("grid", std::make_unique<support::PlainSource>(400.0, 50.0));
    rig.add("ups", devices::make_ups(support::ups_600kw()), {.from = {"grid"}});
    rig.add("vrla", devices::make_battery(blocks), {.from = {"ups"}});
    rig.add("load", std::make_unique<support::PlainLoad>(50e3), {.from = {"ups"}});
  }
  int lines(const std::string& text) const {
    int found = 0;
    for (const std::string& line : rig.log()) {
      found += line.find(text) != std::string::npos;
    }
    return found;
  }
  support::Rig rig;
};

}  // namespace

TEST_CASE("float_heat: the stable temperature balances, up to the critical heat", "[devices]") {
  for (const double doubling_k : {7.0, 10.0, 12.0}) {
    for (const double share : {1e-6, 0.1, 0.5, 0.9, 0.999999}) {
      const FloatHeat heat{share * critical_k(doubling_k), doubling_k, 4.0 * kHour};
      const std::optional<double> stable = heat.stable_k();
      REQUIRE(stable);
      CHECK(heat.rise_k * std::exp2(*stable / doubling_k) == Approx(*stable).epsilon(1e-9));
      // The lower of both: heat rises slower than cooling there.
      CHECK(*stable <= doubling_k / std::log(2.0));
      CHECK_FALSE(heat.time_to_s(*stable * 1.001));
    }
    CHECK_FALSE(FloatHeat{1.000001 * critical_k(doubling_k), doubling_k, kHour}.stable_k());
  }
}

TEST_CASE("float_heat: the time to a limit is that of the balance step by step", "[devices]") {
  for (const double share : {1.02, 1.5, 5.0}) {
    const FloatHeat heat{share * critical_k(10.0), 10.0, 4.0 * kHour};
    const std::optional<double> found_s = heat.time_to_s(35.0);
    REQUIRE(found_s);
    CHECK(*found_s == Approx(stepped_time_s(heat, 35.0)).epsilon(1e-5));
  }
  // A limit below a stable temperature is passed as well; next to no heat takes it in a line.
  const FloatHeat mild{5.0, 10.0, 4.0 * kHour};
  CHECK(*mild.time_to_s(4.0) == Approx(stepped_time_s(mild, 4.0)).epsilon(1e-5));
  CHECK(*mild.time_to_s(1e-6) == Approx(1e-6 / 5.0 * 4.0 * kHour).epsilon(1e-5));
  CHECK(*mild.time_to_s(-1.0) == 0.0);
}

TEST_CASE("runaway_clock: watts over kelvin, by hand", "[devices]") {
  // 150 Ah at 1 mA/Ah and 2.27 V are 0.3405 W a cell; 45.7/6 kg cool in 4 h: 1.891 K/W.
  const RunawayClock cool(floating(1.0, 25.0));
  REQUIRE(cool.has_stable_temperature());
  const double rise_k = cool.stable_temperature_k() - kRoomK;
  CHECK(rise_k == Approx(0.3405 * 1.89059 * std::exp2(rise_k / 10.0)).epsilon(1e-5));
  CHECK_FALSE(cool.time_to_limit_s());
  const RunawayClock hot(floating(20.0, 25.0));
  CHECK(hot.runs_away());
  CHECK(hot.time_to_limit_s());
  CHECK_FALSE(RunawayClock(vrla_150ah()).runs_away());
  CHECK_FALSE(RunawayClock(vrla_150ah()).has_stable_temperature());
  Parameters weightless = floating(1.0, 25.0);
  weightless.erase("mass");
  CHECK_THROWS_AS(RunawayClock(weightless), std::invalid_argument);
}

TEST_CASE("battery: cells that run away on float are taken off", "[battery_device]") {
  const double time_s = *RunawayClock(floating(20.0, 25.0)).time_to_limit_s();
  const core::Tick at = core::ticks_up(time_s);
  FloatingRoom room(floating(20.0, 25.0));
  room.rig.run(at - 1);
  CHECK(room.rig.state("vrla") == "full");
  CHECK(room.lines("RT1304") == 1);
  room.rig.run(at + kHourTicks);
  CHECK(room.rig.state("vrla") == "failed");
  CHECK(room.lines(std::to_string(at) + " vrla state: full -> failed (thermal_runaway)") == 1);
  CHECK(room.rig.finding("vrla", "thermal_runaway_after") == Approx(time_s));
  CHECK(support::imbalance(room.rig.account("vrla")) < 1e-9);
}

TEST_CASE("battery: repaired after a runaway it floats anew", "[battery_device]") {
  const core::Tick at = core::ticks_up(*RunawayClock(floating(20.0, 25.0)).time_to_limit_s());
  FloatingRoom room(floating(20.0, 25.0));
  devices::Command repair;
  repair.verb = devices::Verb::repair;
  room.rig.order(at + kHourTicks, "vrla", repair);
  room.rig.run(2 * at + kHourTicks - 1);
  CHECK(room.rig.state("vrla") != "failed");
  room.rig.run(2 * at + 2 * kHourTicks);
  CHECK(room.rig.state("vrla") == "failed");
}

TEST_CASE("battery: a stable float temperature is told and wakes nobody", "[battery_device]") {
  FloatingRoom room(floating(1.0, 25.0));
  room.rig.run(kHourTicks);
  const auto before = room.rig.engine().statistics().instants;
  room.rig.run(3 * kHourTicks);
  CHECK(room.rig.engine().statistics().instants == before);
  CHECK(room.lines("RT1304") == 0);
  CHECK(room.rig.finding("vrla", "float_temperature") ==
        Approx(RunawayClock(floating(1.0, 25.0)).stable_temperature_k()));
}

}  // namespace ridethrough::testing
