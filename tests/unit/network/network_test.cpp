#include <catch2/catch.hpp>
#include <cmath>

#include "ridethrough/core/error.hpp"
#include "ridethrough/network/power_flow.hpp"
#include "support/network_rig.hpp"
#include "support/ticks.hpp"

namespace {

using namespace ridethrough::network;
using ridethrough::core::Energy;
using ridethrough::core::kTicksPerSecond;
using ridethrough::core::Line;
using ridethrough::support::NetworkRig;

using ridethrough::support::kSecond;
constexpr auto kHour = 3600 * kSecond;

/// Upper voltage, pu, of `power_w` behind a resistance: V^2 - E V + r P = 0.
double resistive_voltage(double power_w, double resistance_ohm, double emf_pu = 1.0) {
  const double drop = power_w * resistance_ohm / (NetworkRig::kNominalV * NetworkRig::kNominalV);
  return 0.5 * (emf_pu + std::sqrt(emf_pu * emf_pu - 4.0 * drop));
}

/// The sweep stops when no voltage moves by more than about this.
constexpr double kSolver = 1e-10;

/// grid -> feeder (10 mohm) -> row with one demand and an observer: 1 MW drops about 1 %.
struct OneRow : NetworkRig {
  explicit OneRow(double tolerance_pu = 1e-4, double resistance_ohm = 0.01)
      : NetworkRig(tolerance_pu),
        bus(node()),
        row(node()),
        grid(source(bus)),
        feeder(link(bus, row, resistance_ohm)),
        rack(demand(row)),
        relay(observer(row)) {}
  NodeId bus, row;
  SourceId grid;
  LinkId feeder;
  DemandId rack, relay;
};

}  // namespace

TEST_CASE("a zone without a live source is dead and serves nothing", "[network]") {
  OneRow rig;
  rig.network.start();
  rig.act(0, [&] { rig.ask(rig.rack, 1e6); });
  rig.engine.run_until(kSecond);
  CHECK_FALSE(rig.network.is_energised(rig.row));
  CHECK(rig.network.voltage_pu(rig.row) == 0.0);
  CHECK_FALSE(rig.network.supply(rig.rack).is_energised);
  CHECK(rig.network.supply(rig.rack).served_frac == 0.0);
  CHECK(rig.network.served(rig.rack) == Line{});
  CHECK(rig.network.source_energy(rig.grid, kSecond) == Energy{});
}

TEST_CASE("a source switched on feeds its zone, and off again starves it", "[network]") {
  OneRow rig;
  rig.start();
  rig.act(kSecond, [&] { rig.ask(rig.rack, 1e6); });
  const double voltage_pu = resistive_voltage(1e6, 0.01);
  CHECK(rig.network.voltage_pu(rig.row) == Approx(voltage_pu).margin(kSolver));
  CHECK(rig.network.supply(rig.rack).served_frac == 1.0);
  // P + r I^2, published to 2^-10 W.
  const double source_w = 1e6 + 1e-8 * 1e12 / (voltage_pu * voltage_pu);
  CHECK(rig.network.source_flow(rig.grid).power.watts(kSecond) == Approx(source_w).margin(1e-3));

  const int owner_woken = rig.source_owner(rig.grid).reactions;
  const int relay_woken = rig.owner(rig.relay).reactions;
  rig.act(2 * kSecond, [&] { rig.network.set_source(rig.grid, false, 1.0); });
  CHECK(rig.source_owner(rig.grid).reactions > owner_woken);
  CHECK(rig.owner(rig.relay).reactions == relay_woken + 1);
  CHECK_FALSE(rig.network.is_energised(rig.bus));
  CHECK(rig.network.source_flow(rig.grid).power == Line{});
  CHECK(rig.network.served(rig.rack) == Line{});
  const Energy then = rig.network.source_energy(rig.grid, 2 * kSecond);
  CHECK(rig.network.source_energy(rig.grid, 9 * kSecond) == then);
  CHECK(then.joules() == Approx(source_w).margin(1e-3));

  rig.act(10 * kSecond, [&] { rig.network.set_source(rig.grid, true, 1.0); });
  CHECK(rig.network.voltage_pu(rig.row) == Approx(voltage_pu).margin(kSolver));
  CHECK(rig.network.served(rig.rack).watts(10 * kSecond) == 1e6);
}

