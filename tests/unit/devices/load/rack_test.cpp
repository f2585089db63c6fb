#include "ridethrough/devices/load/rack.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include "support/device_rig.hpp"
#include "support/plain_devices.hpp"
#include "support/rack_examples.hpp"
#include "support/rack_rig.hpp"

using namespace ridethrough;
using namespace ridethrough::support;
using Rows = std::vector<std::string>;

namespace {

constexpr core::Tick kRackMs = 1'000'000;
constexpr core::Tick kRackS = core::kTicksPerSecond;
/// A power is a multiple of 2^-10 W on each cord.
constexpr double kRackGridW = 4.0 / 1024.0;
/// Energies are exact integers; what is left is the rounding of a few doubles.
constexpr double kRackResidual = 1e-9;

void feed(Rig& rig, core::Tick at, const std::string& name, double emf_pu) {
  rig.set(at, name, "voltage", emf_pu);
}

bool keeps_energy(Rig& rig) { return imbalance(rig.account("rack")) < kRackResidual; }

}  // namespace

TEST_CASE("a rack without a job draws its power times load, split between its cords") {
  Rig rig;
  build_rack(rig, {}, {0.0, 0.0});
  rig.set(kRackS, "rack", "load", 0.5, 2 * kRackS);
  rig.run(kRackS / 2);
  CHECK(rig.look("rack", "power") == Approx(40e3).margin(kRackGridW));
  CHECK(rig.look("s1", "power") == Approx(20e3).margin(kRackGridW));
  CHECK(rig.look("rack", "it_power") == Approx(0.96 * 40e3).margin(kRackGridW));
  rig.run(2 * kRackS);
  CHECK(rig.look("rack", "power") == Approx(30e3).margin(kRackGridW));
  rig.run(4 * kRackS);
  CHECK(rig.look("rack", "power") == Approx(20e3).margin(kRackGridW));
  CHECK(rig.log("rack").empty());
  // 1 s at 40 kW, 2 s at 30 kW on average, 1 s at 20 kW.
  CHECK(rig.finding("rack", "energy") == Approx(120e3).epsilon(1e-6));
  CHECK(keeps_energy(rig));
}

TEST_CASE("a dip shorter than the hold-up is ridden through and the capacitor is refilled") {
  Rig rig;
  build_rack(rig, {}, {0.0});
  feed(rig, kRackS, "s1", 0.5);
  feed(rig, kRackS + 4 * kRackMs, "s1", 1.0);
  rig.run(kRackS + 4 * kRackMs);
  CHECK(rig.look("rack", "power") == 0.0);
  CHECK(rig.state("rack") == "holding");
  // Back for `resume`: 9 ms of 12 ms are used, 120 J of 480 J are left.
  rig.run(kRackS + 9 * kRackMs);
  CHECK(rig.look("rack", "hold_up") == Approx(120.0).margin(1e-3));
  // The refill takes 360 J in 50 ms beside the 40 kW.
  CHECK(rig.look("rack", "power") == Approx(47.2e3).margin(kRackGridW));
  rig.run(2 * kRackS);
  CHECK(rig.look("rack", "hold_up") == Approx(480.0).margin(1e-3));
  CHECK(rig.log("rack") == Rows{"1000000000 holding under_voltage", "1009000000 up voltage_back"});
  CHECK(rig.finding("rack", "energy") == Approx(80e3).epsilon(1e-6));
  CHECK(rig.finding("rack", "voltage_min") == 0.5);
  CHECK(keeps_energy(rig));
}

