#include <catch2/catch.hpp>
#include <cmath>

#include "ridethrough/devices/switchgear/breaker.hpp"
#include "support/device_rig.hpp"
#include "support/genset_examples.hpp"
#include "support/plain_fault.hpp"

// A short circuit or a collapse is no load step, and what it does to the voltage is told.
namespace ridethrough::devices {
namespace {

using namespace support;

/// 0.5 pu at a current of 0.83 pu at most, and a place for a fault.
void add_plant(Rig& rig, const Parameters& set) {
  rig.add("gen", make_genset(set));
  rig.add("load", std::make_unique<PlainLoad>(0.8e6, 0.0, 1.2e6 / 0.9), {.from = {"gen"}});
  rig.add("fault", std::make_unique<PlainFault>(), {.from = {"gen"}});
}

void short_circuit(Rig& rig, double ohm) {
  rig.set(10 * kSecond, "fault", "ohm", ohm);
  rig.set(10 * kSecond + 100 * kMs, "fault", "ohm", -1.0);
}

TEST_CASE("a short circuit is no load step, bolted or far", "[genset][iso8528]") {
  // 0.2 ohm take 0.5 pu at 400 V: as much as a load step.
  for (const double ohm : {0.0, 0.02, 0.2}) {
    Rig rig;
    add_plant(rig, full_set());
    short_circuit(rig, ohm);
    INFO(ohm << " ohm");
    rig.run(kMin);
    CHECK(rig.report("gen").judgements.empty());
    CHECK(rig.finding("gen", "load_steps") == 0.0);
    CHECK(rig.finding("gen", "lowest_voltage") < 0.98);
  }
}

TEST_CASE("a breaker takes a lasting short circuit off a set", "[genset]") {
  for (const Parameters& set : {full_set(), gs1_set()}) {
    Rig rig;
    rig.add("gen", make_genset(set));
    rig.add("sw", make_breaker(closed_contact()), {.from = {"gen"}});
    rig.add("load", std::make_unique<PlainLoad>(0.8e6, 0.0, 1.2e6 / 0.9), {.from = {"gen"}});
    rig.add("fault", std::make_unique<PlainFault>(), {.from = {"sw"}});
    rig.set(10 * kSecond, "fault", "ohm", 0.02);
    rig.order(10 * kSecond + 50 * kMs, "sw", Verb::open);
    rig.run(kMin);
    CHECK(rig.state("gen") == "running");
    CHECK(rig.look("gen", "power") == Approx(0.8e6).epsilon(1e-6));
    CHECK(rig.report("gen").judgements.empty());
  }
}

TEST_CASE("a dead bus is no load step", "[genset][iso8528]") {
  Rig rig;
  add_plant(rig, gs1_set());  // nothing is in the way of its ideal voltage
  short_circuit(rig, 0.0);
  rig.run(10 * kSecond + 50 * kMs);
  CHECK(rig.look("gen", "voltage") == 0.0);
  rig.run(kMin);
  CHECK(rig.report("gen").judgements.empty());
  CHECK(rig.finding("gen", "lowest_voltage") == 0.0);
}

TEST_CASE("a step after a fault is judged, one that a fault cuts short is not",
          "[genset][iso8528]") {
  Rig rig;
  add_plant(rig, full_set());
  rig.set(9 * kSecond + 800 * kMs, "load", "power", 1.2e6);
  short_circuit(rig, 0.02);
  rig.set(kMin, "load", "power", 0.8e6);
  rig.run(2 * kMin);
  const auto verdicts = rig.report("gen").judgements;
  REQUIRE(verdicts.size() == 1);
  CHECK(verdicts[0].at == kMin);
  CHECK(verdicts[0].what == "load step of -25 % of the rating");
}

TEST_CASE("the lowest voltage of a set is that of its course", "[genset]") {
  Rig rig;
  rig.add("gen", make_genset(full_set()));
  rig.add("load", std::make_unique<PlainLoad>(0.0, 0.75), {.from = {"gen"}});
  rig.set(kSecond, "load", "power", 0.8e6);
  rig.run(kMin);
  // V^2 = 0.41 + sqrt(0.41^2 - 0.15^2), as the page reckons it; the field falls before it rises.
  const double dipped = std::sqrt(0.41 + std::sqrt(0.41 * 0.41 - 0.15 * 0.15));
  CHECK(rig.finding("gen", "lowest_voltage") <= dipped + 1e-9);
  CHECK(rig.finding("gen", "lowest_voltage") == Approx(dipped).margin(0.01));
  Rig ideal;
  ideal.add("gen", make_genset(with(diesel_1600kw(), {{"state", word_value("running")}})));
  ideal.add("load", std::make_unique<PlainLoad>(0.8e6), {.from = {"gen"}});
  ideal.run(kMin);
  CHECK(ideal.finding("gen", "lowest_voltage") == 1.0);
}

TEST_CASE("looking and waking change no verdict and no extreme of a fault", "[genset][property]") {
  const auto run = [](int wakes) {
    Rig rig;
    add_plant(rig, full_set());
    short_circuit(rig, 0.02);
    rig.set(20 * kSecond, "load", "power", 1.2e6);
    rig.set(22 * kSecond, "load", "power", 0.4e6, 20 * kSecond);
    rig.wake_at_random(7, wakes, kMin);
    std::string digest = rig.run_and_digest(kMin, 500 * kMs);
    for (const Finding& each : rig.report("gen").findings) {
      digest += fmt::format(" {} {:a} {}", each.name, each.value, each.time);
    }
    for (const Judgement& each : rig.report("gen").judgements) digest += each.what + each.verdict;
    return digest;
  };
  CHECK(run(0) == run(2000));
}

}  // namespace
}  // namespace ridethrough::devices
