#include <catch2/catch.hpp>

#include <cmath>
#include <numbers>

#include "ridethrough/devices/switchgear/breaker.hpp"
#include "ridethrough/devices/switchgear/static_switch.hpp"
#include "support/device_rig.hpp"
#include "support/grid_examples.hpp"
#include "support/plain_devices.hpp"

namespace ridethrough::devices {
namespace {

using namespace support;
using Rows = std::vector<std::string>;

double watts_at_400_v(double amperes) { return amperes * std::numbers::sqrt3 * 400.0; }

Parameters switch_with(const char* beyond) {
  // 10 kA for 100 ms are 1e7 A^2 s: 20 kA last 25 ms.
  const Parameters withstand{
      {"current", number_value(10e3)}, {"for", number_value(0.1)}, {"beyond", word_value(beyond)}};
  return {{"state", word_value("closed")},
          {"opens_in", number_value(0.004)},
          {"closes_in", number_value(0.004)},
          {"rating", number_value(1000.0)},
          {"withstand", Value(withstand)}};
}

/// 20 kA from 1 s on, and an order to open at 1 s + `order`.
void add_short_circuit(Rig& rig, std::unique_ptr<Device> contact, core::Tick order) {
  rig.add("grid", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("sw", std::move(contact), {.from = {"grid"}});
  rig.add("load", std::make_unique<PlainLoad>(watts_at_400_v(100.0)), {.from = {"sw"}});
  rig.set(kSecond, "load", "power", watts_at_400_v(20e3));
  rig.order(kSecond + order, "sw", Verb::open);
}

/// Its changes of state, without what it warns.
Rows states_of(const Rig& rig) {
  Rows rows = rig.log("sw");
  std::erase_if(rows,
                [](const std::string& row) { return row.find("withstands") != std::string::npos; });
  return rows;
}

TEST_CASE("a switch that opens in time keeps within its withstand", "[static_switch][withstand]") {
  Rig rig;
  add_short_circuit(rig, make_static_switch(switch_with("shorted")), 16 * kMs);
  rig.run(2 * kSecond);
  CHECK(rig.log("sw") == Rows{"1020000000 open open_order"});
  CHECK(rig.finding("sw", "withstand_used") == Approx(20.0 / 25.0).epsilon(1e-6));
  CHECK(rig.report("sw").incidents.empty());
}

TEST_CASE("beyond its withstand a switch conducts whatever is ordered until it is repaired",
          "[static_switch][withstand]") {
  Rig rig;
  add_short_circuit(rig, make_static_switch(switch_with("shorted")), 22 * kMs);
  rig.set(kSecond + 60 * kMs, "load", "power", watts_at_400_v(100.0));
  rig.order(2 * kSecond, "sw", Verb::open);
  rig.order(3 * kSecond, "sw", Verb::repair);
  rig.order(4 * kSecond, "sw", Verb::open);
  rig.run(5 * kSecond);
  const auto rows = states_of(rig);
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].ends_with(" shorted short_circuit"));
  CHECK(core::seconds(rig.report("sw").incidents.at(0).at - kSecond) == Approx(0.025).margin(1e-8));
  CHECK(rows[1] == "3000000000 closed repaired");
  CHECK(rows[2] == "4004000000 open open_order");
  CHECK(rig.finding("sw", "withstand_used") == Approx(1.0).margin(1e-12));
}

TEST_CASE("a switch may fail open, or only be told of its withstand", "[breaker][withstand]") {
  const auto rows_of = [](const char* beyond) {
    Rig rig;
    add_short_circuit(rig, make_breaker(switch_with(beyond)), 30 * kMs);
    rig.run(2 * kSecond);
    REQUIRE(rig.report("sw").incidents.size() == 1);
    CHECK(rig.report("sw").incidents[0].kind == "damaged");
    return states_of(rig);
  };
  const auto open = rows_of("open");
  REQUIRE(open.size() == 1);
  CHECK(open[0].ends_with(" failed short_circuit"));
  CHECK(rows_of("judged") == Rows{"1034000000 open open_order"});
}

TEST_CASE("a repaired switch withstands a second short circuit", "[breaker][withstand]") {
  Rig rig;
  add_short_circuit(rig, make_breaker(switch_with("shorted")), 500 * kMs);
  rig.set(kSecond + 60 * kMs, "load", "power", watts_at_400_v(100.0));
  rig.order(2 * kSecond, "sw", Verb::repair);
  rig.set(3 * kSecond, "load", "power", watts_at_400_v(20e3));
  rig.run(4 * kSecond);
  REQUIRE(rig.report("sw").incidents.size() == 2);
  CHECK(core::seconds(rig.report("sw").incidents[1].at - 3 * kSecond) ==
        Approx(0.025).margin(1e-8));
}

TEST_CASE("what a switch carries for good is no short circuit", "[breaker][withstand]") {
  Parameters low = switch_with("shorted");
  low["rating"] = number_value(1500.0);  // 1e7 A^2 s in five seconds are 1,414 A
  CHECK_THROWS_WITH(make_breaker(low), Catch::Contains("below its 'rating'"));
}

}  // namespace
}  // namespace ridethrough::devices
