#include <catch2/catch.hpp>
#include <cmath>

#include "support/device_rig.hpp"
#include "support/genset_examples.hpp"
#include "support/plain_devices.hpp"

namespace ridethrough::devices {
namespace {

using namespace support;
using Rows = std::vector<std::string>;

constexpr double kRatedW = 1.6e6;

void add_dynamic_set(Rig& rig, const Parameters& parameters, double power_w, double tan_phi = 0.0) {
  rig.add("gen", make_genset(parameters));
  rig.add("load", std::make_unique<PlainLoad>(power_w, tan_phi), {.from = {"gen"}});
}

std::int64_t instants(Rig& rig) { return rig.engine().statistics().instants; }

TEST_CASE("a set at rest sleeps, at first and after a step", "[genset]") {
  Rig rig;
  add_dynamic_set(rig, full_set(), 0.4 * kRatedW, 0.3);
  rig.run(kSecond);
  const std::int64_t at_first = instants(rig);
  rig.run(3600 * kSecond);
  CHECK(instants(rig) == at_first);
  CHECK(rig.look("gen", "frequency") == 60.0);
  rig.set(3601 * kSecond, "load", "power", 0.7 * kRatedW);
  rig.run(3700 * kSecond);
  const std::int64_t after_step = instants(rig);
  CHECK(after_step > at_first + 20);
  rig.run(7300 * kSecond);
  CHECK(instants(rig) == after_step);
  CHECK(rig.look("gen", "frequency") == 60.0);
  CHECK(rig.look("gen", "rocof") == 0.0);
  CHECK(rig.look("gen", "mechanical_power") == Approx(0.7 * kRatedW).epsilon(1e-9));
}

TEST_CASE("the books of a set close while its rotor stores and gives", "[genset]") {
  Rig rig;
  add_dynamic_set(rig, with(full_set(), {{"damping", number_value(1.0)}}), 0.2 * kRatedW, 0.2);
  rig.set(kSecond, "load", "power", 0.7 * kRatedW);
  rig.set(5 * kSecond, "load", "power", 0.1 * kRatedW, 10 * kSecond);
  for (const core::Tick at : {kSecond + 300 * kMs, 2 * kSecond, 9 * kSecond, 40 * kSecond}) {
    rig.run(at);
    CHECK(imbalance(rig.account("gen")) < 1e-9);
  }
  // 0.3 s into the step the rotor has given 2 H S dw.
  Rig other;
  add_dynamic_set(other, full_set(), 0.2 * kRatedW);
  other.set(kSecond, "load", "power", 0.7 * kRatedW);
  other.run(kSecond + 300 * kMs);
  const double dw = other.look("gen", "frequency") / 60.0 - 1.0;
  CHECK(other.account("gen").stored_change_j ==
        Approx(2.0 * kRatedW * dw).margin(2.0 * kRatedW * 2e-5));
}

TEST_CASE("looking and waking change nothing while a set moves", "[genset][property]") {
  const auto run = [](int wakes) {
    Rig rig;
    const Value low = for_so_long("below", 54.0, 1.0);
    add_dynamic_set(
        rig, with_trips(full_set(), {{"under_frequency", low}, {"overspeed", number_value(1.15)}}),
        0.2 * kRatedW, 0.3);
    rig.set(kSecond, "load", "power", 0.7 * kRatedW);
    rig.set(10 * kSecond, "load", "power", 0.1 * kRatedW, 7 * kSecond);
    rig.order(20 * kSecond, "gen", Verb::stop);
    rig.order(21 * kSecond, "gen", Verb::start);
    rig.set(30 * kSecond, "load", "power", 1.05 * kRatedW);
    rig.wake_at_random(11, wakes, 60 * kSecond);
    std::string digest = rig.run_and_digest(60 * kSecond, 500 * kMs);
    for (const Judgement& each : rig.report("gen").judgements) {
      digest += each.what + each.verdict;
      for (const Finding& figure : each.figures) digest += fmt::format("{:a}", figure.value);
    }
    CHECK(rig.report("gen").judgements.size() >= 3);
    return digest;
  };
  CHECK(run(0) == run(2000));
}

TEST_CASE("a set started a year later runs the same way", "[genset]") {
  const auto dip = [](core::Tick at) {
    Rig rig;
    add_dynamic_set(rig, full_set(), 0.1 * kRatedW, 0.2);
    rig.set(at, "load", "power", 0.6 * kRatedW);
    rig.run(at + 700 * kMs);
    return rig.look("gen", "frequency");
  };
  CHECK(dip(kSecond) == dip(365 * 24 * 3600 * kSecond));
}

TEST_CASE("droop: the frequency follows the load down its line", "[genset]") {
  Rig rig;
  const Parameters governor =
      with(gs2_governor(), {{"droop", number_value(0.04)}, {"reference", number_value(1.0)}});
  add_dynamic_set(rig, with(gs1_set(), {{"governor", map_value(governor)}}), 0.5 * kRatedW);
  rig.run(kSecond);
  CHECK(rig.look("gen", "frequency") == Approx(60.0 * 1.02));
  rig.set(2 * kSecond, "load", "power", kRatedW);
  rig.run(2 * kMin);
  CHECK(rig.look("gen", "frequency") == Approx(60.0).margin(1e-3));
}

TEST_CASE("overspeed trips at once when the load goes", "[genset]") {
  Rig rig;
  Parameters governor = gs1_governor();
  governor.insert_or_assign("actuator", number_value(0.4));  // a slow rack
  add_dynamic_set(rig,
                  with_trips(with(gs1_set(), {{"governor", map_value(governor)}}),
                             {{"overspeed", number_value(1.15)}}),
                  kRatedW);
  rig.set(kSecond, "load", "power", 0.0);
  rig.run(10 * kSecond);
  const Rows rows = rig.log("gen");
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].find("failed overspeed") != std::string::npos);
  CHECK(rig.finding("gen", "highest_frequency") == Approx(69.0).margin(1e-6));
  CHECK(rig.report("gen").judgements.at(0).verdict == "none");
}

