#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "support/network_rig.hpp"
#include "support/ticks.hpp"

// Frequency and angle of a zone: who sets them and who is told.
namespace ridethrough {
namespace {

using core::Tick;
using ridethrough::support::kSecond;
using support::NetworkRig;

network::Emf ramp(Tick at, double hz, double hz_per_s, double angle_rad = 0.0) {
  return {.frequency = {.at = at, .hz = hz, .hz_per_s = hz_per_s},
          .angle_rad = angle_rad,
          .nominal_hz = 50.0};
}

}  // namespace

TEST_CASE("the angle of a voltage is the integral of its frequency") {
  const network::Emf emf = ramp(2 * kSecond, 50.0, -0.5, 0.25);
  // -0.5 Hz/s for 4 s: half of 0.5 * 16 turns.
  CHECK(emf.angle_at(6 * kSecond) == Approx(0.25 - 2.0 * std::numbers::pi * 4.0));
}

TEST_CASE("an observer is woken at the tick at which the frequency leaves its band") {
  NetworkRig rig;
  const network::NodeId bus = rig.node();
  const network::SourceId grid = rig.source(bus);
  const network::DemandId watcher = rig.observer(bus);
  rig.network.set_frequency_watch(watcher, {49.5, 50.5, 1.0});
  rig.network.set_source(grid, true, ramp(0, 50.0, 0.0));
  rig.start();
  rig.act(kSecond, [&] { rig.network.set_source(grid, true, ramp(kSecond, 50.0, -0.125)); });
  rig.engine.run_until(4 * kSecond);
  const auto quiet = rig.owner(watcher).reactions;
  CHECK(rig.network.frequency(bus).hz_at(3 * kSecond) == 49.75);
  CHECK(rig.network.phase_rad(bus, 5 * kSecond) == Approx(-2.0 * std::numbers::pi));
  rig.engine.run_until(5 * kSecond - 1);
  CHECK(rig.owner(watcher).reactions == quiet);
  rig.engine.run_until(5 * kSecond + 1);
  CHECK(rig.owner(watcher).reactions == quiet + 1);
}

TEST_CASE("a slope beyond the band wakes at once") {
  NetworkRig rig;
  const network::NodeId bus = rig.node();
  const network::SourceId grid = rig.source(bus);
  const network::DemandId watcher = rig.observer(bus);
  rig.network.set_frequency_watch(watcher, {0.0, 100.0, 1.0});
  rig.network.set_source(grid, true, ramp(0, 50.0, 0.0));
  rig.start();
  rig.engine.run_until(kSecond);
  const auto quiet = rig.owner(watcher).reactions;
  rig.act(2 * kSecond, [&] { rig.network.set_source(grid, true, ramp(2 * kSecond, 50.0, 1.5)); });
  rig.engine.run_until(3 * kSecond);
  CHECK(rig.owner(watcher).reactions == quiet + 1);
}

TEST_CASE("the grid leads a zone that a generator shares, whichever was added first") {
  NetworkRig rig;
  const network::NodeId bus = rig.node();
  const network::SourceId set = rig.source(bus, 0.01, 0.1, network::SourceKind::generator);
  const network::SourceId grid = rig.source(bus, 0.01, 0.1);
  rig.network.set_source(set, true, ramp(0, 50.1, 0.0));
  rig.network.set_source(grid, true, ramp(0, 50.0, 0.0));
  rig.start();
  rig.engine.run_until(kSecond);
  CHECK(rig.network.frequency(bus).hz == 50.0);
}

TEST_CASE("two sources that turn against each other exchange the power of their angle") {
  NetworkRig rig;
  const network::NodeId bus = rig.node();
  const network::SourceId grid = rig.source(bus, 0.0, 0.1);
  const network::SourceId set = rig.source(bus, 0.0, 0.1, network::SourceKind::generator);
  // 0.1 ohm at 1 kV: 1e-7 / W each, so the most that can pass is 1 / 2e-7 = 5 MW.
  rig.network.set_source(grid, true, ramp(0, 50.0, 0.0));
  rig.network.set_source(set, true, ramp(0, 50.01, 0.0));
  rig.start();
  rig.engine.run_until(10 * kSecond);
  const double angle_rad = 2.0 * std::numbers::pi * 0.01 * 10.0;
  const double passing_w = rig.network.source_flow(set).power.watts(10 * kSecond);
  // Solved at least every 0.01 rad.
  CHECK(passing_w == Approx(5e6 * std::sin(angle_rad)).margin(5e6 * 0.011));
}

}  // namespace ridethrough
