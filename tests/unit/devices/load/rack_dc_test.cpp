#include <catch2/catch.hpp>

#include <memory>
#include <string>

#include "ridethrough/devices/switchgear/breaker.hpp"
#include "ridethrough/devices/switchgear/bus.hpp"
#include "support/dc_examples.hpp"
#include "support/grid_examples.hpp"
#include "support/rack_rig.hpp"

namespace ridethrough {
namespace {

using namespace support;

/// Three racks on one 800 V bus of 20 ms of hold-up; a fault on the tap of another keeps the bus at
/// zero until its breaker has cleared it.
struct Row {
  explicit Row(core::Tick clearing) {
    rig.add("feed", std::make_unique<PlainSource>(800.0, 0.0, true, 1e-3));
    rig.add("row", devices::make_bus({}), {.from = {"feed"}});
    RackNumbers numbers;
    numbers.hold_up_s = 20e-3;
    for (const std::string name : {"rack-1", "rack-2", "rack-3"}) {
      rig.add(name, devices::make_rack(rack_of(numbers)), {.from = {"row"}});
    }
    rig.set(kSecond, "feed", "voltage", 0.0);
    rig.set(kSecond + clearing, "feed", "voltage", 1.0);
    rig.run(5 * kSecond);
  }
  double dropped() {
    double sum = 0.0;
    for (const std::string name : {"rack-1", "rack-2", "rack-3"}) sum += rig.look(name, "drops");
    return sum;
  }
  Rig rig;
};

TEST_CASE("rack: neighbours of a faulted dc tap live if it clears within their hold-up",
          "[rack][dc]") {
  // From a solid-state breaker to a slow one; after the voltage is back a supply takes 5 ms.
  for (const core::Tick clearing : {core::Tick{10'000}, 100'000 * core::Tick{1}, kMs, 10 * kMs}) {
    INFO(clearing << " ns");
    Row row(clearing);
    CHECK(row.dropped() == 0.0);
  }
  CHECK(Row(15 * kMs - 1).dropped() == 0.0);
  CHECK(Row(15 * kMs + 1).dropped() == 3.0);
}

TEST_CASE("rack: a breaker and a bus pass direct current on", "[rack][dc]") {
  Rig rig;
  rig.add("feed", std::make_unique<PlainSource>(800.0, 0.0, true));
  rig.add("row", devices::make_bus({}), {.from = {"feed"}});
  rig.add("tap",
          devices::make_breaker({{"state", word_value("closed")},
                                 {"opens_in", number_value(0.05)},
                                 {"closes_in", number_value(0.05)}}),
          {.from = {"row"}});
  rig.add("rack", devices::make_rack(rack_of()), {.from = {"tap"}});
  rig.run(kSecond);
  CHECK(rig.network().node(rig.outlet("tap")).is_dc);
  CHECK(rig.look("rack", "power") == Approx(40e3).margin(0.01));
  CHECK(rig.look("row", "frequency") == 0.0);
}

TEST_CASE("rack: cords on ac and on dc are refused", "[rack][dc]") {
  Rig rig;
  rig.add("ac", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("dc", std::make_unique<PlainSource>(800.0, 0.0, true));
  rig.add("rack", devices::make_rack(rack_of()), {.from = {"ac", "dc"}});
  CHECK_THROWS_AS(rig.run(0), std::invalid_argument);
}

TEST_CASE("rack: its set point at the dc bus falls with the load", "[rack][dc]") {
  Rig rig;
  build_rack(rig, {}, {0.0});
  rig.set(kSecond, "rack", "load", 0.2);
  rig.run(kSecond / 2);
  CHECK(rig.look("rack", "bus_voltage") == Approx(50.5));
  rig.run(2 * kSecond);
  CHECK(rig.look("rack", "bus_voltage") == Approx(50.9));
  rig.set(3 * kSecond, "s1", "voltage", 0.0);
  rig.run(4 * kSecond);
  CHECK(rig.look("rack", "bus_voltage") == 0.0);
}

}  // namespace
}  // namespace ridethrough