TEST_CASE("a source that is on at zero volts leaves its zone dead", "[network]") {
  NetworkRig rig;
  const NodeId bus = rig.node(), row = rig.node();
  const SourceId grid = rig.source(bus, 0.001);
  rig.link(bus, row, 0.01, 0.0, 100.0);
  const DemandId rack = rig.demand(row);
  rig.start();
  rig.act(kSecond, [&] { rig.ask(rack, 1e6); });
  rig.act(2 * kSecond, [&] { rig.network.set_source(grid, true, 0.0); });
  CHECK_FALSE(rig.network.is_energised(row));
  CHECK_FALSE(rig.network.has_collapsed(grid));
  CHECK(rig.network.source_flow(grid).power == Line{});
  CHECK(std::isfinite(rig.network.losses(3 * kSecond).integrated_j));
  rig.act(4 * kSecond, [&] { rig.network.set_source(grid, true, 1.0); });
  CHECK(rig.network.voltage_pu(row) > 0.98);
}

TEST_CASE("an opened switch splits a zone, a closed one joins it again", "[network]") {
  NetworkRig rig;
  const NodeId bus = rig.node(), near = rig.node(), far = rig.node();
  const SourceId grid = rig.source(bus, 0.001);
  rig.link(bus, near, 0.01);
  const LinkId breaker = rig.link(near, far, 0.0);
  const DemandId near_rack = rig.demand(near), far_rack = rig.demand(far);
  rig.start();
  rig.act(kSecond, [&] {
    rig.ask(near_rack, 3e5);
    rig.ask(far_rack, 5e5);
  });
  CHECK(rig.network.voltage_pu(far) == rig.network.voltage_pu(near));
  CHECK(rig.network.upper_flow(breaker).power.watts(kSecond) == 5e5);
  rig.act(2 * kSecond, [&] { rig.network.set_link(breaker, false); });
  CHECK_FALSE(rig.network.is_energised(far));
  CHECK(rig.network.is_energised(near));
  CHECK(rig.network.voltage_pu(near) == Approx(resistive_voltage(3e5, 0.011)).margin(kSolver));
  CHECK(rig.network.upper_flow(breaker).power == Line{});
  CHECK(rig.network.lower_energy(breaker, 5 * kSecond).joules() == Approx(5e5).epsilon(1e-12));
  rig.act(6 * kSecond, [&] { rig.network.set_link(breaker, true); });
  CHECK(rig.network.voltage_pu(far) == Approx(resistive_voltage(8e5, 0.011)).margin(kSolver));
  CHECK(rig.network.served(far_rack).watts(6 * kSecond) == 5e5);
  CHECK(rig.network.source_flow(grid).power.watts(6 * kSecond) > 8e5);
}

TEST_CASE("several switches at one instant are one rebuild", "[network]") {
  NetworkRig rig;
  const NodeId a = rig.node(), b = rig.node(), row = rig.node();
  rig.source(a, 0.001);
  rig.source(b, 0.001);
  const LinkId from_a = rig.link(a, row, 0.01);
  const LinkId from_b = rig.link(b, row, 0.01, 0.0, 0.0, false);
  const DemandId rack = rig.demand(row);
  rig.start();
  rig.act(kSecond, [&] { rig.ask(rack, 1e6); });
  const auto rebuilds = rig.network.statistics().rebuilds;
  const int woken = rig.owner(rack).reactions;
  rig.act(2 * kSecond, [&] {
    rig.network.set_link(from_a, false);
    rig.network.set_link(from_b, true);
  });
  CHECK(rig.network.statistics().rebuilds == rebuilds + 1);
  CHECK(rig.owner(rack).reactions == woken);  // it never saw a dead bus
  CHECK(rig.network.lower_flow(from_b).power.watts(2 * kSecond) == 1e6);
  CHECK(rig.network.upper_flow(from_a).power == Line{});
}

