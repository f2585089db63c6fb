#include <catch2/catch.hpp>
#include <cmath>

#include "support/device_rig.hpp"
#include "support/grid_examples.hpp"
#include "support/plain_devices.hpp"

namespace ridethrough::devices {
namespace {

using namespace support;
using Rows = std::vector<std::string>;

void add_grid_with_load(Rig& rig, const Parameters& grid, double power_w) {
  rig.add("grid", make_utility(grid));
  rig.add("load", std::make_unique<PlainLoad>(power_w), {.from = {"grid"}});
}

TEST_CASE("a stiff grid holds its voltage at any load", "[utility]") {
  Rig rig;
  add_grid_with_load(rig, utility_of(400.0), 1e6);
  rig.run(kSecond);
  CHECK(rig.look("grid", "voltage") == 1.0);
  CHECK(rig.look("grid", "power") == exactly(1e6));
  CHECK(rig.look("grid", "frequency") == 50.0);
  CHECK(rig.look("grid", "energy_out") == exactly(1e6));  // J in one second
}

TEST_CASE("short-circuit power and x/r give the impedance of the grid", "[utility]") {
  Rig rig;
  add_grid_with_load(rig, utility_of(400.0, 20e6), 1e6);
  rig.run(kSecond);
  // V^4 + (2 P R - 1) V^2 + |Z|^2 P^2 = 0 with P = 1 MW, |Z| = 1 / 20 MVA, R = |Z| / sqrt(101)
  const double z = 1.0 / 20.0;
  const double r = z / std::sqrt(101.0);
  const double half = 0.5 - r;
  const double voltage = std::sqrt(half + std::sqrt(half * half - z * z));
  // The solver stops at 1e-9 pu of its own; nothing else is between the two.
  CHECK(rig.look("grid", "voltage") == Approx(voltage).margin(1e-8));
}

TEST_CASE("a dip sets the residual voltage and ends to the tick", "[utility]") {
  Rig rig;
  add_grid_with_load(rig, utility_of(400.0), 1e6);
  rig.order(60 * kSecond, "grid", Verb::dip, true, dip_to(0.4));
  rig.order(60 * kSecond + 150 * kMs, "grid", Verb::dip, false, dip_to(0.4));
  rig.run(60 * kSecond + 150 * kMs - 1);
  CHECK(rig.look("load", "voltage") == 0.4);
  CHECK(rig.state("grid") == "dip");
  rig.run(2 * kMin);
  CHECK(rig.look("load", "voltage") == 1.0);
  CHECK(rig.log("grid") == Rows{"60000000000 dip dip", "60150000000 normal restored"});
  CHECK(rig.finding("grid", "lowest_voltage") == 0.4);
  CHECK(rig.report("grid").findings.back().time == 60 * kSecond);
}

TEST_CASE("the lowest of several dips wins, and an outage beats them all", "[utility]") {
  Rig rig;
  add_grid_with_load(rig, utility_of(400.0), 1e6);
  rig.order(10, "grid", Verb::dip, true, dip_to(0.8));
  rig.order(20, "grid", Verb::dip, true, dip_to(0.5));
  rig.order(30, "grid", Verb::outage, true);
  rig.order(35, "grid", Verb::outage, true);
  rig.order(40, "grid", Verb::dip, false, dip_to(0.5));
  rig.order(50, "grid", Verb::outage, false);
  rig.order(60, "grid", Verb::outage, false);
  rig.order(70, "grid", Verb::dip, false, dip_to(0.8));
  const auto voltage_at = [&rig](core::Tick at) {
    rig.run(at);
    return rig.look("load", "voltage");
  };
  CHECK(voltage_at(10) == 0.8);
  CHECK(voltage_at(20) == 0.5);
  CHECK(voltage_at(30) == 0.0);
  CHECK(voltage_at(40) == 0.0);
  CHECK(voltage_at(50) == 0.0);  // the second outage still holds
  CHECK(voltage_at(60) == 0.8);
  CHECK(voltage_at(70) == 1.0);
  CHECK(rig.log("grid") ==
        Rows{"10 dip dip", "30 lost outage", "60 dip dip", "70 normal restored"});
}

TEST_CASE("a dip to nothing and an outage leave nothing", "[utility]") {
  Rig rig;
  add_grid_with_load(rig, utility_of(400.0, 20e6), 1e6);
  rig.order(kSecond, "grid", Verb::dip, true, dip_to(0.0));
  rig.run(2 * kSecond);
  CHECK(rig.state("grid") == "dip");
  CHECK(rig.look("load", "voltage") == 0.0);
  CHECK(rig.look("grid", "power") == 0.0);
  CHECK(rig.look("grid", "frequency") == 50.0);
}

TEST_CASE("too much load collapses and recovers when it goes", "[utility]") {
  Rig rig;
  add_grid_with_load(rig, utility_of(400.0, 20e6), 1e6);
  rig.set(kSecond, "load", "power", 30e6);  // above the nose of 20 MVA / 2 / (1 + R/Z)
  rig.set(2 * kSecond, "load", "power", 1e6);
  rig.run(3 * kSecond);
  CHECK(rig.log("grid") ==
        Rows{"1000000000 collapsed voltage_collapse", "2000000000 normal restored"});
}

TEST_CASE("peak power is found at the end of a ramp", "[utility]") {
  Rig rig;
  add_grid_with_load(rig, utility_of(400.0), 1e6);
  rig.set(kSecond, "load", "power", 2e6, 2 * kSecond);
  rig.set(4 * kSecond, "load", "power", 1e6);
  rig.run(10 * kSecond);
  const Report report = rig.report("grid");
  CHECK(report.findings[1].name == "peak");
  CHECK(report.findings[1].value == exactly(2e6));
  CHECK(report.findings[1].time == 3 * kSecond);
  CHECK(imbalance(rig.account("grid")) == 0.0);
}

TEST_CASE("waking a utility for nothing changes nothing", "[utility][property]") {
  const auto run = [](int wakes) {
    Rig rig;
    add_grid_with_load(rig, utility_of(400.0, 20e6), 1e6);
    rig.order(kSecond, "grid", Verb::dip, true, dip_to(0.9));
    rig.set(kSecond + 5, "load", "power", 2e6, kSecond);
    rig.order(2 * kSecond, "grid", Verb::dip, false, dip_to(0.9));
    rig.order(3 * kSecond, "grid", Verb::outage, true);
    rig.order(3 * kSecond + 7, "grid", Verb::outage, false);
    rig.wake_at_random(5, wakes, 5 * kSecond);
    const std::string digest = rig.run_and_digest(5 * kSecond, 10 * kMs);
    const Report report = rig.report("grid");
    return std::tuple(digest, report.findings[1].value, report.findings[1].time,
                      report.findings[2].value, report.findings[2].time);
  };
  CHECK(run(0) == run(2000));
}

}  // namespace
}  // namespace ridethrough::devices