TEST_CASE("a frequency trip on the wrong side of rated speed is refused", "[genset]") {
  const auto make = [](const char* trip, const char* limit, double hz) {
    return make_genset(with_trips(gs1_set(), {{trip, for_so_long(limit, hz, 1.0)}}));
  };
  CHECK_THROWS_WITH(make("under_frequency", "below", 65.0),
                    "trips: under_frequency of 65 Hz does not lie below the rated 60 Hz");
  CHECK_THROWS_WITH(make("over_frequency", "above", 60.0),
                    "trips: over_frequency of 60 Hz does not lie above the rated 60 Hz");
  CHECK_NOTHROW(make("over_frequency", "above", 60.1));
}

TEST_CASE("under-frequency trips after its time, and forgives what is shorter", "[genset]") {
  // Full load on a set of case GS1: below 57 Hz for about a second.
  const auto run = [](double hold_s) {
    Rig rig;
    add_dynamic_set(
        rig, with_trips(gs1_set(), {{"under_frequency", for_so_long("below", 57.0, hold_s)}}), 0.0);
    rig.set(kSecond, "load", "power", kRatedW);
    rig.run(kMin);
    return rig.log("gen");
  };
  CHECK(run(3.0).empty());
  const Rows rows = run(0.5);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].find("failed under_frequency") != std::string::npos);
  // -0.5 pu/s at first: 57 Hz = -0.05 pu is passed after 0.1 s and a little.
  const double tripped_s = static_cast<double>(std::stoll(rows[0])) * 1e-9;
  CHECK(tripped_s > 1.6);
  CHECK(tripped_s < 1.62);
}

TEST_CASE("over-frequency trips after its time", "[genset]") {
  Rig rig;
  add_dynamic_set(rig, with_trips(gs1_set(), {{"over_frequency", for_so_long("above", 63.0, 0.2)}}),
                  kRatedW);
  rig.set(kSecond, "load", "power", 0.0);
  rig.run(kMin);
  REQUIRE(rig.log("gen").size() == 1);
  CHECK(rig.log("gen")[0].find("failed over_frequency") != std::string::npos);
}

TEST_CASE("a step far beyond the first step stalls the engine", "[genset]") {
  Rig rig;
  const Parameters weak =
      with(full_set(), {{"first_step", number_value(0.3)}, {"turbo", number_value(5.0)}});
  add_dynamic_set(rig, weak, 0.0);
  rig.set(kSecond, "load", "power", kRatedW);
  rig.run(kMin);
  REQUIRE(rig.log("gen").size() == 1);
  CHECK(rig.log("gen")[0].find("failed stalled") != std::string::npos);
  CHECK(rig.look("load", "voltage") == 0.0);
}