TEST_CASE("an outage longer than the hold-up drops the rack at the nanosecond, and it restarts") {
  Rig rig;
  build_rack(rig, {}, {0.0});
  feed(rig, kRackS, "s1", 0.0);
  feed(rig, 2 * kRackS, "s1", 1.0);
  rig.run(kRackS + 500 * kRackMs);
  CHECK(rig.look("rack", "dropped") == 1.0);
  CHECK(rig.look("rack", "power") == 0.0);
  rig.run(13 * kRackS);
  // Half of the ramp of 2 s that begins 10 s after the voltage is back.
  CHECK(rig.state("rack") == "restarting");
  CHECK(rig.look("rack", "dropped") == 0.0);
  CHECK(rig.look("rack", "power") == Approx(20e3).margin(1.0));
  rig.run(20 * kRackS);
  CHECK(rig.look("rack", "power") == Approx(40e3).margin(kRackGridW));
  CHECK(rig.log("rack") == Rows{"1000000000 holding under_voltage", "1012000000 1 under_voltage",
                                "1012000000 down under_voltage",
                                "12000000000 restarting voltage_back", "14000000000 up started"});
  const auto report = rig.report("rack");
  REQUIRE(report.incidents.size() == 1);
  CHECK(report.incidents[0].kind == "dropped");
  CHECK(report.incidents[0].at == kRackS + 12 * kRackMs);
  CHECK(report.incidents[0].lasted == 10 * kRackS + 988 * kRackMs);
  CHECK(report.incidents[0].reason == "under_voltage");
  CHECK(rig.finding("rack", "unserved") == Approx(40e3 * 10.988).epsilon(1e-9));
  CHECK(keeps_energy(rig));
}

TEST_CASE("with one side lost its capacitor lasts twice as long, then the other side takes over") {
  Rig rig;
  build_rack(rig, {}, {0.0, 0.0});
  feed(rig, kRackS, "s1", 0.6);
  rig.run(kRackS + 23 * kRackMs);
  CHECK(rig.look("s1", "power") == 0.0);
  CHECK(rig.look("s2", "power") == Approx(20e3).margin(kRackGridW));
  rig.run(kRackS + 24 * kRackMs);
  CHECK(rig.look("s2", "power") == Approx(40e3).margin(kRackGridW));
  CHECK(rig.log("rack") == Rows{"1000000000 holding under_voltage", "1024000000 up takeover"});
  // The empty side comes back after `resume` over its soft start, half of it done here.
  feed(rig, 2 * kRackS, "s1", 1.0);
  rig.run(2 * kRackS + 30 * kRackMs);
  CHECK(rig.look("s2", "power") == Approx(30e3).margin(1.0));
  rig.run(3 * kRackS);
  CHECK(rig.look("s1", "power") == Approx(20e3).margin(kRackGridW));
  CHECK(keeps_energy(rig));
}

TEST_CASE("with both sides lost the hold-up is twice that of one") {
  Rig rig;
  build_rack(rig, {}, {0.0, 0.0});
  feed(rig, kRackS, "s1", 0.0);
  feed(rig, kRackS, "s2", 0.0);
  rig.run(2 * kRackS);
  CHECK(rig.log("rack").at(1) == "1024000000 1 under_voltage");
  CHECK(keeps_energy(rig));
}

TEST_CASE("immediate failover leaves the capacitor of the dead side alone") {
  Rig rig;
  RackNumbers numbers;
  numbers.failover = "immediate";
  build_rack(rig, numbers, {0.0, 0.0});
  feed(rig, kRackS, "s1", 0.0);
  feed(rig, 2 * kRackS, "s2", 0.0);
  rig.run(kRackS);
  CHECK(rig.look("s2", "power") == Approx(40e3).margin(kRackGridW));
  rig.run(3 * kRackS);
  // Both capacitors are full when the second side goes.
  CHECK(rig.log("rack").at(1) == "2024000000 1 under_voltage");
  CHECK(keeps_energy(rig));
}

