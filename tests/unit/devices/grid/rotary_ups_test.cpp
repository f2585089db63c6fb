#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/rotary_examples.hpp"

namespace ridethrough::devices {
namespace {

using namespace support;
using Rows = std::vector<std::string>;

constexpr double kLoadW = 1.2e6;
constexpr double kIdleW = kRotaryStandingW + kRotaryDragW;
constexpr double kBrakeW = kLoadW + kRotaryStandingW;

void check_rotary_books(RotaryPlant& plant) {
  const core::Books books = plant.rig.account("drups");
  CHECK(imbalance(books) < 1e-9);
  CHECK(books.gap_j <= 1e-6 * std::max(books.in_j, books.out_j));
}

TEST_CASE("rotary: idles with its feed, holds its outlet and rests", "[rotary_ups]") {
  const double feed_ohm = GENERATE(0.0, 0.5 * kRotaryChokeOhm, kRotaryChokeOhm);
  RotaryPlant plant(kLoadW, rotary_1600kw(), feed_ohm);
  plant.rig.run(kSecond);
  CHECK(plant.rig.state("drups") == "mains");
  CHECK(std::abs(plant.look("voltage") - 1.0) <= 0.002);
  CHECK(plant.look("power") == Approx(kLoadW));
  CHECK(plant.look("machine_power") == Approx(-kIdleW));
  CHECK(plant.look("speed") == 1.0);
  const auto instants = plant.rig.engine().statistics().instants;
  plant.rig.run(3600 * kSecond);
  CHECK(plant.rig.engine().statistics().instants == instants);
  CHECK(plant.rig.log("drups").empty());
  check_rotary_books(plant);
}

TEST_CASE("rotary: an outage through breaker, flywheel, engine and back in step", "[rotary_ups]") {
  RotaryPlant plant(kLoadW);
  plant.sag(10 * kSecond, 100 * kSecond, 0.0);
  plant.rig.run(5 * kSecond);
  const double lag_rad = plant.lag_rad(kLoadW + kIdleW);
  plant.rig.run(15 * kSecond);
  CHECK(plant.look("voltage") == 1.0);
  const double at_15_s = rotary_energy(kRotaryFullJ, -kBrakeW, 5.0);
  CHECK(plant.look("energy") == Approx(at_15_s).epsilon(1e-12));
  CHECK(plant.look("speed") == Approx(std::sqrt(at_15_s / kRotaryFullJ)).epsilon(1e-12));
  plant.rig.run(20 * kSecond);
  CHECK(plant.look("engine_power") == Approx(kBrakeW + kRotaryRechargeW));
  const double at_clutch = rotary_energy(kRotaryFullJ, -kBrakeW, 5.01);
  CHECK(plant.look("energy") == Approx(rotary_energy(at_clutch, kRotaryRechargeW, 4.99)));
  plant.rig.run(300 * kSecond);
  // It turns 0.1 Hz faster until the angle that the choke had is gone.
  const core::Tick closes = 130 * kSecond + core::ticks_up(lag_rad / (0.2 * std::numbers::pi));
  CHECK(plant.rig.log("drups") ==
        Rows{"10000000000 feeding_back feed_disturbed", "10010000000 1 start_order",
             "10060000000 flywheel isolated", "15010000000 diesel clutch",
             "130000000000 resyncing feed_good", std::to_string(closes) + " mains in_step"});
  const double left_s = rotary_span(at_clutch, kRotaryFullJ, kRotaryRechargeW);
  CHECK(plant.look("speed") == 1.0);
  CHECK(15.01 + left_s < 300.0);
  CHECK(plant.rig.finding("drups", "lowest_speed") ==
        Approx(std::sqrt(at_clutch / kRotaryFullJ)).epsilon(1e-9));
  check_rotary_books(plant);
}

TEST_CASE("rotary: a sag shorter than the detection leaves the breaker closed", "[rotary_ups]") {
  RotaryPlant plant(kLoadW);
  plant.sag(10 * kSecond, 10 * kSecond + 5 * kMs, 0.5);
  plant.rig.run(10 * kSecond + 2 * kMs);
  // At half of its voltage and the same angle the feed gives half of its power.
  const double given_w = kLoadW - 0.5 * (kLoadW + kIdleW);
  CHECK(plant.look("machine_power") == Approx(given_w).epsilon(1e-3));
  CHECK(plant.look("fed_back_power") == 0.0);
  plant.rig.run(20 * kSecond);
  CHECK(plant.rig.log("drups") ==
        Rows{"10000000000 feeding_back feed_disturbed", "10005000000 mains feed_back"});
  const double lost_j = (given_w + kIdleW) * 5e-3;
  const double lowest = std::sqrt(1.0 - lost_j / kRotaryFullJ);
  CHECK(plant.rig.finding("drups", "lowest_speed") == Approx(lowest).epsilon(1e-6));
  check_rotary_books(plant);
}

TEST_CASE("rotary: a shallow sag that it lifts itself is still isolated", "[rotary_ups]") {
  // Reactance before the inlet as large as the choke: the machine lifts 0.85 pu to 0.92 pu.
  RotaryPlant plant(kLoadW, rotary_1600kw(), kRotaryChokeOhm);
  plant.sag(10 * kSecond, 20 * kSecond, 0.85);
  plant.rig.run(11 * kSecond);
  CHECK(plant.rig.log("drups") == Rows{"10000000000 feeding_back feed_disturbed",
                                       "10010000000 1 start_order",
                                       "10060000000 flywheel isolated"});
}

TEST_CASE("rotary: neighbours on a dead feed are fed until the breaker opens", "[rotary_ups]") {
  RotaryPlant plant(kLoadW, rotary_1600kw(), 0.0, 300e3);
  plant.sag(10 * kSecond, core::kNever, 0.0);
  plant.rig.run(10 * kSecond + 30 * kMs);
  CHECK(plant.look("fed_back_power") == Approx(300e3));
  CHECK(plant.look("machine_power") == Approx(kLoadW + 300e3));
  plant.rig.run(11 * kSecond);
  CHECK(plant.rig.state("drups") == "flywheel");
  CHECK(plant.rig.look("neighbour", "power") == 0.0);
  CHECK(plant.look("energy_fed_back") == Approx(300e3 * 0.06));
  check_rotary_books(plant);
}

TEST_CASE("rotary: drained into a sag it locks out until it is reset", "[rotary_ups]") {
  RotaryPlant plant(kLoadW, with(rotary_1600kw(), {{"opens_in", number_value(20.0)}}));
  plant.sag(10 * kSecond, 60 * kSecond, 0.5, -40.0);
  plant.rig.run(5 * kSecond);
  const double behind_rad = plant.lag_rad(kLoadW + kIdleW);
  const double most_w = 0.5 * 400.0 * 400.0 * plant.look("voltage") / kRotaryChokeOhm;
  plant.rig.run(11 * kSecond);
  // P = E V sin(angle) / X across the choke.
  const double fed_back_w = most_w * std::sin(40.0 / 180.0 * std::numbers::pi - behind_rad);
  CHECK(plant.look("fed_back_power") == Approx(fed_back_w).epsilon(1e-6));
  const double span_s = rotary_span(kRotaryFullJ, kRotaryLowestJ, -kBrakeW - fed_back_w);
  plant.rig.run(25 * kSecond);
  CHECK(plant.rig.state("drups") == "locked_out");
  CHECK(plant.rig.finding("drups", "energy_fed_back") == Approx(fed_back_w * span_s).epsilon(1e-6));
  const Incident dark = plant.rig.report("drups").incidents.front();
  CHECK(dark.reason == "drained_by_feed");
  CHECK(core::seconds(dark.at) == Approx(10.0 + span_s).epsilon(1e-6));
  CHECK(plant.rig.look("load", "voltage") < 0.5);  // its breaker is still closed
  plant.rig.run(50 * kSecond);
  CHECK(plant.rig.look("load", "voltage") == 0.0);
  plant.rig.order(200 * kSecond, "drups", Verb::reset);
  plant.rig.run(200 * kSecond - 1);
  CHECK(plant.rig.state("drups") == "locked_out");
  plant.rig.run(201 * kSecond);
  CHECK(plant.rig.state("drups") == "mains");
  CHECK(plant.look("machine_power") == Approx(-kRotaryStandingW - kRotaryRechargeW));
  const double coasted_j = rotary_energy(kRotaryLowestJ, 0.0, 200.0 - core::seconds(dark.at));
  const double full_s = rotary_span(coasted_j, kRotaryFullJ, kRotaryRechargeW);
  plant.rig.run(core::ticks_up(200.0 + full_s - 1e-3));
  CHECK(plant.look("speed") < 1.0);
  plant.rig.run(core::ticks_up(200.0 + full_s + 1e-3));
  CHECK(plant.look("speed") == 1.0);
  check_rotary_books(plant);
}

TEST_CASE("rotary: an engine that does not start leaves the flywheel to run down", "[rotary_ups]") {
  RotaryPlant plant(kLoadW);
  plant.fail(kSecond, "fail_to_start");
  plant.sag(10 * kSecond, core::kNever, 0.0);
  plant.rig.run(60 * kSecond);
  const double span_s = rotary_span(kRotaryFullJ, kRotaryLowestJ, -kBrakeW);
  const core::Tick dark = 10 * kSecond + core::ticks_up(span_s);
  const Rows rows = plant.rig.log("drups");
  REQUIRE(rows.size() == 4);
  CHECK(rows.back() == std::to_string(dark) + " locked_out underspeed");
  CHECK(plant.rig.look("load", "voltage") == 0.0);
  check_rotary_books(plant);
}

TEST_CASE("rotary: the last try of an engine is told, and a repair starts it", "[rotary_ups]") {
  RotaryPlant plant(0.1e6);
  plant.fail(kSecond, "fail_to_start");
  plant.sag(10 * kSecond, core::kNever, 0.0);
  plant.rig.order(60 * kSecond, "drups", Verb::repair);
  plant.rig.run(70 * kSecond);
  const Incident tries = plant.rig.report("drups").incidents.front();
  CHECK(tries.reason == "fail_to_start");
  CHECK(tries.at == 10 * kSecond + 10 * kMs + 37 * kSecond);  // 1 + 2 + 15 + 2 + 15 + 2
  CHECK(plant.rig.log("drups").back() == "65000000000 diesel clutch");
}

TEST_CASE("rotary: an engine that is too small only delays the end", "[rotary_ups]") {
  RotaryPlant plant(kLoadW, with(rotary_1600kw(), {{"engine", number_value(1e6)}}));
  plant.sag(10 * kSecond, core::kNever, 0.0);
  plant.rig.run(200 * kSecond);
  const double at_clutch = rotary_energy(kRotaryFullJ, -kBrakeW, 5.01);
  const double span_s = rotary_span(at_clutch, kRotaryLowestJ, 1e6 - kBrakeW);
  const core::Tick dark = 15 * kSecond + 10 * kMs + core::ticks_up(span_s);
  CHECK(plant.rig.log("drups").back() == std::to_string(dark) + " locked_out underspeed");
  check_rotary_books(plant);
}

TEST_CASE("rotary: a breaker that sticks feeds the sag until the flywheel ends", "[rotary_ups]") {
  RotaryPlant plant(500e3);
  plant.fail(kSecond, "breaker_stuck");
  plant.sag(10 * kSecond, 60 * kSecond, 0.5);
  plant.rig.run(59 * kSecond);
  CHECK(plant.rig.state("drups") == "locked_out");
  // The sag itself is what the load has now.
  CHECK(plant.rig.look("load", "voltage") > 0.3);
  check_rotary_books(plant);
}

TEST_CASE("rotary: a feed lost again while it turns to it", "[rotary_ups]") {
  RotaryPlant plant(kLoadW);
  plant.sag(10 * kSecond, 100 * kSecond, 0.0);
  plant.rig.set(130 * kSecond + 100 * kMs, "grid", "voltage", 0.0);
  plant.rig.run(140 * kSecond);
  CHECK(plant.rig.log("drups").back() == "130100000000 diesel feed_disturbed");
  CHECK(plant.look("frequency") == 50.0);
}

TEST_CASE("rotary: a feed whose frequency leaves the window is left as well", "[rotary_ups]") {
  const Value::List hertz{number_value(49.0), number_value(51.0)};
  const Parameters window =
      with(get(rotary_1600kw(), "window").map(), {{"frequency", Value(hertz)}});
  RotaryPlant plant(kLoadW, with(rotary_1600kw(), {{"window", Value(window)}}));
  plant.rig.set(10 * kSecond, "grid", "slope", -0.5);  // at 49 Hz at 12 s
  plant.rig.set(20 * kSecond, "grid", "frequency", 50.0);
  plant.rig.run(12 * kSecond - 1);
  CHECK(plant.rig.log("drups").empty());
  plant.rig.run(12 * kSecond + 65 * kMs);
  CHECK(plant.rig.state("drups") == "flywheel");
  CHECK(plant.look("frequency") == 50.0);
  plant.rig.run(19 * kSecond);
  CHECK(plant.rig.state("drups") == "diesel");
  plant.rig.run(50 * kSecond);
  CHECK(plant.rig.log("drups").back() == "50000000000 resyncing feed_good");
  check_rotary_books(plant);
}

TEST_CASE("rotary: after a reset it carries what it has regained so far", "[rotary_ups]") {
  RotaryPlant plant(kLoadW);
  plant.fail(kSecond, "fail_to_start");
  plant.sag(10 * kSecond, 40 * kSecond, 0.0);
  plant.rig.order(50 * kSecond, "drups", Verb::reset);
  plant.sag(80 * kSecond, core::kNever, 0.0);
  plant.rig.run(90 * kSecond);
  const double dark_s = 10.0 + rotary_span(kRotaryFullJ, kRotaryLowestJ, -kBrakeW);
  // The feed is good for 30 s at 70 s.
  const double coasted_j = rotary_energy(kRotaryLowestJ, 0.0, 70.0 - dark_s);
  const double regained_j = rotary_energy(coasted_j, kRotaryRechargeW, 10.0);
  const double span_s = rotary_span(regained_j, kRotaryLowestJ, -kBrakeW);
  const Report report = plant.rig.report("drups");
  REQUIRE(report.incidents.size() == 2);
  CHECK(core::seconds(report.incidents[0].at) == Approx(dark_s).epsilon(1e-9));
  CHECK(core::seconds(report.incidents[0].lasted) == Approx(70.0 - dark_s).epsilon(1e-9));
  CHECK(core::seconds(report.incidents[1].at) == Approx(80.0 + span_s).epsilon(1e-9));
}

TEST_CASE("rotary: a sag that it holds is no collapse of the grid", "[rotary_ups][utility]") {
  // Without the machine 1.2 MW can not come through the choke at 0.3 pu.
  Rig rig;
  rig.add("grid", make_utility(utility_of(400.0, 100e6)));
  rig.add("drups", make_rotary_ups(rotary_1600kw()), {.from = {"grid"}});
  rig.add("load", std::make_unique<PlainLoad>(kLoadW), {.from = {"drups"}});
  rig.order(10 * kSecond, "grid", Verb::dip, true, {{"to", number_value(0.3)}});
  rig.run(11 * kSecond);
  CHECK(rig.log("grid") == Rows{"10000000000 dip dip"});
  CHECK(rig.look("load", "voltage") == 1.0);
}

TEST_CASE("rotary: looking and waking change nothing", "[rotary_ups]") {
  const auto digest = [](std::uint64_t seed) {
    RotaryPlant plant(kLoadW, with(rotary_1600kw(), {{"engine", number_value(1.35e6)}}), 4e-3,
                      200e3);
    plant.rig.set(5 * kSecond, "grid", "slope", 0.01);
    plant.rig.set(12 * kSecond, "load", "power", 1.4e6, 8 * kSecond);
    plant.sag(20 * kSecond, 30 * kSecond, 0.4, -20.0);
    plant.rig.set(35 * kSecond, "load", "power", 1.0e6, 60 * kSecond);
    plant.sag(150 * kSecond, 150 * kSecond + 5 * kMs, 0.6);
    if (seed > 0) plant.rig.wake_at_random(seed, 3000, 200 * kSecond);
    const std::string seen = plant.rig.run_and_digest(200 * kSecond, 777 * kMs);
    check_rotary_books(plant);
    return seen;
  };
  const std::string quiet = digest(0);
  CHECK(digest(1) == quiet);
  CHECK(digest(2) == quiet);
}

TEST_CASE("rotary: values that do not fit are refused", "[rotary_ups]") {
  CHECK_THROWS_WITH(make_rotary_ups(with(rotary_1600kw(), {{"drag", number_value(0.1)}})),
                    Catch::Contains("'recharge_limit' is not above 'drag'"));
  const Parameters sync = with(get(rotary_1600kw(), "sync").map(), {{"slip", number_value(0.3)}});
  CHECK_THROWS_WITH(make_rotary_ups(with(rotary_1600kw(), {{"sync", Value(sync)}})),
                    Catch::Contains("'sync.slip' is above 'sync.frequency'"));
  Rig rig;
  rig.add("feed", std::make_unique<PlainSource>(800.0, 0.0, true));
  rig.add("drups", make_rotary_ups(rotary_1600kw()), {.from = {"feed"}});
  CHECK_THROWS_WITH(rig.run(0), Catch::Contains("alternating current"));
}

}  // namespace
}  // namespace ridethrough::devices