TEST_CASE("a leading load gives an alarm, or trips", "[genset]") {
  const auto run = [](const char* action) {
    Rig rig;
    // -0.4 of 2 MVA: tan -1 on 0.8 MW, 40 % of the rated apparent power.
    const Value leading(Parameters{{"beyond", number_value(0.3)},
                                   {"for", number_value(10.0)},
                                   {"action", word_value(action)}});
    add_dynamic_set(rig, with_trips(gs1_set(), {{"leading", leading}}), 0.8e6, -1.0);
    rig.run(kMin);
    return rig.log("gen");
  };
  CHECK(run("alarm") == Rows{"10000000000 1 leading_power_factor"});
  CHECK(run("trip") == Rows{"10000000000 failed leading_power_factor"});
}

TEST_CASE("V/Hz: a deep dip of speed takes the voltage along", "[genset]") {
  Rig rig;
  const Parameters regulator{{"kind", word_value("volts_per_hertz")},
                             {"knee", number_value(0.95)},
                             {"synchronous_reactance", number_value(2.06)},
                             {"field", number_value(3.0)},
                             {"gain", number_value(200.0)},
                             {"ceiling", number_value(5.0)}};
  add_dynamic_set(rig, with(gs1_set(), {{"regulator", map_value(regulator)}}), 0.0);
  rig.set(kSecond, "load", "power", kRatedW);
  rig.run(kSecond + 500 * kMs);
  const double speed = rig.look("gen", "frequency") / 60.0;
  CHECK(speed < 0.87);
  CHECK(rig.look("load", "voltage") == Approx(speed / 0.95).margin(2.5e-4));
  rig.run(kMin);
  CHECK(rig.look("load", "voltage") == Approx(1.0).margin(1e-4));
}

TEST_CASE("the network sees the dip behind the transient reactance", "[genset]") {
  Rig rig;
  add_dynamic_set(rig, full_set(), 0.0, 0.75);
  rig.set(kSecond, "load", "power", 0.5 * kRatedW);
  rig.run(kSecond);
  // E = 1, 0.4 + j0.3 pu of 2 MVA: a = 0.5 - 0.09 = 0.41, X S = 0.15.
  const double dipped = std::sqrt(0.41 + std::sqrt(0.41 * 0.41 - 0.15 * 0.15));
  CHECK(rig.look("load", "voltage") == Approx(dipped).margin(1.5e-4));
  rig.run(kMin);
  CHECK(rig.look("load", "voltage") > 0.985);
  const Judgement verdict = rig.report("gen").judgements.at(0);
  CHECK(verdict.figures.at(1).name == "voltage_dip");
  CHECK(verdict.figures.at(1).value == Approx(1.0 - dipped).margin(1e-6));
}

TEST_CASE("fuel: a tank burns along its line and runs dry to the tick", "[genset]") {
  Rig rig;
  const Value fuel(Parameters{
      {"tank", number_value(3600.0)}, {"level", number_value(1.0)}, {"idle", number_value(0.06)}});
  add_dynamic_set(rig, with(diesel_1600kw(), {{"state", word_value("running")}, {"fuel", fuel}}),
                  0.5 * kRatedW);
  rig.run(1800 * kSecond);
  // 0.06 + 0.94 * 0.5 = 0.53 of the rated burning.
  CHECK(rig.look("gen", "fuel") == Approx(1.0 - 0.53 * 0.5).epsilon(1e-12));
  rig.run(3 * 3600 * kSecond);
  const Rows rows = rig.log("gen");
  REQUIRE(rows.size() == 1);
  CHECK(std::abs(std::stoll(rows[0]) - 6'792'452'830'189) <= 1);  // 3600 / 0.53 s
  CHECK(rows[0].find("failed out_of_fuel") != std::string::npos);
}

