#include "devices/switchgear/relay_stage.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <stdexcept>

#include "ridethrough/devices/switchgear/breaker.hpp"
#include "support/device_rig.hpp"
#include "support/grid_examples.hpp"
#include "support/plain_devices.hpp"

namespace ridethrough::devices {
namespace {

using namespace support;
using Rows = std::vector<std::string>;

Value stages(std::vector<Parameters> rows) {
  Value::List list;
  for (Parameters& row : rows) list.push_back(Value(std::move(row)));
  return Value(list);
}

Value stage(double pickup, double delay_s, const char* curve = "definite") {
  return stages({{{"pickup", number_value(pickup)},
                  {"delay", number_value(delay_s)},
                  {"curve", word_value(curve)}}});
}

Parameters relayed_breaker(const Parameters& relay, const Parameters& over = {}) {
  return with({{"state", word_value("closed")},
               {"opens_in", number_value(0.05)},
               {"closes_in", number_value(0.05)},
               {"relay", Value(with({{"at", word_value("inlet")}}, relay))}},
              over);
}

/// A stiff grid of 400 V, the breaker and a load of 100 kW.
void add_feeder(Rig& rig, const Parameters& relay, const Parameters& over = {}) {
  rig.add("grid", make_utility(utility_of(400.0)));
  rig.add("brk", make_breaker(relayed_breaker(relay, over)), {.from = {"grid"}});
  rig.add("load", std::make_unique<PlainLoad>(1e5), {.from = {"brk"}});
}

void dip(Rig& rig, core::Tick at, core::Tick span, const Parameters& keys) {
  rig.order(at, "grid", Verb::dip, true, keys);
  rig.order(at + span, "grid", Verb::dip, false, keys);
}

TEST_CASE("an under-voltage relay trips after its delay", "[relay]") {
  Rig rig;
  add_feeder(rig, {{"under_voltage", stage(0.8, 2.0)}});
  dip(rig, kSecond, 5 * kSecond, dip_to(0.7));
  rig.run(10 * kSecond);
  CHECK(rig.log("brk") == Rows{"3000000000 1 under_voltage", "3050000000 tripped under_voltage"});
  CHECK(rig.look("load", "power") == 0.0);
  CHECK(rig.finding("brk", "trip") == Approx(0.7 / 0.8));
}

TEST_CASE("a shorter dip, and one above the pickup, trip nothing", "[relay]") {
  Rig rig;
  add_feeder(rig, {{"under_voltage", stage(0.8, 2.0)}});
  dip(rig, kSecond, 2 * kSecond - 1, dip_to(0.7));
  dip(rig, 5 * kSecond, kSecond, dip_to(0.7));
  dip(rig, 6 * kSecond + kMs, kSecond, dip_to(0.7));
  dip(rig, 10 * kSecond, 5 * kSecond, dip_to(0.8));
  rig.run(20 * kSecond);
  CHECK(rig.log("brk").empty());
}

TEST_CASE("an outage is an under-voltage, a bus that was never alive is none", "[relay]") {
  Rig rig;
  add_feeder(rig, {{"under_voltage", stage(0.8, 2.0)}});
  rig.order(0, "grid", Verb::outage, true);
  rig.order(10 * kSecond, "grid", Verb::outage, false);
  rig.order(20 * kSecond, "grid", Verb::outage, true);
  rig.run(30 * kSecond);
  CHECK(rig.log("brk") == Rows{"22000000000 1 under_voltage", "22050000000 tripped under_voltage"});
  CHECK(rig.finding("brk", "trip") == 0.0);
}

TEST_CASE("a tripped switch is locked out, and measures anew when it is closed", "[relay]") {
  Rig rig;
  add_feeder(rig, {{"over_voltage", stage(1.1, 1.0)}});
  dip(rig, kSecond, 9 * kSecond, dip_to(1.2));
  rig.order(3 * kSecond, "brk", Verb::close);
  rig.order(4 * kSecond, "brk", Verb::reset);
  rig.order(5 * kSecond, "brk", Verb::close);
  rig.order(12 * kSecond, "brk", Verb::reset);
  rig.order(13 * kSecond, "brk", Verb::close);
  rig.run(20 * kSecond);
  // At 5.05 s it closes on an over-voltage that was there: it has to see a good one first.
  CHECK(rig.log("brk") == Rows{"2000000000 1 over_voltage", "2050000000 tripped over_voltage",
                               "3000000000 is locked out by its trip and was not closed: reset it "
                               "first ",
                               "4000000000 open reset", "5050000000 closed close_order"});
}

TEST_CASE("a frequency stage on the wrong side of nominal is refused", "[relay]") {
  const auto build = [](const char* stage_name, double pickup_hz) {
    Rig rig;
    add_feeder(rig, {{stage_name, stage(pickup_hz, 1.0)}});
    rig.run(0);
  };
  CHECK_THROWS_WITH(build("under_frequency", 57.0),
                    "relay: a pickup of 57 Hz does not lie below the 50 Hz of its bus");
  CHECK_THROWS_WITH(build("over_frequency", 50.0),
                    "relay: a pickup of 50 Hz does not lie above the 50 Hz of its bus");
  CHECK_NOTHROW(build("under_frequency", 49.9));
}

TEST_CASE("stages have times of their own", "[relay]") {
  Rig rig;
  add_feeder(rig, {{"under_voltage",
                    stages({{{"pickup", number_value(0.8)}, {"delay", number_value(2.0)}},
                            {{"pickup", number_value(0.45)}, {"delay", number_value(0.3)}}})}});
  dip(rig, kSecond, 5 * kSecond, dip_to(0.4));
  rig.run(10 * kSecond);
  CHECK(rig.log("brk").at(0) == "1300000000 1 under_voltage");
}

TEST_CASE("one low phase is an under-voltage, one high phase an over-voltage", "[relay]") {
  const Value::List only_b{word_value("b")};
  for (const bool is_low : {true, false}) {
    Rig rig;
    add_feeder(rig, {{"under_voltage", stage(0.8, 2.0)}, {"over_voltage", stage(1.1, 1.0)}});
    dip(rig, kSecond, 5 * kSecond, with(dip_to(is_low ? 0.5 : 1.2), {{"phases", Value(only_b)}}));
    rig.run(10 * kSecond);
    CHECK(rig.log("brk").at(0) ==
          (is_low ? "3000000000 1 under_voltage" : "2000000000 1 over_voltage"));
  }
}

TEST_CASE("a frequency relay trips a delay after the frequency has passed its pickup", "[relay]") {
  Rig rig;
  add_feeder(rig, {{"under_frequency", stage(47.5, 0.5)}, {"over_frequency", stage(51.5, 0.5)}});
  // 1 Hz/s from 1 s on: below 47.5 Hz at 3.5 s.
  rig.set(kSecond, "grid", "frequency", 47.0, 3 * kSecond);
  rig.run(10 * kSecond);
  REQUIRE(rig.log("brk").size() == 2);
  const auto operated = std::stoll(rig.log("brk").at(0));
  CHECK(operated >= 4 * kSecond);
  CHECK(operated <= 4 * kSecond + 2);  // the crossing of a line is met to the next tick
  Rig quick;
  add_feeder(quick, {{"under_frequency", stage(47.5, 0.5)}, {"over_frequency", stage(51.5, 0.5)}});
  quick.set(kSecond, "grid", "frequency", 52.0);
  quick.set(5 * kSecond, "grid", "frequency", 50.0);
  quick.run(10 * kSecond);
  CHECK(quick.log("brk").at(0) == "1500000000 1 over_frequency");
}

TEST_CASE("a dead bus has no frequency that is too low", "[relay]") {
  Rig rig;
  add_feeder(rig, {{"under_frequency", stage(47.5, 0.5)}});
  rig.order(kSecond, "grid", Verb::outage, true);
  rig.run(10 * kSecond);
  CHECK(rig.log("brk").empty());
}

TEST_CASE("an inverse stage adds up what each voltage takes of its time", "[relay]") {
  // At 0.6 of 0.8: 1 - M = 0.25, so 4 s; after 2 s half is gone. At 0.2: 0.75, 4/3 s, half of it.
  Rig rig;
  add_feeder(rig, {{"under_voltage", stage(0.8, 1.0, "inverse")}});
  rig.order(kSecond, "grid", Verb::dip, true, dip_to(0.6));
  rig.order(3 * kSecond, "grid", Verb::dip, true, dip_to(0.2));
  rig.run(10 * kSecond);
  const core::Tick due = 3 * kSecond + core::ticks_up(2.0 / 3.0);
  CHECK(rig.log("brk").at(0) == std::to_string(due) + " 1 under_voltage");
}

TEST_CASE("what only a round inside an instant shows does not set a stage back", "[relay]") {
  RelayStage stage({.reason = "under_voltage", .pickup = 0.8, .delay_s = 2.0});
  stage.carry(0, 1.0);
  stage.carry(kSecond, 0.5);
  CHECK(stage.due() == 3 * kSecond);
  stage.carry(2 * kSecond, 1.0);
  stage.carry(2 * kSecond, 0.6);
  CHECK(stage.due() == 3 * kSecond);
  CHECK(stage.used_frac(2 * kSecond) == 0.5);
  stage.carry(2 * kSecond + 1, 1.0);
  CHECK(stage.due() == core::kNever);
}

TEST_CASE("a relay says the same whoever wakes it", "[relay]") {
  const auto seen = [](int wakes) {
    Rig rig;
    rig.add("grid", make_utility(utility_of(400.0, 5e6)));
    rig.add("brk", make_breaker(relayed_breaker({{"under_voltage", stage(0.9, 3.0, "inverse")}})),
            {.from = {"grid"}});
    rig.add("load", std::make_unique<PlainLoad>(1e5), {.from = {"brk"}});
    rig.add("other", std::make_unique<PlainLoad>(1e5), {.from = {"grid"}});
    rig.set(kSecond, "other", "power", 3e6, 20 * kSecond);
    rig.wake_at_random(11, wakes, 40 * kSecond);
    const std::string digest = rig.run_and_digest(40 * kSecond, kSecond);
    CHECK(rig.log("brk").size() == 2);
    return digest;
  };
  CHECK(seen(0) == seen(400));
}

TEST_CASE("a relay measures at the side that it is told", "[relay]") {
  Rig rig;
  add_feeder(rig, {{"at", word_value("outlet")}, {"under_voltage", stage(0.8, 1.0)}},
             {{"state", word_value("open")}});
  rig.order(5 * kSecond, "brk", Verb::close);
  rig.order(10 * kSecond, "grid", Verb::outage, true);
  rig.run(20 * kSecond);
  CHECK(rig.log("brk") == Rows{"5050000000 closed close_order", "11000000000 1 under_voltage",
                               "11050000000 tripped under_voltage"});
}

TEST_CASE("a relay without a stage, or without a good value, is refused", "[relay]") {
  CHECK_THROWS_AS(make_breaker(relayed_breaker({})), std::invalid_argument);
  CHECK_THROWS_AS(make_breaker(relayed_breaker(
                      {{"under_voltage", stage(1.0, 1.0)}, {"over_voltage", stage(0.95, 1.0)}})),
                  std::invalid_argument);
}

}  // namespace
}  // namespace ridethrough::devices
