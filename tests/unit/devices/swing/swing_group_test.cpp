#include <catch2/catch.hpp>
#include <cmath>

#include "ridethrough/devices/switchgear/breaker.hpp"
#include "ridethrough/devices/switchgear/bus.hpp"
#include "support/device_rig.hpp"
#include "support/genset_examples.hpp"
#include "support/plain_devices.hpp"
#include "support/plain_fault.hpp"

namespace ridethrough::devices {
namespace {

using namespace support;

constexpr double kBigW = 1.6e6, kSmallW = 1.0e6;

/// 50 Hz, with a field, on its own governor.
Parameters set_of(double rating_w, const Parameters& governor, const Parameters& regulator = {},
                  const char* state = "running") {
  return with(gs1_set(), {{"rating", number_value(rating_w)},
                          {"state", word_value(state)},
                          {"frequency", number_value(50.0)},
                          {"governor", map_value(governor)},
                          {"regulator", map_value(with(usual_regulator(), regulator))}});
}

Parameters droop_of(double droop, double reference) {
  return with(gs1_governor(), {{"kind", word_value("droop")},
                               {"droop", number_value(droop)},
                               {"reference", number_value(reference)}});
}

Parameters bus_parameters() { return {}; }

/// A big and a small set on one bus with a load.
struct Pair {
  Rig rig;

