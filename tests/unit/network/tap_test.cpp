#include <catch2/catch.hpp>
#include <cmath>
#include <complex>

#include "ridethrough/network/power_flow.hpp"
#include "support/network_rig.hpp"

// Transformers off their nominal ratio, against closed forms.
namespace {

using namespace ridethrough::network;
using ridethrough::core::kTicksPerSecond;
using ridethrough::support::NetworkRig;

using ridethrough::support::kBaseW;
const Complex kOhm{0.01, 0.06};

struct TappedRig : NetworkRig {
  LinkId tapped(NodeId upper, NodeId lower, double ratio, Complex ohm = kOhm) {
    LinkSpec spec{upper, lower, ohm.real(), ohm.imag()};
    spec.ratio = ratio;
    return network.add_link(spec);
  }
  Complex received(LinkId id) const { return power_of(network.lower_flow(id)); }
  Complex sent(LinkId id) const { return power_of(network.upper_flow(id)); }
  double gap_j(LinkId id) const {
    const auto now = engine.now();
    const double booked_j =
        (network.upper_energy(id, now) - network.lower_energy(id, now)).joules();
    return std::abs(booked_j - network.loss_check_j(id, now));
  }

 private:
  Complex power_of(const Flow& flow) const {
    return {flow.power.watts(engine.now()), flow.reactive.watts(engine.now())};
  }
};

/// Upper root of V^4 + (2 Re(S conj(z)) - E^2) V^2 + |z S|^2 = 0.
double two_bus_pu(double emf_pu, Complex impedance, Complex power) {
  const double half = 0.5 * emf_pu * emf_pu - (power * std::conj(impedance)).real();
  return std::sqrt(half + std::sqrt(half * half - std::norm(impedance * power)));
}

}  // namespace

TEST_CASE("a tap on the feeder's side changes the voltage behind it", "[network][tap]") {
  for (const double tap : {-0.05, 0.0, 0.025, 0.1}) {
    TappedRig rig;
    const NodeId high = rig.node();
    const NodeId low = rig.node();
    rig.source(high);
    const LinkId tx = rig.tapped(high, low, 1.0 / (1.0 + tap));
    const DemandId rack = rig.demand(low);
    rig.start();
    rig.act(1, [&] { rig.ask(rack, 1e6, 0.0, 0.5); });
    const Complex power{1e6, 0.5e6};
    const double due_pu = two_bus_pu(1.0 / (1.0 + tap), kOhm / kBaseW, power);
    CHECK(rig.network.voltage_pu(low) == Approx(due_pu).epsilon(1e-12));
    const Complex due = power + kOhm / kBaseW * std::norm(power) / (due_pu * due_pu);
    CHECK(std::abs(rig.sent(tx) - due) < 0.01);
    rig.engine.run_until(kTicksPerSecond);
    CHECK(rig.gap_j(tx) < 0.01);
  }
}

TEST_CASE("fed from behind, the impedance is on the source's side of the tap", "[network][tap]") {
  TappedRig rig;
  const NodeId high = rig.node();
  const NodeId low = rig.node();
  rig.source(low);
  const double ratio = 1.0 / 1.05;
  const LinkId tx = rig.tapped(high, low, ratio);
  const DemandId rack = rig.demand(high);
  rig.start();
  rig.act(1, [&] { rig.ask(rack, 1e6, 0.0, 0.5); });
  const Complex power{1e6, 0.5e6};
  const double inner_pu = two_bus_pu(1.0, kOhm / kBaseW, power);
  CHECK(rig.network.voltage_pu(high) == Approx(inner_pu / ratio).epsilon(1e-12));
  CHECK(std::abs(-rig.sent(tx) - power) < 0.01);
  const Complex loss = kOhm / kBaseW * std::norm(power) / (inner_pu * inner_pu);
  CHECK(std::abs(-rig.received(tx) - power - loss) < 0.01);
  rig.engine.run_until(kTicksPerSecond);
  CHECK(rig.gap_j(tx) < 0.01);
}

TEST_CASE("unlike taps in parallel drive a current round", "[network][tap]") {
  // I = (k1 - k2) / (z1 + z2) at 1 pu, whatever the load; the bus has what both meet at.
  const Complex first = kOhm, second = 1.5 * kOhm;
  const double up = 1.0 / 0.975, down = 1.0 / 1.025;
  TappedRig rig;
  const NodeId high = rig.node();
  const NodeId low = rig.node();
  rig.source(high);
  const LinkId one = rig.tapped(high, low, up, first);
  const LinkId other = rig.tapped(high, low, down, second);
  rig.start();
  const Complex current = (up - down) / (first + second) * kBaseW;
  const Complex bus = up - first / kBaseW * current;
  CHECK(rig.network.voltage_pu(low) == Approx(std::abs(bus)).epsilon(1e-12));
  CHECK(std::abs(rig.received(one) - bus * std::conj(current)) < 0.01);
  CHECK(std::abs(rig.received(other) + bus * std::conj(current)) < 0.01);
  CHECK(std::abs(rig.sent(one) - up * std::conj(current)) < 0.01);
  CHECK(std::abs(rig.sent(other) + down * std::conj(current)) < 0.01);
  rig.engine.run_until(kTicksPerSecond);
  CHECK(rig.gap_j(one) < 0.01);
  CHECK(rig.gap_j(other) < 0.01);
  CHECK(rig.network.source_energy(0, rig.engine.now()).joules() ==
        Approx((first + second).real() / kBaseW * std::norm(current)).margin(1e-3));
}

