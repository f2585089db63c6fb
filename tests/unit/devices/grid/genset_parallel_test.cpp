#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "devices/grid/synchroniser.hpp"
#include "ridethrough/devices/switchgear/breaker.hpp"
#include "support/device_rig.hpp"
#include "support/genset_examples.hpp"
#include "support/plain_devices.hpp"

namespace ridethrough::devices {
namespace {

using namespace support;
using Rows = std::vector<std::string>;

constexpr double kSetRatedW = 1.6e6;

/// 50 Hz, with a field: it can stand beside another source.
Parameters real_set(const char* state) {
  return with(gs1_set(), {{"state", word_value(state)},
                          {"frequency", number_value(50.0)},
                          {"regulator", map_value(usual_regulator())}});
}

/// A grid, a breaker below it, a set whose outlet the breaker's lower end is joined to by a second
/// one, and a load at the grid.
void add_parallel(Rig& rig, const Parameters& set, double power_w) {
  rig.add("grid", make_utility(utility_of(400.0, 50e6)));
  rig.add("sw", make_breaker(closed_contact()), {.from = {"grid"}});
  rig.add("gen", make_genset(set));
  rig.add("tie", make_breaker(closed_contact()), {.between = {"sw", "gen"}});
  rig.add("load", std::make_unique<PlainLoad>(power_w), {.from = {"sw"}});
}

LiveBus steady_bus(double hz, core::Tick now, double phase_rad, double voltage = 1.0) {
  const double turned = 2.0 * std::numbers::pi * (hz - 50.0) * core::seconds(now);
  return {{.hz = hz}, phase_rad + turned, voltage};
}

TEST_CASE("a synchroniser closes where the window begins", "[genset][synchroniser]") {
  Synchroniser synchroniser({}, 50.0);
  // The engine is half a turn behind and gains 0.1 Hz: 175 of 360 degrees take 4.861 s.
  const auto bus = [](core::Tick now) {
    return steady_bus(50.0, now, std::numbers::pi * 0.9999999);
  };
  synchroniser.begin(0, bus(0));
  CHECK_FALSE(synchroniser.closes(0, bus(0)));
  const core::Tick at = synchroniser.next();
  CHECK(core::seconds(at) == Approx(175.0 / 360.0 / 0.1).margin(1e-5));
  CHECK_FALSE(synchroniser.closes(at - 1, bus(at - 1)));
  CHECK(synchroniser.closes(at, bus(at)));
}

TEST_CASE("a synchroniser waits for voltage and frequency of the bus", "[genset][synchroniser]") {
  Synchroniser synchroniser({}, 50.0);
  synchroniser.begin(0, steady_bus(50.0, 0, 0.0, 0.90));
  CHECK_FALSE(synchroniser.closes(0, steady_bus(50.0, 0, 0.0, 0.90)));
  CHECK(synchroniser.next() == 100 * kMs);
  const Value narrow(Parameters{{"frequency", number_value(0.05)}, {"slip", number_value(0.1)}});
  Synchroniser strict(narrow, 50.0);  // its own slip is too much
  strict.begin(0, steady_bus(50.0, 0, 0.0));
  CHECK_FALSE(strict.closes(0, steady_bus(50.0, 0, 0.0)));
}

TEST_CASE("a set joins a live bus when its angle is right, and turns with the grid",
          "[genset][synchroniser]") {
  const auto run = [](int wakes) {
    Rig rig;
    add_parallel(rig, real_set("stopped"), 0.5 * kSetRatedW);
    rig.order(0, "gen", Verb::start);
    rig.wake_at_random(5, wakes, 40 * kSecond);
    std::string digest = rig.run_and_digest(40 * kSecond, kSecond);
    CHECK(rig.state("gen") == "running");
    CHECK(rig.log("gen").at(2) == "10000000000 synchronising live_bus");
    CHECK(rig.log("gen").at(3).find("running synchronised") != std::string::npos);
    CHECK(rig.look("gen", "frequency") == 50.0);
    return digest;
  };
  CHECK(run(0) == run(1000));
}

TEST_CASE("a set beside a grid shares by impedance, whatever vector group is between", "[genset]") {
  const auto power_w = [](const char* group, const char* state) {
    Rig rig;
    rig.add("grid", make_utility(utility_of(10e3, 50e6)));
    rig.add("tx",
            make_transformer(with(transformer_1600kva(), {{"vector_group", word_value(group)}})),
            {.from = {"grid"}});
    rig.add("gen", make_genset(real_set(state)));
    rig.add("tie", make_breaker(closed_contact()), {.between = {"tx", "gen"}});
    rig.add("load", std::make_unique<PlainLoad>(0.5 * kSetRatedW), {.from = {"tx"}});
    rig.order(0, "gen", Verb::start);
    rig.run(40 * kSecond);
    CHECK(rig.state("gen") == "running");
    return rig.look("gen", "power");
  };
  for (const char* state : {"running", "stopped"}) {
    const double straight_w = power_w("yyn0", state);
    // 0.15 / MVA of the set, 0.02 of the grid and 0.06 / 1.6 of the transformer: a good quarter.
    CHECK(straight_w == Approx(0.5 * kSetRatedW * 0.0575 / 0.2075).epsilon(0.02));
    for (const char* group : {"dyn11", "dyn1", "dyn5", "yyn6"}) {
      INFO(state << ", " << group);
      CHECK(power_w(group, state) == Approx(straight_w).epsilon(1e-6));
    }
  }
}

TEST_CASE("a set whose grid goes takes the load alone and dips", "[genset]") {
  Rig rig;
  add_parallel(rig, real_set("running"), 0.5 * kSetRatedW);
  rig.run(10 * kSecond);
  CHECK(rig.look("gen", "frequency") == 50.0);
  const std::int64_t quiet = rig.engine().statistics().instants;
  rig.run(kMin);
  CHECK(rig.engine().statistics().instants == quiet);
  rig.order(kMin + kSecond, "grid", Verb::outage);
  rig.run(kMin + kSecond + 400 * kMs);
  CHECK(rig.look("gen", "frequency") < 49.0);
  CHECK(rig.look("gen", "power") == Approx(0.5 * kSetRatedW).epsilon(1e-6));
  rig.run(3 * kMin);
  CHECK(rig.look("gen", "frequency") == 50.0);
  CHECK(imbalance(rig.account("gen")) < 1e-9);
}

TEST_CASE("the bus goes dead while a set synchronises: it closes at once", "[genset]") {
  Rig rig;
  // The bus stands so low that the set does not close onto it.
  add_parallel(rig, real_set("stopped"), 0.1 * kSetRatedW);
  rig.order(0, "grid", Verb::dip, true, dip_to(0.8));
  rig.order(0, "gen", Verb::start);
  rig.order(20 * kSecond, "grid", Verb::outage);
  rig.run(20 * kSecond - 1);
  CHECK(rig.state("gen") == "synchronising");
  rig.run(21 * kSecond);
  CHECK(rig.log("gen").back() == "20000000000 running dead_bus");
}

TEST_CASE("two equal sets on one bus turn together and share", "[genset]") {
  Rig rig;
  rig.add("a", make_genset(real_set("running")));
  rig.add("b", make_genset(real_set("running")));
  rig.add("tie", make_breaker(closed_contact()), {.between = {"a", "b"}});
  rig.add("load", std::make_unique<PlainLoad>(0.4 * kSetRatedW), {.from = {"a"}});
  rig.set(kSecond, "load", "power", 1.2 * kSetRatedW);
  rig.run(kSecond + 300 * kMs);
  CHECK(rig.look("a", "power") == Approx(0.6 * kSetRatedW).epsilon(0.01));
  CHECK(rig.look("b", "power") == Approx(0.6 * kSetRatedW).epsilon(0.01));
  CHECK(rig.look("a", "frequency") < 49.0);
  CHECK(rig.look("b", "frequency") == Approx(rig.look("a", "frequency")).margin(0.02));
  rig.run(2 * kMin);
  const std::int64_t quiet = rig.engine().statistics().instants;
  rig.run(10 * kMin);
  CHECK(rig.engine().statistics().instants == quiet);
}

TEST_CASE("reverse power trips a set that is driven by the grid", "[genset]") {
  Rig rig;
  // The grid stands above the set's voltage behind a resistance: power flows back.
  add_parallel(
      rig,
      with_trips(real_set("running"), {{"reverse_power", map_value({{"beyond", number_value(0.2)},
                                                                    {"for", number_value(5.0)}})}}),
      -0.5 * kSetRatedW);
  rig.order(10 * kSecond, "grid", Verb::outage);
  rig.run(kMin);
  REQUIRE_FALSE(rig.log("gen").empty());
  CHECK(rig.log("gen").back() == "15000000000 failed reverse_power");
}

}  // namespace
}  // namespace ridethrough::devices