TEST_CASE("fuel runs out in the middle of a step as well", "[genset]") {
  const auto dry_at = [](int wakes) {
    Rig rig;
    const Value fuel(Parameters{{"tank", number_value(3600.0)},
                                {"level", number_value(2.0 / 3600.0)},
                                {"idle", number_value(0.06)}});
    add_dynamic_set(rig, with(full_set(), {{"fuel", fuel}}), 0.2 * kRatedW);
    rig.set(kSecond, "load", "power", 0.7 * kRatedW);
    rig.wake_at_random(3, wakes, 10 * kSecond);
    rig.run(kMin);
    REQUIRE(rig.log("gen").size() == 1);
    CHECK(rig.log("gen")[0].find("out_of_fuel") != std::string::npos);
    CHECK(rig.look("gen", "fuel") == 0.0);
    return rig.log("gen")[0];
  };
  CHECK(dry_at(0) == dry_at(500));
}

TEST_CASE("an empty tank keeps it from starting until it is filled", "[genset]") {
  Rig rig;
  const Value fuel(Parameters{
      {"tank", number_value(3600.0)}, {"level", number_value(0.0)}, {"idle", number_value(0.06)}});
  add_dynamic_set(rig, with(diesel_1600kw(), {{"fuel", fuel}}), 1e6);
  rig.order(0, "gen", Verb::start);
  rig.order(kMin, "gen", Verb::repair);
  rig.run(2 * kMin);
  CHECK(rig.log("gen") == Rows{"1000000000 1 start_order", "1000000000 failed out_of_fuel",
                               "60000000000 stopped repaired", "61000000000 2 start_order",
                               "61000000000 starting start_order", "70000000000 running on_line"});
}

TEST_CASE("a set that warms up takes load later", "[genset]") {
  Rig rig;
  add_dynamic_set(rig, with_start(diesel_1600kw(), {{"warm_up", number_value(20.0)}}), 1e6);
  rig.order(0, "gen", Verb::start);
  rig.run(kMin);
  CHECK(rig.log("gen") == Rows{"1000000000 1 start_order", "1000000000 starting start_order",
                               "10000000000 warming_up warm_up", "30000000000 running on_line"});
}

TEST_CASE("a start that is withdrawn may finish and cool down", "[genset]") {
  Rig rig;
  add_dynamic_set(rig, with_start(diesel_1600kw(), {{"withdrawn", word_value("finish")}}), 1e6);
  rig.order(0, "gen", Verb::start);
  rig.order(5 * kSecond, "gen", Verb::stop);
  rig.run(10 * kMin);
  CHECK(rig.log("gen") == Rows{"1000000000 1 start_order", "1000000000 starting start_order",
                               "10000000000 cooling_down withdrawn",
                               "310000000000 stopped cooled"});
  CHECK(rig.look("load", "voltage") == 0.0);
}

TEST_CASE("parameters that do not fit together are refused in words", "[genset]") {
  using Catch::Matchers::Contains;
  const Value governor = map_value(gs1_governor());
  CHECK_THROWS_WITH(make_genset(with(diesel_1600kw(), {{"governor", governor}})),
                    Contains("governor needs inertia"));
  CHECK_THROWS_WITH(make_genset(with(diesel_1600kw(), {{"turbo", number_value(3.0)}})),
                    Contains("turbo needs inertia"));
  CHECK_THROWS_WITH(make_genset(with(diesel_1600kw(), {{"inertia", number_value(1.0)}})),
                    Contains("inertia needs a governor"));
  CHECK_THROWS_WITH(make_genset(with(gs1_set(), {{"turbo", number_value(3.0)}})),
                    Contains("first_step and turbo go together"));
  CHECK_THROWS_WITH(make_genset(with(gs1_set(), {{"first_step", number_value(0.6)}})),
                    Contains("first_step and turbo go together"));
  const auto governed = [](const Parameters& over) {
    return with(gs1_set(), {{"governor", map_value(with(gs1_governor(), over))}});
  };
  CHECK_THROWS_WITH(make_genset(governed({{"kind", word_value("droop")}})),
                    Contains("needs droop"));
  CHECK_THROWS_WITH(make_genset(governed({{"droop", number_value(0.04)}})),
                    Contains("write kind: droop"));
  CHECK_THROWS_WITH(make_genset(governed({{"ki", number_value(0.0)}})), Contains("without ki"));
  const Parameters upside_down =
      with(usual_regulator(), {{"synchronous_reactance", number_value(0.2)}});
  CHECK_THROWS_WITH(make_genset(with(gs1_set(), {{"regulator", map_value(upside_down)}})),
                    Contains("at least the transient_reactance"));
}

}  // namespace
}  // namespace ridethrough::devices
