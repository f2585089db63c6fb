#include <catch2/catch.hpp>
#include <stdexcept>

#include "support/device_rig.hpp"
#include "support/grid_examples.hpp"
#include "support/plain_devices.hpp"

namespace ridethrough::devices {
namespace {

using namespace support;
using Rows = std::vector<std::string>;

Parameters chiller(const char* mode = "automatic", double restart_s = 300.0) {
  return with(load_of(100e3),
              {{"contactor", Value(Parameters{{"drop_out", number_value(0.6)},
                                              {"for", number_value(0.03)},
                                              {"return", number_value(0.8)},
                                              {"restart", number_value(restart_s)},
                                              {"restart_mode", word_value(mode)}})}});
}

void add_chiller(Rig& rig, const Parameters& parameters) {
  rig.add("grid", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("chiller", make_load(parameters), {.from = {"grid"}});
}

void sag(Rig& rig, core::Tick at, double to_pu, core::Tick span) {
  rig.set(at, "grid", "voltage", to_pu);
  rig.set(at + span, "grid", "voltage", 1.0);
}

TEST_CASE("a contactor drops out when the sag lasts, to the tick", "[load][contactor]") {
  Rig rig;
  add_chiller(rig, chiller());
  sag(rig, 10 * kSecond, 0.5, 30 * kMs - 1);  // held on
  sag(rig, 20 * kSecond, 0.6, kSecond);       // just enough for the coil
  sag(rig, 30 * kSecond, 0.5, 30 * kMs);
  rig.run(10 * kMin);
  // Back at 30.03 s, five minutes later on again.
  CHECK(rig.log("chiller") == Rows{"30030000000 1 under_voltage",
                                   "30030000000 tripped under_voltage",
                                   "330030000000 on restarted"});
  CHECK(rig.look("chiller", "tripped_time") == 300.0);
  CHECK(rig.look("chiller", "trips") == 1.0);
  CHECK(rig.finding("chiller", "trips") == 1.0);
  CHECK(rig.account("chiller").unserved_j == exactly(100e3 * 300.0));
}

TEST_CASE("a sag in between starts the restart time anew", "[load][contactor]") {
  Rig rig;
  add_chiller(rig, chiller());
  sag(rig, 10 * kSecond, 0.0, kSecond);
  sag(rig, 100 * kSecond, 0.75, kSecond);  // would not drop it out, but it can not pull in either
  rig.run(10 * kMin);
  CHECK(rig.log("chiller").back() == "401000000000 on restarted");
}

TEST_CASE("in manual mode it waits for an operator", "[load][contactor]") {
  Rig rig;
  add_chiller(rig, chiller("manual"));
  sag(rig, 10 * kSecond, 0.3, 200 * kMs);
  rig.order(60 * kMin, "chiller", Verb::start);
  rig.run(2 * 60 * kMin);
  CHECK(rig.log("chiller").back() == "3600000000000 on start_order");
  CHECK(rig.look("chiller", "power") == exactly(100e3));
}

TEST_CASE("a start order shortens the wait, but not below the voltage", "[load][contactor]") {
  Rig rig;
  add_chiller(rig, chiller());
  sag(rig, 10 * kSecond, 0.0, 20 * kSecond);
  rig.order(20 * kSecond, "chiller", Verb::start);
  rig.run(kMin);
  CHECK(rig.log("chiller").back() == "30000000000 on start_order");
}

TEST_CASE("stopped while tripped it stays off", "[load][contactor]") {
  Rig rig;
  add_chiller(rig, chiller());
  sag(rig, 10 * kSecond, 0.0, kSecond);
  rig.order(20 * kSecond, "chiller", Verb::stop);
  rig.order(20 * kMin, "chiller", Verb::start);
  rig.run(30 * kMin);
  CHECK(rig.log("chiller")[2] == "20000000000 off stop_order");
  CHECK(rig.log("chiller")[3] == "1200000000000 on start_order");
  CHECK(rig.look("chiller", "tripped_time") == Approx(9.97));
}

TEST_CASE("one that pulls in below where it drops out is refused", "[load][contactor]") {
  Parameters parameters = chiller();
  Parameters contactor = get(parameters, "contactor").map();
  contactor.insert_or_assign("return", number_value(0.5));
  parameters.insert_or_assign("contactor", Value(contactor));
  CHECK_THROWS_AS(make_load(parameters), std::invalid_argument);
}

TEST_CASE("waking a contactor for nothing changes nothing", "[load][contactor][property]") {
  const auto run = [](int wakes) {
    Rig rig;
    add_chiller(rig, chiller("automatic", 5.0));
    sag(rig, kSecond, 0.5, 100 * kMs);
    sag(rig, 3 * kSecond, 0.7, 100 * kMs);
    sag(rig, 9 * kSecond, 0.2, 29 * kMs);
    sag(rig, 10 * kSecond, 0.2, 2 * kSecond);
    rig.wake_at_random(3, wakes, 20 * kSecond);
    return rig.run_and_digest(20 * kSecond, 10 * kMs);
  };
  CHECK(run(0) == run(2000));
}

}  // namespace
}  // namespace ridethrough::devices
