#include <catch2/catch.hpp>
#include <cmath>
#include <complex>
#include <limits>
#include <vector>

#include "support/network_rig.hpp"
#include "support/ticks.hpp"

// Sources that limit their current: alone, in parallel, beside the mains.
namespace {

using namespace ridethrough::network;
using ridethrough::core::kTicksPerSecond;
using ridethrough::core::Line;
using ridethrough::support::NetworkRig;
using Complex = std::complex<double>;

using ridethrough::support::kBaseW;
using ridethrough::support::kSecond;

TEST_CASE("a limited source folds back above a fault", "[network][fault][limit]") {
  NetworkRig rig;
  const NodeId head = rig.node();
  SourceSpec spec;
  spec.node = head;
  spec.reactance_ohm = GENERATE(0.0, 0.1);
  spec.kind = SourceKind::converter;
  spec.current_limit_w = 2e5;
  const SourceId inverter = rig.network.add_source(spec);
  rig.network.start();
  rig.act(0, [&] { rig.network.set_source(inverter, true, 1.0); });
  CHECK_FALSE(rig.network.is_limiting(inverter));
  const double fault_ohm = 0.3;
  rig.act(kSecond, [&] { rig.network.set_fault(head, {FaultKind::three_phase, fault_ohm}); });
  CHECK(rig.network.is_limiting(inverter));
  CHECK_FALSE(rig.network.has_collapsed(inverter));
  CHECK(rig.network.voltage_pu(head) == Approx(2e5 * fault_ohm / kBaseW).epsilon(1e-10));
  rig.act(2 * kSecond, [&] { rig.network.set_fault(head, {FaultKind::three_phase, 0.0}); });
  CHECK(rig.network.is_limiting(inverter));
  CHECK(rig.network.voltage_pu(head) < 1e-4);
  rig.act(3 * kSecond, [&] { rig.network.clear_fault(head); });
  CHECK_FALSE(rig.network.is_limiting(inverter));
  CHECK(rig.network.voltage_pu(head) == 1.0);
}

TEST_CASE("a limited source folds back under load, and a ramp meets the limit",
          "[network][limit]") {
  NetworkRig rig;
  const NodeId head = rig.node();
  SourceSpec spec;
  spec.node = head;
  spec.kind = SourceKind::converter;
  spec.current_limit_w = 1e5;
  const SourceId inverter = rig.network.add_source(spec);
  const DemandId row = rig.demand(head);
  rig.network.start();
  Demand asked;
  asked.power = Line::of_watts(0, 9e4, 1e4);
  asked.current_limit_w = 1.2e5;
  rig.act(0, [&] {
    rig.network.set_source(inverter, true, 1.0);
    rig.network.set_demand(row, asked);
  });
  rig.engine.run_until(kSecond - 1000);
  CHECK_FALSE(rig.network.is_limiting(inverter));
  rig.engine.run_until(kSecond + 1000);
  CHECK(rig.network.is_limiting(inverter));
  rig.act(2 * kSecond, [&] {
    asked.power = Line::of_watts(2 * kSecond, 1.1e5);
    rig.network.set_demand(row, asked);
  });
  // Above its knee the row takes more current the lower the voltage, up to 1.2e5; below 0.3 pu it
  // is a resistance: there 1e5 of current are met at 0.3 / 1.2 pu.
  CHECK(rig.network.is_limiting(inverter));
  CHECK(rig.network.voltage_pu(head) == Approx(0.25).epsilon(1e-9));
  rig.act(3 * kSecond, [&] {
    asked.power = Line::of_watts(3 * kSecond, 5e4);
    rig.network.set_demand(row, asked);
  });
  CHECK_FALSE(rig.network.is_limiting(inverter));
  CHECK(rig.network.voltage_pu(head) == 1.0);
}

/// Two converters behind 0.1 ohm each onto one bus.
struct ConverterPair : NetworkRig {
  ConverterPair(double first_w, double second_w) : bus(node()) {
    for (const double limit_w : {first_w, second_w}) {
      SourceSpec spec;
      spec.node = bus;
      spec.resistance_ohm = kOwnOhm;
      spec.kind = SourceKind::converter;
      spec.current_limit_w = limit_w;
      feeds.push_back(network.add_source(spec));
    }
    network.start();
    act(0, [&] {
      for (const SourceId feed : feeds) network.set_source(feed, true, 1.0);
    });
  }
  double current_w(std::size_t at) const {
    const Flow flow = network.source_flow(feeds[at]);
    const auto now = engine.now();
    return std::hypot(flow.power.watts(now), flow.reactive.watts(now)) / network.voltage_pu(bus);
  }

