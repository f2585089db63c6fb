#include <catch2/catch.hpp>

#include "ridethrough/devices/switchgear/breaker.hpp"
#include "ridethrough/devices/switchgear/bus.hpp"
#include "ridethrough/devices/switchgear/static_switch.hpp"
#include "support/device_rig.hpp"
#include "support/grid_examples.hpp"
#include "support/plain_devices.hpp"

namespace ridethrough::devices {
namespace {

using namespace support;
using Rows = std::vector<std::string>;

Parameters contact(const char* state, double opens_in_s, double closes_in_s) {
  return {{"state", word_value(state)},
          {"opens_in", number_value(opens_in_s)},
          {"closes_in", number_value(closes_in_s)},
          {"rating", number_value(2500.0)}};
}

void add_feed(Rig& rig, std::unique_ptr<Device> contact) {
  rig.add("grid", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("sw", std::move(contact), {.from = {"grid"}});
  rig.add("load", std::make_unique<PlainLoad>(1e6), {.from = {"sw"}});
}

TEST_CASE("a breaker moves its time after the order", "[breaker]") {
  Rig rig;
  add_feed(rig, make_breaker(contact("closed", 0.050, 0.030)));
  rig.order(kSecond, "sw", Verb::open);
  rig.order(2 * kSecond, "sw", Verb::close);
  rig.run(kSecond + 50 * kMs - 1);
  CHECK(rig.look("load", "voltage") == 1.0);
  CHECK(rig.look("sw", "power") == exactly(1e6));
  // 1 MW over sqrt(3) * 400 V * 2,500 A
  CHECK(rig.look("sw", "load_level") == Approx(0.577350269).margin(1e-9));
  rig.run(3 * kSecond);
  CHECK(rig.log("sw") == Rows{"1050000000 open open_order", "2030000000 closed close_order"});
  CHECK(rig.account("sw").loss_j == 0.0);
}

TEST_CASE("a static switch opens within four milliseconds", "[static_switch]") {
  Rig rig;
  add_feed(rig, make_static_switch(contact("closed", 0.004, 0.004)));
  rig.order(kSecond, "sw", Verb::open);
  rig.run(kSecond + 4 * kMs - 1);
  CHECK(rig.look("load", "voltage") == 1.0);
  rig.run(kSecond + 4 * kMs);
  CHECK(rig.look("load", "voltage") == 0.0);
  CHECK(rig.look("sw", "input_voltage") == 1.0);
}

TEST_CASE("the last order wins and a repeated one does not delay", "[breaker]") {
  Rig rig;
  add_feed(rig, make_breaker(contact("closed", 0.050, 0.050)));
  rig.order(kSecond, "sw", Verb::open);
  rig.order(kSecond + 20 * kMs, "sw", Verb::open);
  rig.order(2 * kSecond, "sw", Verb::close);
  rig.order(2 * kSecond + 10 * kMs, "sw", Verb::open);  // called off before it closed
  rig.run(5 * kSecond);
  CHECK(rig.log("sw") == Rows{"1050000000 open open_order"});
}

TEST_CASE("a stuck breaker stays, an open circuit interrupts at once", "[breaker]") {
  Rig rig;
  add_feed(rig, make_breaker(contact("closed", 0.050, 0.050)));
  rig.order(1 * kSecond, "sw", Verb::fail, true, {{"as", word_value("stuck")}});
  rig.order(2 * kSecond, "sw", Verb::open);
  rig.order(3 * kSecond, "sw", Verb::repair);
  rig.order(4 * kSecond, "sw", Verb::fail, true, {{"as", word_value("open_circuit")}});
  rig.order(5 * kSecond, "sw", Verb::close);
  rig.order(6 * kSecond, "sw", Verb::repair);
  rig.run(10 * kSecond);
  CHECK(rig.log("sw") == Rows{"4000000000 failed open_circuit", "6000000000 closed repaired"});
}

TEST_CASE("an open tie carries a dead bus once it closes", "[breaker][bus]") {
  Rig rig;
  rig.add("a", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("b", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("bus-a", make_bus({}), {.from = {"a"}});
  rig.add("bus-b", make_bus({}), {.from = {"b"}});
  rig.add("tie", make_breaker(contact("open", 0.050, 0.050)), {.between = {"bus-a", "bus-b"}});
  rig.add("load", std::make_unique<PlainLoad>(1e6), {.from = {"bus-b"}});
  rig.set(kSecond, "b", "voltage", 0.0);
  rig.order(2 * kSecond, "tie", Verb::close);
  rig.run(2 * kSecond);
  CHECK(rig.look("load", "voltage") == 0.0);
  rig.run(3 * kSecond);
  CHECK(rig.look("load", "power") == exactly(1e6));
  CHECK(rig.look("tie", "power") == exactly(1e6));
  CHECK(rig.state("tie") == "closed");
}

TEST_CASE("a breaker that starts open keeps its load dark", "[breaker]") {
  Rig rig;
  add_feed(rig, make_breaker(contact("open", 0.050, 0.050)));
  rig.run(kSecond);
  CHECK(rig.state("sw") == "open");
  CHECK(rig.look("load", "voltage") == 0.0);
  CHECK(rig.log("sw").empty());
}

TEST_CASE("waking a switch for nothing changes nothing", "[breaker][property]") {
  const auto run = [](int wakes) {
    Rig rig;
    add_feed(rig, make_breaker(contact("closed", 0.050, 0.030)));
    for (int i = 1; i < 20; ++i)
      rig.order(i * 70 * kMs, "sw", i % 2 == 1 ? Verb::open : Verb::close);
    rig.wake_at_random(3, wakes, 2 * kSecond);
    return rig.run_and_digest(2 * kSecond, kMs);
  };
  CHECK(run(0) == run(2000));
}

}  // namespace
}  // namespace ridethrough::devices