TEST_CASE("a dip wakes an observer only when its band is left", "[network]") {
  OneRow rig;
  rig.start();
  rig.act(kSecond, [&] { rig.network.set_watch(rig.relay, {0.85, 1.1}); });
  const int woken = rig.owner(rig.relay).reactions;
  rig.act(2 * kSecond, [&] { rig.network.set_source(rig.grid, true, 0.9); });
  CHECK(rig.network.supply(rig.relay).voltage_pu == Approx(0.9).margin(kSolver));
  CHECK(rig.owner(rig.relay).reactions == woken);
  rig.act(3 * kSecond, [&] { rig.network.set_source(rig.grid, true, 0.8); });
  CHECK(rig.owner(rig.relay).reactions == woken + 1);
  rig.act(4 * kSecond, [&] { rig.network.set_watch(rig.relay, {0.0, 0.87}); });
  CHECK(rig.owner(rig.relay).reactions == woken + 1);
  rig.act(5 * kSecond, [&] { rig.network.set_source(rig.grid, true, 1.0); });
  CHECK(rig.owner(rig.relay).reactions == woken + 2);
}

TEST_CASE("a ramp reaches a watched voltage when it should", "[network]") {
  OneRow rig;
  rig.start();
  const double threshold_pu = 0.95;
  rig.act(kSecond, [&] {
    rig.network.set_watch(rig.relay, {threshold_pu, 2.0});
    rig.ask(rig.rack, 1e6, 1e5);
  });
  double seen_s = 0.0;
  rig.owner(rig.relay).action = [&](ridethrough::core::Tick now) {
    if (seen_s == 0.0) seen_s = ridethrough::core::seconds(now - kSecond);
  };
  rig.engine.run_until(60 * kSecond);
  // r P = V (1 - V). Voltages nearer to the threshold than 1e-7 pu are not told apart: 1.2 ms here.
  const double due_s = (threshold_pu * (1.0 - threshold_pu) / 1e-8 - 1e6) / 1e5;
  CHECK(seen_s == Approx(due_s).margin(2e-3));
  CHECK(seen_s >= due_s);
}

TEST_CASE("a current limit serves less than was asked", "[network]") {
  OneRow rig;
  rig.start();
  Demand asked{Line::of_watts(0, 1e6), 0.0, 1.2e6};
  rig.act(kSecond, [&] { rig.network.set_demand(rig.rack, asked); });
  CHECK(rig.network.supply(rig.rack).served_frac == 1.0);
  const int woken = rig.owner(rig.rack).reactions;
  rig.act(2 * kSecond, [&] { rig.network.set_source(rig.grid, true, 0.5); });
  // Constant current of 1.2 MW/pu behind 1e-8 / W: V = 0.5 - 0.012.
  const double voltage_pu = 0.5 - 0.012;
  const Supply supply = rig.network.supply(rig.rack);
  CHECK(supply.voltage_pu == Approx(voltage_pu).margin(kSolver));
  CHECK(supply.served_frac == Approx(1.2 * voltage_pu).margin(2 * kSolver));
  CHECK(rig.network.served(rig.rack).watts(2 * kSecond) == Approx(1.2e6 * voltage_pu).margin(1e-3));
  CHECK(rig.owner(rig.rack).reactions == woken + 1);
  rig.act(3 * kSecond, [&] { rig.network.set_source(rig.grid, true, 1.0); });
  CHECK(rig.network.supply(rig.rack).served_frac == 1.0);
  CHECK(rig.network.served(rig.rack).watts(3 * kSecond) == 1e6);
}