  Pair(const Parameters& big, const Parameters& small, double load_w, double tan_phi = 0.0) {
    rig.add("big", make_genset(big));
    rig.add("small", make_genset(small));
    rig.add("bus", make_bus(bus_parameters()), {.from = {"big", "small"}});
    rig.add("load", std::make_unique<PlainLoad>(load_w, tan_phi), {.from = {"bus"}});
  }
  double power(const char* name) { return rig.look(name, "power"); }
};

TEST_CASE("isochronous sets of unequal size share by their ratings, at rated speed",
          "[genset][swing]") {
  Pair pair(set_of(kBigW, gs1_governor()), set_of(kSmallW, gs1_governor()), 1.0e6);
  pair.rig.set(10 * kSecond, "load", "power", 1.8e6);
  pair.rig.run(9 * kSecond);
  CHECK(pair.power("big") == Approx(1.0e6 / 2.6 * 1.6).epsilon(1e-5));
  CHECK(pair.rig.look("small", "frequency") == 50.0);
  // The step falls on reactances of the same pu: by the ratings again.
  pair.rig.run(10 * kSecond + kMs);
  CHECK(pair.power("small") == Approx(1.8e6 / 2.6).epsilon(2e-3));
  pair.rig.run(3 * kMin);
  CHECK(pair.power("big") == Approx(1.8e6 / 2.6 * 1.6).epsilon(1e-5));
  CHECK(pair.rig.look("big", "frequency") == 50.0);
  CHECK(imbalance(pair.rig.account("big")) < 1e-9);
  CHECK(pair.rig.account("small").gap_j < 1e-6 * pair.rig.account("small").out_j);
  const std::int64_t quiet = pair.rig.engine().statistics().instants;
  pair.rig.run(10 * kMin);
  CHECK(pair.rig.engine().statistics().instants == quiet);
}

TEST_CASE("without load sharing isochronous sets share by their integral gains",
          "[genset][swing]") {
  const auto alone = [](double integral_per_s) {
    return with(gs1_governor(),
                {{"sharing", number_value(0.0)}, {"ki", number_value(integral_per_s)}});
  };
  Pair pair(set_of(kBigW, alone(8.0)), set_of(kSmallW, alone(4.0)), 1.0e6);
  pair.rig.set(10 * kSecond, "load", "power", 1.8e6);
  pair.rig.run(9 * kSecond);
  const double before_w = pair.power("big");
  pair.rig.run(3 * kMin);
  // Both integrate one speed, so what changes goes as ki S, 12.8 to 4: up to the angle that comes
  // between them, 0.07 rad, which is an integral of speed too.
  CHECK(pair.power("big") - before_w == Approx(0.8e6 * 12.8 / 16.8).epsilon(1e-3));
}

TEST_CASE("an isochronous set beside one on droop takes all that changes", "[genset][swing]") {
  Pair pair(set_of(kBigW, gs1_governor()), set_of(kSmallW, droop_of(0.04, 0.3)), 1.0e6);
  pair.rig.set(10 * kSecond, "load", "power", 1.5e6);
  pair.rig.run(9 * kSecond);
  CHECK(pair.power("small") == Approx(0.3e6).epsilon(1e-4));
  pair.rig.run(3 * kMin);
  CHECK(pair.power("small") == Approx(0.3e6).epsilon(1e-4));
  CHECK(pair.power("big") == Approx(1.2e6).epsilon(1e-4));
  CHECK(pair.rig.look("small", "frequency") == 50.0);
}

TEST_CASE("reactive power is shared by voltage droop, or by cross current at rated voltage",
          "[genset][swing]") {
  const auto voltage = [](const char* compensation) {
    const Parameters regulator{{"droop", number_value(0.04)},
                               {"compensation", word_value(compensation)},
                               {"gain", number_value(2000.0)}};
    Pair pair(set_of(kBigW, gs1_governor(), regulator), set_of(kSmallW, gs1_governor(), regulator),
              1.0e6, 0.75);
    pair.rig.run(kMin);
    const double big = pair.rig.look("big", "reactive") / kBigW;
    const double small = pair.rig.look("small", "reactive") / kSmallW;
    CHECK(big == Approx(small).epsilon(0.01));
    CHECK(big == Approx(0.75 / 2.6).epsilon(0.02));
    return pair.rig.look("big", "voltage");
  };
  // 0.75 / 2.6 of the ratings, 0.8 of that over the apparent power, by 4 %.
  CHECK(voltage("droop") == Approx(1.0 - 0.04 * 0.75 / 2.6 * 0.8).margin(1e-3));
  CHECK(voltage("cross_current") == Approx(1.0).margin(1e-3));
}

TEST_CASE("a set that closes onto a set brings its angle and its speed", "[genset][swing]") {
  const auto run = [](int wakes) {
    Rig rig;
    rig.add("a", make_genset(set_of(kBigW, gs1_governor())));
    rig.add("b", make_genset(set_of(kSmallW, gs1_governor(), {}, "stopped")));
    rig.add("bus", make_bus(bus_parameters()), {.from = {"a", "b"}});
    rig.add("load", std::make_unique<PlainLoad>(0.8e6), {.from = {"bus"}});
    rig.order(0, "b", Verb::start);
    rig.wake_at_random(7, wakes, 40 * kSecond);
    const std::string digest = rig.run_and_digest(40 * kSecond, kSecond);
    CHECK(rig.log("b").at(3).find("running synchronised") != std::string::npos);
    CHECK(rig.finding("b", "highest_frequency") >= 50.099);
    rig.run(3 * kMin);
    CHECK(rig.look("b", "power") == Approx(0.8e6 / 2.6).epsilon(1e-4));
    CHECK(imbalance(rig.account("b")) < 1e-9);
    return digest;
  };
  CHECK(run(0) == run(1000));
}

TEST_CASE("a set that closes five degrees behind is driven at first", "[genset][swing]") {
  Rig rig;
  // 50 (1 + 0.04 (0.83 - 0.25)) = 51.16 Hz: after 10 s the bus is 0.6 of a turn away.
  rig.add("a", make_genset(set_of(kBigW, droop_of(0.04, 0.83))));
  rig.add("b", make_genset(set_of(kSmallW, droop_of(0.04, 0.83), {}, "stopped")));
  rig.add("bus", make_bus(bus_parameters()), {.from = {"a", "b"}});
  rig.add("load", std::make_unique<PlainLoad>(0.4e6), {.from = {"bus"}});
  rig.order(0, "b", Verb::start);
  rig.run(15 * kSecond);
  REQUIRE(rig.log("b").size() == 3);  // synchronising: its angle was beyond the window
  core::Tick at = 15 * kSecond;
  while (rig.state("b") != "running") rig.run(at += kMs);
  CHECK(rig.look("b", "frequency") == Approx(51.26).margin(0.02));
  // Behind the bus by 5 degrees, which itself is asin(0.4 x 0.15) = 3.4 behind the rotor of a:
  // 8.4 degrees over 0.15 + 0.24 (pu of 1 MW) are 377 kW less than its part of the load, 154 kW.
  CHECK(rig.look("b", "power") == Approx(0.154e6 - 0.377e6).margin(0.02e6));
  rig.run(2 * kMin);
  CHECK(rig.look("b", "power") == Approx(0.4e6 / 2.6).epsilon(1e-4));
}

TEST_CASE("a set that is left alone goes on from its own state", "[genset][swing]") {
  Pair pair(set_of(kBigW, gs1_governor()), set_of(kSmallW, gs1_governor()), 1.0e6);
  Command breakdown;
  breakdown.verb = Verb::fail;
  breakdown.arguments.emplace("as", word_value("breakdown"));
  pair.rig.order(10 * kSecond, "small", breakdown);
  pair.rig.run(10 * kSecond);
  CHECK(pair.power("big") == Approx(1.0e6).epsilon(1e-6));
  pair.rig.run(10 * kSecond + 10 * kMs);
  // 0.385 MW more on 1.6 MW with H = 1 s: 6 Hz/s.
  CHECK(pair.rig.look("big", "frequency") == Approx(50.0 - 0.06).margin(0.005));
  pair.rig.run(2 * kMin);
  CHECK(pair.rig.look("big", "frequency") == 50.0);
  CHECK(imbalance(pair.rig.account("big")) < 1e-9);
  CHECK(pair.rig.state("small") == "failed");
}

TEST_CASE("a short circuit on the bus of two sets is carried and cleared", "[genset][swing]") {
  Pair pair(set_of(kBigW, gs1_governor()), set_of(kSmallW, gs1_governor()), 1.0e6);
  pair.rig.add("fault", std::make_unique<PlainFault>(), {.from = {"bus"}});
  pair.rig.set(kSecond, "fault", "ohm", 0.005);
  pair.rig.set(kSecond + 150 * kMs, "fault", "ohm", -1.0);
  pair.rig.run(kSecond + 100 * kMs);
  CHECK(pair.rig.look("big", "voltage") < 0.5);
  pair.rig.run(2 * kMin);
  CHECK(pair.rig.look("big", "frequency") == 50.0);
  CHECK(pair.rig.look("small", "voltage") == Approx(1.0).margin(0.01));
  CHECK(imbalance(pair.rig.account("small")) < 1e-9);
}

TEST_CASE("looking and waking change nothing of sets that swing", "[genset][swing][property]") {
  const auto run = [](int wakes) {
    Pair pair(with(full_set(), {{"frequency", number_value(50.0)}}),
              set_of(kSmallW, droop_of(0.04, 0.5)), 1.0e6, 0.3);
    pair.rig.add("fault", std::make_unique<PlainFault>(), {.from = {"bus"}});
    pair.rig.set(2 * kSecond, "load", "power", 1.6e6);
    pair.rig.set(4 * kSecond, "fault", "ohm", 0.02);
    pair.rig.set(4 * kSecond + 100 * kMs, "fault", "ohm", -1.0);
    pair.rig.order(8 * kSecond, "small", Verb::stop);
    pair.rig.order(12 * kSecond, "small", Verb::start);
    pair.rig.set(16 * kSecond, "load", "power", 0.4e6);
    pair.rig.wake_at_random(11, wakes, 30 * kSecond);
    return pair.rig.run_and_digest(30 * kSecond, 100 * kMs);
  };
  CHECK(run(0) == run(3000));
}

TEST_CASE("a third set synchronises with two that swing", "[genset][swing]") {
  Pair pair(set_of(kBigW, gs1_governor()), set_of(kSmallW, gs1_governor()), 0.9e6);
  pair.rig.add("third", make_genset(set_of(kSmallW, gs1_governor(), {}, "stopped")));
  pair.rig.add("tie", make_bus(bus_parameters()), {.from = {"bus", "third"}});
  pair.rig.order(1 * kSecond, "third", Verb::start);
  pair.rig.run(120 * kSecond);
  REQUIRE(pair.rig.state("third") == "running");
  CHECK(pair.rig.look("third", "power") == Approx(250e3).margin(100.0));
}

}  // namespace
}  // namespace ridethrough::devices
