#include "devices/swing/swing_network.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <complex>
#include <numbers>

#include "support/network_rig.hpp"
#include "support/ticks.hpp"

namespace ridethrough::devices {
namespace {

using network::DemandId;
using network::Emf;
using network::NodeId;
using network::SourceId;
using support::NetworkRig;

using ridethrough::support::kSecond;
constexpr double kFirstOhm = 0.15, kSecondOhm = 0.24;

/// Two sets behind a cable and a transformer of clock 11, a load at the bus and one below it.
struct TwoSets : NetworkRig {
  NodeId first = node(), second = node(), bus = node(), below = node();
  SourceId first_set = source(first, 0.0, kFirstOhm, network::SourceKind::generator);
  SourceId second_set = source(second, 0.0, kSecondOhm, network::SourceKind::generator);
  DemandId at_bus = demand(bus), at_leaf = demand(below);
  std::vector<SwingTerminal> terminals{{first_set, first, kFirstOhm},
                                       {second_set, second, kSecondOhm}};

  TwoSets() {
    link(first, bus, 0.005, 0.01);
    network.add_link({second, bus, 0.004, 0.02, 800.0, true, 11});
    link(bus, below, 0.01);
    start();
    act(kSecond, [this] {
      turn(first_set, 1.03, 0.0);
      turn(second_set, 1.05, 0.05 - std::numbers::pi / 6.0);
      ask(at_bus, 2e5);
      ask(at_leaf, 6e5, 0.0, 0.4);
    });
  }
  void turn(SourceId id, double magnitude_pu, double angle_rad) {
    Emf emf;
    emf.magnitude_pu = magnitude_pu;
    emf.angle_rad = angle_rad;
    emf.frequency = {0, 50.0, 0.0};
    emf.nominal_hz = 50.0;
    network.set_source(id, true, emf);
  }
};

TEST_CASE("the network between sets gives what the whole zone gives", "[genset][swing]") {
  TwoSets rig;
  SwingNetwork between;
  CHECK(between.read(rig.network, kSecond, rig.terminals));
  between.assume(kSecond);
  CHECK_FALSE(between.read(rig.network, 2 * kSecond, rig.terminals));
  CHECK(between.is_flat());
  // The no-load loss and the cable below the bus are among what is drawn.
  CHECK(between.power_w(0.0) == Approx(8e5 + 800.0 + 1e-8 * (36 + 5.76) * 1e10).margin(1e3));
  const double turned = 0.05 - std::numbers::pi / 6.0 + between.lag_rad(1);
  CHECK(std::remainder(turned - 0.05, 2.0 * std::numbers::pi) == Approx(0.0).margin(1e-12));
  std::vector<SwingFlow> flows;
  REQUIRE(between.solve(0.0, {std::polar(1.03, 0.0), std::polar(1.05, turned)}, flows));
  const network::Flow first = rig.network.source_flow(rig.first_set);
  const network::Flow second = rig.network.source_flow(rig.second_set);
  CHECK(flows[0].power_w == Approx(first.power.watts(kSecond)).epsilon(1e-7).margin(0.1));
  CHECK(flows[0].reactive_var == Approx(first.reactive.watts(kSecond)).epsilon(1e-7).margin(0.1));
  CHECK(flows[1].power_w == Approx(second.power.watts(kSecond)).epsilon(1e-7).margin(0.1));
  CHECK(flows[1].reactive_var == Approx(second.reactive.watts(kSecond)).epsilon(1e-7).margin(0.1));
  CHECK(flows[1].voltage_pu == Approx(rig.network.voltage_pu(rig.second)).margin(1e-7));
}

TEST_CASE("a new draw or slope is news to the network between sets", "[genset][swing]") {
  TwoSets rig;
  SwingNetwork between;
  between.read(rig.network, kSecond, rig.terminals);
  between.assume(kSecond);
  rig.act(2 * kSecond, [&] { rig.ask(rig.at_bus, 2.001e5); });
  CHECK(between.read(rig.network, 2 * kSecond, rig.terminals));
  between.assume(2 * kSecond);
  rig.act(3 * kSecond, [&] { rig.ask(rig.at_bus, 2.001e5, 1e3); });
  CHECK(between.read(rig.network, 3 * kSecond, rig.terminals));
  between.assume(3 * kSecond);
  CHECK_FALSE(between.is_flat());
  CHECK(between.power_w(2.0) - between.power_w(0.0) == Approx(2e3).margin(20.0));
}

TEST_CASE("what holds a zone down is an admittance to the sets", "[genset][swing]") {
  TwoSets rig;
  rig.act(2 * kSecond, [&] {
    rig.network.set_fault(rig.below, {network::FaultKind::three_phase, 0.02});
  });
  SwingNetwork between;
  between.read(rig.network, 2 * kSecond, rig.terminals);
  between.assume(2 * kSecond);
  std::vector<SwingFlow> now, less;
  const auto solve = [&](double part, std::vector<SwingFlow>& flows) {
    return between.solve(0.0, {std::polar(1.03 * part, 0.0), std::polar(1.05 * part, 0.05)}, flows);
  };
  REQUIRE(solve(1.0, now));
  REQUIRE(solve(0.9, less));
  CHECK(now[0].voltage_pu < 0.7);
  CHECK(less[0].power_w == Approx(0.81 * now[0].power_w).epsilon(1e-6));
}

TEST_CASE("a source at its limit keeps the direction of its current", "[genset][swing]") {
  TwoSets rig;
  constexpr double kLimitW = 3e5;
  std::vector<SwingTerminal> limited = rig.terminals;
  limited[1].current_limit_w = kLimitW;
  SwingNetwork between;
  between.read(rig.network, kSecond, limited);
  between.assume(kSecond);
  const std::vector<std::complex<double>> asked{std::polar(1.03, 0.0), std::polar(1.05, 0.05)};
  std::vector<std::complex<double>> made = asked;
  std::vector<SwingFlow> free, within, again;
  REQUIRE(between.solve(0.0, asked, free));
  REQUIRE(between.solve_within_limits(0.0, made, within));
  CHECK_FALSE(within[0].is_limited);
  CHECK(within[1].is_limited);
  CHECK(made[0] == asked[0]);
  CHECK(std::abs(made[1]) < std::abs(asked[1]));
  const double current_w =
      std::hypot(within[1].power_w, within[1].reactive_var) / within[1].voltage_pu;
  CHECK(current_w == Approx(0.999 * kLimitW).epsilon(1e-9));
  CHECK(std::hypot(free[1].power_w, free[1].reactive_var) > kLimitW);
  // The other gives the rest, and the voltage that is made makes the same flows.
  CHECK(within[0].power_w > free[0].power_w);
  REQUIRE(between.solve(0.0, made, again));
  CHECK(again[1].power_w == Approx(within[1].power_w).epsilon(1e-12));
}

}  // namespace
}  // namespace ridethrough::devices