TEST_CASE("a ramp that meets its current limit is clipped there", "[network]") {
  // A stiff feeder: the voltage hardly moves, so only the limit itself can call for a solve.
  OneRow rig(1e-4, 1e-6);
  rig.start();
  rig.act(kSecond, [&] {
    rig.network.set_demand(rig.rack, {Line::of_watts(kSecond, 1e5, 1e5), 0.0, 1e6});
  });
  rig.engine.run_until(30 * kSecond);
  CHECK(rig.network.supply(rig.rack).served_frac < 1.0);
  CHECK(rig.network.served(rig.rack).watts(30 * kSecond) == Approx(1e6).epsilon(1e-5));
}

TEST_CASE("a step past or back from the current limit is served at once", "[network]") {
  OneRow rig(1e-4, 1e-6);  // as stiff: no step of voltage gives it away
  rig.start();
  const auto ask = [&](double power_w) {
    rig.network.set_demand(rig.rack, {Line::of_watts(rig.engine.now(), power_w), 0.0, 1e6});
  };
  rig.act(kSecond, [&] { ask(9e5); });
  rig.act(2 * kSecond, [&] { ask(1.2e6); });
  // 1e-12 / W at 1 MW: the voltage is within 1e-6 of 1 pu.
  CHECK(rig.network.served(rig.rack).watts(2 * kSecond) == Approx(1e6).epsilon(2e-6));
  rig.act(3 * kSecond, [&] { ask(8e5); });
  CHECK(rig.network.served(rig.rack).watts(3 * kSecond) == 8e5);
  CHECK(rig.network.supply(rig.rack).served_frac == 1.0);
}

TEST_CASE("a limited demand follows the smallest change of its voltage", "[network]") {
  NetworkRig rig;
  const NodeId bus = rig.node(), row = rig.node();
  rig.source(bus);
  rig.link(bus, row, 0.01);
  const DemandId limited = rig.demand(row), other = rig.demand(row);
  rig.start();
  rig.act(kSecond, [&] {
    rig.network.set_demand(limited, {Line::of_watts(kSecond, 2e6), 0.0, 1e6});
    rig.ask(other, 1e5);
  });
  rig.act(2 * kSecond, [&] { rig.ask(other, 1.05e5); });  // moves 5e-5 pu, half of the tolerance
  const double voltage_pu = rig.network.voltage_pu(row);
  // V = 1 - 0.01 - 1e-8 * 1.05e5 / V.
  CHECK(voltage_pu * (0.99 - voltage_pu) == Approx(1.05e-3).margin(kSolver));
  CHECK(rig.network.served(limited).watts(2 * kSecond) == Approx(1e6 * voltage_pu).margin(1e-2));
}

TEST_CASE("in a deep sag a no-load loss falls with the square of the voltage", "[network]") {
  NetworkRig rig;
  const NodeId bus = rig.node(), row = rig.node();
  const SourceId grid = rig.source(bus);
  const LinkId feeder = rig.link(bus, row, 0.01, 0.0, 9000.0);
  rig.start();
  rig.act(kSecond, [&] { rig.network.set_source(grid, true, 0.4); });
  CHECK(rig.network.source_flow(grid).power.watts(kSecond) == 9000.0);
  rig.act(2 * kSecond, [&] { rig.network.set_source(grid, true, 0.1); });
  // Below 0.3 pu, as the solver has it: 9 kW / 9. Published to 2^-10 W.
  CHECK(rig.network.source_flow(grid).power.watts(2 * kSecond) == Approx(1000.0).margin(1e-3));
  // 9 kW in the first two seconds, at 1 and at 0.4 pu, then 1 kW.
  CHECK(rig.network.loss_check_j(feeder, 3 * kSecond) == Approx(19e3).margin(1e-3));
}

