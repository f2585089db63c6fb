#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>

#include "support/network_rig.hpp"
#include "support/ticks.hpp"

namespace {

using namespace ridethrough::network;
using ridethrough::core::kTicksPerSecond;
using ridethrough::core::Line;
using ridethrough::support::NetworkRig;
using Complex = std::complex<double>;

using ridethrough::support::kBaseW;
using ridethrough::support::kSecond;

/// A grid behind an impedance, a cable to a bus with a row.
struct Feeder : NetworkRig {
  explicit Feeder(double grid_ohm = 0.02, double cable_ohm = 0.03)
      : head(node()),
        bus(node()),
        grid(source(head, 0.0, grid_ohm)),
        cable(link(head, bus, cable_ohm)),
        rack(demand(bus)),
        watch(observer(bus)) {}

  /// Out of the grid, less served, lost and faulted energy: in grid units.
  bool is_closed_book() const {
    const auto now = engine.now();
    const auto open = network.source_energy(grid, now) - network.served_energy(rack, now) -
                      (network.upper_energy(cable, now) - network.lower_energy(cable, now)) -
                      network.fault_energy(now);
    return open == ridethrough::core::Energy{};
  }
  Complex grid_ohm() const { return {0.0, 0.02}; }

  NodeId head, bus;
  SourceId grid;
  LinkId cable;
  DemandId rack, watch;
};

double lowest(const Phases& phases) {
  return std::min({std::abs(phases[0]), std::abs(phases[1]), std::abs(phases[2])});
}

TEST_CASE("a three-phase fault draws what the impedances allow", "[network][fault]") {
  Feeder rig;
  rig.start();
  const double resistance_ohm = GENERATE(0.0, 0.001, 0.5);
  rig.act(kSecond, [&] {
    rig.network.set_fault(rig.bus, {FaultKind::three_phase, resistance_ohm});
  });
  const Complex reach_ohm{0.03, 0.02};
  const Complex contact_ohm = resistance_ohm == 0.0 ? 1e-5 * reach_ohm : Complex(resistance_ohm);
  const double due_w = kBaseW / std::abs(reach_ohm + contact_ohm);
  CHECK(rig.network.current_w(rig.cable, kSecond) == Approx(due_w).epsilon(1e-9));
  CHECK(rig.network.voltage_pu(rig.bus) ==
        Approx(std::abs(contact_ohm / (reach_ohm + contact_ohm))).epsilon(1e-9));
  CHECK(rig.network.source_flow(rig.grid).power.watts(kSecond) ==
        Approx((0.03 + contact_ohm.real()) * due_w * due_w / kBaseW).epsilon(1e-9));
  CHECK(rig.network.has_fault(rig.bus));
  rig.act(2 * kSecond, [&] { rig.network.clear_fault(rig.bus); });
  CHECK(rig.network.voltage_pu(rig.bus) == 1.0);
  CHECK(rig.network.fault_flow(rig.bus).power == Line{});
  rig.engine.run_until(3 * kSecond);
  CHECK(rig.is_closed_book());
  CHECK(rig.network.fault_energy(rig.bus, 3 * kSecond).joules() > 0.0);
}

TEST_CASE("books close to the last unit while a row ramps through a fault", "[network][fault]") {
  const auto kind = GENERATE(FaultKind::three_phase, FaultKind::line_line, FaultKind::line_ground);
  const double resistance_ohm = GENERATE(0.0, 0.2);
  Feeder rig;
  rig.start();
  rig.act(kSecond, [&] {
    rig.ask(rig.rack, 5e4, 1e4, 0.2);
    rig.network.set_fault(rig.bus, {kind, resistance_ohm});
  });
  rig.act(2 * kSecond, [&] { rig.network.clear_fault(rig.bus); });
  rig.engine.run_until(4 * kSecond);
  CHECK(rig.is_closed_book());
  const auto losses = rig.network.losses(4 * kSecond);
  CHECK(losses.booked_j == Approx(losses.integrated_j).epsilon(1e-4));
}

TEST_CASE("between two phases the third keeps its voltage", "[network][fault]") {
  Feeder rig;
  rig.start();
  rig.act(kSecond, [&] { rig.network.set_fault(rig.bus, {FaultKind::line_line, 0.0}); });
  const Phases phases = rig.network.phases(rig.bus);
  CHECK(std::abs(phases[0] - 1.0) < 1e-9);
  CHECK(std::abs(phases[1] + 0.5) < 1e-9);  // b and c meet half way
  CHECK(std::abs(phases[2] + 0.5) < 1e-9);
  const Supply supply = rig.network.supply(rig.watch);
  CHECK(supply.voltage_pu == Approx(0.5));
  CHECK(supply.lowest_phase_pu == Approx(0.5));
  CHECK(supply.highest_phase_pu == Approx(1.0));
  // sqrt(3) / 2 of the current between all three phases.
  CHECK(rig.network.current_w(rig.cable, kSecond) ==
        Approx(std::sqrt(3.0) / 2.0 * kBaseW / std::abs(Complex(0.03, 0.02))).epsilon(1e-9));
}

TEST_CASE("a fault to earth lifts the sound phases with a high zero sequence", "[network][fault]") {
  NetworkRig rig;
  const NodeId head = rig.node();
  SourceSpec spec;
  spec.node = head;
  spec.reactance_ohm = 0.02;
  spec.zero_ratio = GENERATE(1.0, 3.0, std::numeric_limits<double>::infinity());
  const SourceId grid = rig.network.add_source(spec);
  rig.network.start();
  rig.act(0, [&] { rig.network.set_source(grid, true, 1.0); });
  rig.act(kSecond, [&] { rig.network.set_fault(head, {FaultKind::line_ground, 0.0}); });
  const Phases phases = rig.network.phases(head);
  if (std::isinf(spec.zero_ratio)) {  // no way back for the current
    CHECK(lowest(phases) == Approx(1.0).epsilon(1e-9));
    CHECK(rig.network.fault_flow(head).power.watts(kSecond) == 0.0);
    return;
  }
  CHECK(std::abs(phases[0]) < 1e-9);
  // V_b = a^2 - (Z0 - Z1) / (2 Z1 + Z0).
  const Complex back = std::polar(1.0, -2.0 * std::numbers::pi / 3.0);
  const Complex due = back - (spec.zero_ratio - 1.0) / (2.0 + spec.zero_ratio);
  CHECK(std::abs(phases[1] - due) < 1e-9);
}

TEST_CASE("an earth fault reaches the far side of a delta as two low phases", "[network][fault]") {
  NetworkRig rig;
  const int clock = GENERATE(1, 5, 7, 11);
  const NodeId head = rig.node();
  const NodeId low = rig.node();
  rig.source(head, 0.001, 0.01);
  LinkSpec spec{head, low, 0.01, 0.05};
  spec.clock = clock;
  spec.zero_path = ZeroPath::lower_earth;
  rig.network.add_link(spec);
  rig.start();
  CHECK(std::arg(rig.network.phases(low)[0]) ==
        Approx((clock > 6 ? 12 - clock : -clock) * std::numbers::pi / 6.0));
  rig.act(kSecond, [&] { rig.network.set_fault(head, {FaultKind::line_ground, 0.0}); });
  const Phases phases = rig.network.phases(low);
  std::array<double, 3> sizes{std::abs(phases[0]), std::abs(phases[1]), std::abs(phases[2])};
  std::sort(sizes.begin(), sizes.end());
  CHECK(sizes[0] == Approx(1.0 / std::sqrt(3.0)));
  CHECK(sizes[1] == Approx(1.0 / std::sqrt(3.0)));
  CHECK(sizes[2] == Approx(1.0));
}

TEST_CASE("one phase of a source dips", "[network][fault]") {
  NetworkRig rig;
  const NodeId head = rig.node();
  const NodeId low = rig.node();
  const SourceId grid = rig.source(head);
  LinkSpec spec{head, low, 0.0, 0.05};
  spec.clock = 1;
  spec.zero_path = ZeroPath::lower_earth;
  rig.network.add_link(spec);
  const DemandId watch = rig.observer(low);
  rig.network.start();
  Emf emf;
  rig.act(0, [&] { rig.network.set_source(grid, true, emf); });
  rig.network.set_watch(watch, {0.8, 1.1});
  rig.engine.run_until(kSecond);
  const int before = rig.owner(watch).reactions;
  emf.set_phases({0.4, 1.0, 1.0});
  rig.act(2 * kSecond, [&] { rig.network.set_source(grid, true, emf); });
  CHECK(std::abs(rig.network.phases(head)[0]) == Approx(0.4));
  CHECK(std::abs(rig.network.phases(head)[1]) == Approx(1.0));
  // Across a delta: phase a becomes (a - c) / sqrt(3) of what it was (Dyn1).
  const Complex third = std::polar(1.0, 2.0 * std::numbers::pi / 3.0);
  CHECK(std::abs(rig.network.phases(low)[0]) ==
        Approx(std::abs(0.4 - 1.0 * std::conj(third)) / std::sqrt(3.0)));
  CHECK(rig.network.supply(watch).voltage_pu == Approx(0.8));
  CHECK(rig.network.supply(watch).lowest_phase_pu == Approx(lowest(rig.network.phases(low))));
  CHECK(rig.owner(watch).reactions > before);
  emf.set_phases({1.0, 1.0, 1.0});
  CHECK(emf == Emf{});
  rig.act(3 * kSecond, [&] { rig.network.set_source(grid, true, emf); });
  CHECK(rig.network.supply(watch).lowest_phase_pu == 1.0);
}

TEST_CASE("a fault stays in a dead zone and is met again", "[network][fault]") {
  Feeder rig;
  rig.start();
  rig.act(kSecond, [&] { rig.network.set_fault(rig.bus, {FaultKind::three_phase, 0.05}); });
  const double faulted_pu = rig.network.voltage_pu(rig.bus);
  CHECK(faulted_pu < 0.8);
  rig.act(2 * kSecond, [&] { rig.network.set_link(rig.cable, false); });
  CHECK_FALSE(rig.network.is_energised(rig.bus));
  CHECK(rig.network.fault_flow(rig.bus).power == Line{});
  CHECK(rig.network.voltage_pu(rig.head) == 1.0);
  rig.act(3 * kSecond, [&] { rig.network.set_link(rig.cable, true); });
  CHECK(rig.network.voltage_pu(rig.bus) == faulted_pu);
  rig.engine.run_until(4 * kSecond);
  CHECK(rig.is_closed_book());
}

TEST_CASE("what hangs below a fault is not a reason to collapse", "[network][fault]") {
  Feeder rig;
  rig.start();
  rig.act(kSecond / 2, [&] { rig.ask(rig.rack, 1e5); });
  rig.act(kSecond, [&] { rig.network.set_fault(rig.bus, {FaultKind::three_phase, 0.0}); });
  CHECK_FALSE(rig.network.has_collapsed(rig.grid));
  CHECK(rig.network.is_energised(rig.head));
  CHECK(rig.network.supply(rig.rack).served_frac < 1e-3);
}

TEST_CASE("nothing limits the current at a stiff source: it collapses", "[network][fault]") {
  Feeder rig(0.0);
  rig.start();
  rig.act(kSecond, [&] { rig.network.set_fault(rig.head, {FaultKind::three_phase, 0.0}); });
  CHECK(rig.network.has_collapsed(rig.grid));
  rig.act(2 * kSecond, [&] { rig.network.set_fault(rig.head, {FaultKind::three_phase, 10.0}); });
  CHECK_FALSE(rig.network.has_collapsed(rig.grid));
  CHECK(rig.network.fault_flow(rig.head).power.watts(2 * kSecond) == Approx(kBaseW / 10.0));
  CHECK(rig.network.source_flow(rig.grid).power == rig.network.fault_flow(rig.head).power);
  rig.act(3 * kSecond, [&] { rig.network.clear_fault(rig.head); });
  CHECK_FALSE(rig.network.has_collapsed(rig.grid));
}

TEST_CASE("two earth faults behind transformers of their own", "[network][fault]") {
  NetworkRig rig;
  const NodeId head = rig.node();
  const SourceId grid = rig.source(head, 0.0, 0.02);
  std::array<NodeId, 2> low{};
  for (NodeId& each : low) {
    each = rig.node();
    LinkSpec spec{head, each, 0.01, 0.06};
    spec.clock = 11;
    spec.zero_path = ZeroPath::lower_earth;
    rig.network.add_link(spec);
  }
  rig.start();
  rig.act(kSecond, [&] { rig.network.set_fault(low[0], {FaultKind::line_ground, 0.0}); });
  const double alone_pu = std::abs(rig.network.phases(head)[0]);
  rig.act(2 * kSecond, [&] { rig.network.set_fault(low[1], {FaultKind::line_ground, 0.0}); });
  for (const NodeId each : low) CHECK(lowest(rig.network.phases(each)) < 1e-9);
  CHECK(std::abs(rig.network.phases(head)[0]) < alone_pu);
  const auto sum = rig.network.fault_flow(low[0]).power + rig.network.fault_flow(low[1]).power;
  CHECK(rig.network.source_flow(grid).power.watts(2 * kSecond) > sum.watts(2 * kSecond));
  CHECK(rig.network.fault_flow(low[0]).power.watts(2 * kSecond) ==
        Approx(rig.network.fault_flow(low[1]).power.watts(2 * kSecond)));
}

TEST_CASE("vector groups that can not be paralleled are refused", "[network][fault]") {
  NetworkRig rig;
  const NodeId head = rig.node();
  const NodeId low = rig.node();
  rig.source(head);
  LinkSpec spec{head, low, 0.0, 0.05};
  spec.clock = 11;
  rig.network.add_link(spec);
  spec.clock = GENERATE(11, 1);
  rig.network.add_link(spec);
  rig.network.start();
  const auto energise = [&] { rig.act(0, [&] { rig.network.set_source(0, true, 1.0); }); };
  if (spec.clock == 11) {
    CHECK_NOTHROW(energise());
  } else {
    CHECK_THROWS_WITH(energise(),
                      Catch::Contains("going round 'bus 1', 'bus 0' turns the voltage by 60"));
  }
}

}  // namespace