TEST_CASE("a side that can not carry the rack drops it with cord_overload after the hold-up") {
  Rig rig;
  RackNumbers numbers;
  numbers.each_carries = 0.6;
  build_rack(rig, numbers, {0.0, 0.0});
  feed(rig, kRackS, "s1", 0.0);
  rig.run(2 * kRackS);
  // 0.6 * 480 J at 20 kW.
  CHECK(rig.log("rack") == Rows{"1000000000 holding under_voltage", "1014400000 1 cord_overload",
                                "1014400000 down cord_overload"});
  // One side alone would be overloaded again.
  rig.run(14 * kRackS);
  CHECK(rig.state("rack") == "down");
  CHECK(keeps_energy(rig));
}

TEST_CASE("prefer_first fills the first cord and gives the rest to the second") {
  Rig rig;
  RackNumbers numbers;
  numbers.each_carries = 0.6;
  numbers.share = "prefer_first";
  build_rack(rig, numbers, {0.0, 0.0});
  rig.set(kRackS, "rack", "load", 0.2, kRackS);
  rig.run(kRackS / 2);
  CHECK(rig.look("s1", "power") == Approx(24e3).margin(kRackGridW));
  CHECK(rig.look("s2", "power") == Approx(16e3).margin(kRackGridW));
  rig.run(2 * kRackS);
  CHECK(rig.look("s1", "power") == Approx(8e3).margin(kRackGridW));
  CHECK(rig.look("s2", "power") == Approx(0.0).margin(kRackGridW));
  CHECK(keeps_energy(rig));
}

TEST_CASE("where the current limit bites the capacitor gives the rest until it is empty") {
  Rig rig;
  build_rack(rig, {}, {0.0});
  feed(rig, kRackS, "s1", 0.75);
  rig.run(kRackS + kRackMs);
  // 1.25 * 40 kW * 0.75 = 37.5 kW are served: 2.5 kW come from 480 J, for 192 ms.
  CHECK(rig.look("rack", "power") == Approx(37.5e3).margin(1.0));
  CHECK(rig.state("rack") == "holding");
  rig.run(2 * kRackS);
  // 1 us: the network's current limit is exact to about 1e-9.
  const core::Tick dropped = rig.report("rack").incidents.at(0).at;
  CHECK(std::abs(dropped - (kRackS + 192 * kRackMs)) < 1000);
  CHECK(keeps_energy(rig));
}

TEST_CASE("a bus that collapses under the rack and recovers without it ends every instant") {
  Rig rig;
  // The most power behind 4 ohm at 400 V is 10 kW: the rack can never run on it.
  build_rack(rig, {}, {4.0});
  rig.run(60 * kRackS);
  CHECK(rig.look("rack", "drops") >= 1.0);
  CHECK(rig.engine().statistics().rounds_max < 16);
  CHECK(keeps_energy(rig));
}

TEST_CASE("a rack above its power goes on and warns once") {
  Rig rig;
  build_rack(rig, {}, {0.0});
  rig.set(kRackS, "rack", "load", 1.1);
  rig.set(2 * kRackS, "rack", "load", 1.2);
  rig.run(3 * kRackS);
  CHECK(rig.look("rack", "power") == Approx(48e3).margin(kRackGridW));
  CHECK(rig.log("rack").size() == 1);
  CHECK(rig.event_log().rows().front().what == "warning");
}

TEST_CASE("extra wakes change nothing in a rack") {
  const auto play = [](int wakes) {
    Rig rig;
    build_rack(rig, {}, {0.2, 0.3});
    feed(rig, kRackS, "s1", 0.75);
    feed(rig, kRackS + 3 * kRackMs, "s2", 0.0);
    feed(rig, 2 * kRackS, "s2", 1.0);
    feed(rig, 3 * kRackS, "s1", 0.0);
    rig.set(4 * kRackS, "rack", "load", 0.4, 10 * kRackS);
    rig.wake_at_random(7, wakes, 20 * kRackS);
    std::string digest = rig.run_and_digest(20 * kRackS, 100 * kRackMs);
    REQUIRE(keeps_energy(rig));
    return digest;
  };
  CHECK(play(0) == play(2000));
}