TEST_CASE("a demand past the nose collapses its zone, a smaller one revives it", "[network]") {
  OneRow rig;
  rig.start();
  // 10 mohm carry at most V^2 / 4r = 25 MW.
  const int woken = rig.source_owner(rig.grid).reactions;
  rig.act(kSecond, [&] { rig.ask(rig.rack, 26e6); });
  CHECK(rig.network.has_collapsed(rig.grid));
  CHECK_FALSE(rig.network.is_energised(rig.row));
  CHECK(rig.source_owner(rig.grid).reactions > woken);
  CHECK(rig.network.served(rig.rack) == Line{});
  CHECK(rig.network.source_flow(rig.grid).power == Line{});
  CHECK(rig.network.statistics().collapses == 1);
  rig.act(2 * kSecond, [&] { rig.ask(rig.rack, 24e6); });
  CHECK_FALSE(rig.network.has_collapsed(rig.grid));
  CHECK(rig.network.voltage_pu(rig.row) == Approx(resistive_voltage(24e6, 0.01)).margin(1e-8));
}

TEST_CASE("a source that restarts into a collapse tells its owner again", "[network]") {
  OneRow rig;
  rig.start();
  rig.act(kSecond, [&] { rig.ask(rig.rack, 26e6); });
  rig.act(2 * kSecond, [&] { rig.network.set_source(rig.grid, false, 1.0); });
  CHECK_FALSE(rig.network.has_collapsed(rig.grid));
  const int woken = rig.source_owner(rig.grid).reactions;
  rig.act(3 * kSecond, [&] { rig.network.set_source(rig.grid, true, 1.0); });
  CHECK(rig.network.has_collapsed(rig.grid));
  CHECK(rig.source_owner(rig.grid).reactions > woken);
}

TEST_CASE("a feeder that carries a whole cohort is refused by name", "[network]") {
  NetworkRig rig;
  const NodeId rows = rig.node(4), bus = rig.node();
  rig.source(rows);
  rig.link(rows, bus, 0.01);
  CHECK_THROWS_AS(rig.start(), ridethrough::core::SimulationError);
}

TEST_CASE("a tie between a cohort and a single bus is refused", "[network]") {
  NetworkRig rig;
  const NodeId rows = rig.node(4), bus = rig.node();
  rig.source(rows, 0.001);
  rig.source(bus, 0.001);
  rig.link(bus, rows, 0.01);
  CHECK_THROWS_AS(rig.start(), ridethrough::core::SimulationError);
}

TEST_CASE("a quiet hour solves nothing", "[network]") {
  OneRow rig;
  rig.start();
  rig.act(kSecond, [&] { rig.ask(rig.rack, 1e6); });
  const NetworkStatistics before = rig.network.statistics();
  const auto instants = rig.engine.statistics().instants;
  rig.engine.run_until(kHour);
  CHECK(rig.network.statistics().solves == before.solves);
  CHECK(rig.network.statistics().sweeps == before.sweeps);
  CHECK(rig.engine.statistics().instants == instants);
}

TEST_CASE("asking for the same again does nothing", "[network]") {
  OneRow rig;
  rig.start();
  const Demand asked{Line::of_watts(0, 5e5, 10.0), 0.2, 1e6};
  rig.act(kSecond, [&] { rig.network.set_demand(rig.rack, asked); });
  const NetworkStatistics before = rig.network.statistics();
  const int woken = rig.source_owner(rig.grid).reactions;
  for (int wake = 2; wake < 100; ++wake) {
    rig.act(wake * kSecond / 10 + kSecond, [&] {
      rig.network.set_demand(rig.rack, asked);
      rig.network.set_source(rig.grid, true, 1.0);
      rig.network.set_link(rig.feeder, true);
      rig.network.set_watch(rig.relay, {});
    });
  }
  CHECK(rig.network.statistics().solves == before.solves);
  CHECK(rig.network.statistics().sweeps == before.sweeps);
  CHECK(rig.network.statistics().rebuilds == before.rebuilds);
  CHECK(rig.source_owner(rig.grid).reactions == woken);
}