TEST_CASE("a tap that moves is a new voltage, and the books of both close", "[network][tap]") {
  TappedRig rig;
  const NodeId high = rig.node();
  const NodeId low = rig.node();
  rig.source(high, 0.002, 0.01);
  const LinkId tx = rig.tapped(high, low, 1.0);
  const DemandId rack = rig.demand(low);
  rig.start();
  rig.act(1, [&] { rig.ask(rack, 1e6); });
  const double before_pu = rig.network.voltage_pu(low);
  rig.act(kTicksPerSecond, [&] { rig.network.set_ratio(tx, 1.0 / 0.95); });
  CHECK(rig.network.voltage_pu(low) > before_pu * 1.05);
  const auto rebuilds = rig.network.statistics().rebuilds;
  rig.act(2 * kTicksPerSecond, [&] { rig.network.set_ratio(tx, 1.0 / 0.95); });
  CHECK(rig.network.statistics().rebuilds == rebuilds);
  rig.engine.run_until(3 * kTicksPerSecond);
  CHECK(rig.gap_j(tx) < 0.02);
}

TEST_CASE("a ramp behind a tap reaches a watched voltage when it should", "[network][tap]") {
  const double ratio = 1.0 / 0.9;
  TappedRig rig;
  const NodeId high = rig.node();
  const NodeId low = rig.node();
  const NodeId row = rig.node();
  rig.source(high);
  rig.link(high, low, 0.02);
  rig.tapped(low, row, ratio, 0.01);
  const DemandId rack = rig.demand(row);
  const DemandId watch = rig.observer(row);
  rig.start();
  rig.network.set_watch(watch, {1.08, 2.0});
  ridethrough::core::Tick seen = -1;
  rig.owner(watch).action = [&](ridethrough::core::Tick now) {
    if (seen < 0 && rig.network.supply(watch).voltage_pu < 1.08) seen = now;
  };
  rig.act(1, [&] { rig.ask(rack, 0.0, 1e5); });
  rig.engine.run_until(20 * kTicksPerSecond);
  // V (E k - V) = P (r_low + k^2 r_high).
  const double due_w = 1.08 * (ratio - 1.08) / (0.01 + ratio * ratio * 0.02) * kBaseW;
  CHECK(ridethrough::core::seconds(seen) == Approx(due_w / 1e5).epsilon(2e-3));
  CHECK(ridethrough::core::seconds(seen) >= due_w / 1e5 * (1.0 - 1e-3));
}

TEST_CASE("faults behind a tap draw what their impedances as it turns them allow",
          "[network][tap][fault]") {
  // Dyn at 1 / 1.1: positive and negative k^2 zs + z, zero z.
  const double ratio = 1.0 / 1.1;
  const Complex feed{0.004, 0.02};
  const auto drawn_w = [&](FaultKind kind) {
    TappedRig rig;
    const NodeId high = rig.node();
    const NodeId low = rig.node();
    rig.source(high, feed.real(), feed.imag());
    LinkSpec spec{high, low, kOhm.real(), kOhm.imag()};
    spec.ratio = ratio;
    spec.clock = 11;
    spec.zero_path = ZeroPath::lower_earth;
    const LinkId tx = rig.network.add_link(spec);
    rig.start();
    rig.act(1, [&] { rig.network.set_fault(low, {kind, 0.0}); });
    rig.engine.run_until(kTicksPerSecond);
    CHECK(rig.gap_j(tx) < 1e-5 * std::abs(rig.sent(tx)));
    return rig.network.current_w(tx, rig.engine.now());
  };
  const Complex chain = ratio * ratio * feed + kOhm;
  CHECK(drawn_w(FaultKind::three_phase) == Approx(ratio / std::abs(chain) * kBaseW).epsilon(2e-5));
  CHECK(drawn_w(FaultKind::line_line) ==
        Approx(std::sqrt(3.0) * ratio / std::abs(2.0 * chain) * kBaseW).epsilon(2e-5));
  CHECK(drawn_w(FaultKind::line_ground) ==
        Approx(3.0 * ratio / std::abs(2.0 * chain + kOhm) * kBaseW).epsilon(2e-5));
}

TEST_CASE("the far side of a tapped delta has the phases of the near side, times the ratio",
          "[network][tap][fault]") {
  const auto phases = [](double ratio) {
    TappedRig rig;
    const NodeId high = rig.node();
    const NodeId low = rig.node();
    rig.source(high, 0.004, 0.02);
    LinkSpec spec{high, low, kOhm.real(), kOhm.imag()};
    spec.ratio = ratio;
    spec.clock = 11;
    spec.zero_path = ZeroPath::lower_earth;
    rig.network.add_link(spec);
    rig.start();
    rig.act(1, [&] { rig.network.set_fault(high, {FaultKind::line_ground, 0.0}); });
    return rig.network.phases(low);
  };
  const Phases plain = phases(1.0), tapped = phases(1.0 / 1.05);
  for (std::size_t i = 0; i < 3; ++i) CHECK(std::abs(tapped[i] - plain[i] / 1.05) < 1e-12);
}