  static constexpr double kOwnOhm = 0.1;
  NodeId bus;
  std::vector<SourceId> feeds;
};

TEST_CASE("limited sources in parallel fold back together", "[network][fault][limit]") {
  const double fault_ohm = GENERATE(0.0, 0.02);
  ConverterPair rig(2e5, 3e5);
  rig.act(kSecond, [&] { rig.network.set_fault(rig.bus, {FaultKind::three_phase, fault_ohm}); });
  CHECK(rig.current_w(0) == Approx(2e5).epsilon(1e-8));
  CHECK(rig.current_w(1) == Approx(3e5).epsilon(1e-8));
  const double due_pu = fault_ohm > 0.0 ? 5e5 * fault_ohm / kBaseW : 1e-5;
  CHECK(rig.network.voltage_pu(rig.bus) == Approx(due_pu).epsilon(1e-8));
  for (const SourceId feed : rig.feeds) CHECK(rig.network.is_limiting(feed));
  rig.act(2 * kSecond, [&] { rig.network.clear_fault(rig.bus); });
  for (const SourceId feed : rig.feeds) CHECK_FALSE(rig.network.is_limiting(feed));
  CHECK(rig.network.voltage_pu(rig.bus) == 1.0);
}

TEST_CASE("a source without its limit reached carries what its neighbour can not",
          "[network][fault][limit]") {
  ConverterPair rig(1e5, GENERATE(1e7, std::numeric_limits<double>::infinity()));
  const double fault_ohm = 0.3;
  rig.act(kSecond, [&] { rig.network.set_fault(rig.bus, {FaultKind::three_phase, fault_ohm}); });
  CHECK(rig.network.is_limiting(rig.feeds[0]));
  CHECK_FALSE(rig.network.is_limiting(rig.feeds[1]));
  // V = E - R (V / Rf - I0), in ohms and amperes of one phase at 1 pu
  const double given = 1e5 * ConverterPair::kOwnOhm / kBaseW;
  const double due_pu = (1.0 + given) / (1.0 + ConverterPair::kOwnOhm / fault_ohm);
  CHECK(rig.network.voltage_pu(rig.bus) == Approx(due_pu).epsilon(1e-9));
  CHECK(rig.current_w(0) == Approx(1e5).epsilon(1e-8));
}

TEST_CASE("a limited converter beside the mains at the far end of a cable",
          "[network][fault][limit]") {
  NetworkRig rig;
  const NodeId head = rig.node();
  const NodeId bus = rig.node();
  const SourceId grid = rig.source(head, 0.0, 0.05);
  rig.link(head, bus, 0.02);
  SourceSpec spec;
  spec.node = bus;
  spec.reactance_ohm = 0.2;
  spec.kind = SourceKind::converter;
  spec.current_limit_w = 3e5;
  const SourceId converter = rig.network.add_source(spec);
  rig.network.start();
  rig.act(0, [&] {
    rig.network.set_source(grid, true, 1.0);
    rig.network.set_source(converter, true, 1.0);
  });
  const double fault_ohm = 0.05;
  rig.act(kSecond, [&] { rig.network.set_fault(bus, {FaultKind::three_phase, fault_ohm}); });
  CHECK(rig.network.is_limiting(converter));
  const Flow flow = rig.network.source_flow(converter);
  const Complex power{flow.power.watts(kSecond), flow.reactive.watts(kSecond)};
  const double voltage_pu = rig.network.voltage_pu(bus);
  CHECK(std::abs(power) / voltage_pu == Approx(3e5).epsilon(1e-8));
  // Its impedance grows until the current is what it gives.
  const Complex grid_s = kBaseW / Complex(0.02, 0.05);
  const double fault_s = kBaseW / fault_ohm;
  const auto bus_at = [&](Complex own_s) { return (grid_s + own_s) / (grid_s + own_s + fault_s); };
  double low_ohm = 0.2, high_ohm = 1e3;
  for (int i = 0; i < 100; ++i) {
    const double middle_ohm = (low_ohm + high_ohm) / 2;
    const Complex own_s = kBaseW / Complex(0.0, middle_ohm);
    (std::abs((1.0 - bus_at(own_s)) * own_s) > 3e5 ? low_ohm : high_ohm) = middle_ohm;
  }
  CHECK(voltage_pu == Approx(std::abs(bus_at(kBaseW / Complex(0.0, low_ohm)))).epsilon(1e-8));
}

TEST_CASE("a limited converter takes no more than it gives", "[network][limit]") {
  ConverterPair rig(1e7, 1e4);
  rig.act(kSecond, [&] { rig.network.set_source(rig.feeds[0], true, 1.1); });
  CHECK(rig.network.is_limiting(rig.feeds[1]));
  CHECK(rig.current_w(1) == Approx(1e4).epsilon(1e-8));
  const double drop_pu = 1e4 * ConverterPair::kOwnOhm / kBaseW;
  CHECK(rig.network.voltage_pu(rig.bus) == Approx(1.1 - drop_pu).epsilon(1e-9));
  CHECK(rig.network.source_flow(rig.feeds[1]).power.watts(kSecond) < 0.0);
}

TEST_CASE("limited sources without impedance of their own share through their cables",
          "[network][fault][limit]") {
  NetworkRig rig;
  const NodeId bus = rig.node();
  std::vector<SourceId> feeds;
  for (const double limit_w : {2e5, 4e5}) {
    SourceSpec spec;
    spec.node = rig.node();
    spec.kind = SourceKind::converter;
    spec.current_limit_w = limit_w;
    feeds.push_back(rig.network.add_source(spec));
    rig.link(spec.node, bus, 0.01);
  }
  rig.network.start();
  rig.act(0, [&] {
    for (const SourceId feed : feeds) rig.network.set_source(feed, true, 1.0);
  });
  rig.act(kSecond, [&] { rig.network.set_fault(bus, {FaultKind::three_phase, 0.05}); });
  CHECK(rig.network.voltage_pu(bus) == Approx(6e5 * 0.05 / kBaseW).epsilon(1e-8));
  for (const SourceId feed : feeds) CHECK(rig.network.is_limiting(feed));
}

TEST_CASE("a source at its limit that gets company is at it no longer", "[network][limit]") {
  NetworkRig rig;
  const NodeId head = rig.node();
  const NodeId other = rig.node();
  SourceSpec spec;
  spec.node = head;
  spec.reactance_ohm = 0.1;
  spec.kind = SourceKind::converter;
  spec.current_limit_w = 1e5;
  const SourceId inverter = rig.network.add_source(spec);
  const SourceId grid = rig.source(other, 0.0, 0.1);
  const LinkId tie = rig.link(head, other, 0.01, 0.0, 0.0, false);
  const DemandId row = rig.demand(head);
  rig.network.start();
  rig.act(0, [&] {
    rig.network.set_source(inverter, true, 1.0);
    rig.network.set_source(grid, true, 1.0);
    rig.ask(row, 1.5e5);
  });
  CHECK(rig.network.is_limiting(inverter));
  rig.act(kSecond, [&] { rig.network.set_link(tie, true); });
  CHECK_FALSE(rig.network.is_limiting(inverter));
  rig.act(2 * kSecond, [&] { rig.network.set_link(tie, false); });
  CHECK(rig.network.is_limiting(inverter));
}

}  // namespace
