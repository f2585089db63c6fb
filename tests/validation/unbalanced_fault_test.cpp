#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <complex>
#include <limits>

#include "ridethrough/core/engine.hpp"
#include "ridethrough/network/network.hpp"
#include "support/network_rig.hpp"
#include "support/power_tables.hpp"
#include "support/validation_case.hpp"

namespace {

using namespace ridethrough::network;
using namespace ridethrough::testing;
using ridethrough::core::kTicksPerSecond;
using ridethrough::support::NetworkRig;
using Complex = std::complex<double>;

constexpr double kMediumV = 13800.0;
constexpr double kLowV = 480.0;

/// 500 MVA with X/R 10 and Z0 = Z1 at 13.8 kV, and an unloaded Dyn1 of 2.5 MVA, 6 %, R 1 %.
struct SaggingBus : NetworkRig {
  SaggingBus() {
    medium = network.add_node({"mv", kMediumV, false, 1});
    low = network.add_node({"lv", kLowV, false, 1});
    const double grid_ohm = kMediumV * kMediumV / 500e6;
    SourceSpec feed;
    feed.node = medium;
    feed.resistance_ohm = grid_ohm / std::hypot(1.0, 10.0);
    feed.reactance_ohm = 10.0 * feed.resistance_ohm;
    const SourceId grid = network.add_source(feed);
    const double base_ohm = kLowV * kLowV / 2.5e6;
    LinkSpec transformer{medium, low, 0.01 * base_ohm,
                         std::sqrt(0.06 * 0.06 - 0.01 * 0.01) * base_ohm};
    transformer.clock = 1;
    transformer.zero_path = ZeroPath::lower_earth;
    network.add_link(transformer);
    network.start();
    act(0, [&] { network.set_source(grid, true, 1.0); });
  }
  void fault(const Fault& given) {
    act(engine.now() + kTicksPerSecond, [&] { network.set_fault(medium, given); });
  }
  double phase_pu(NodeId node, std::size_t phase) const {
    return std::abs(network.phases(node)[phase]);
  }

  NodeId medium = -1, low = -1;
};

TEST_CASE("an earth fault at medium voltage through a Dyn1", "[validation]") {
  double error_pu = 0.0;
  for (const Row& row : read_power_csv("slg_dyn_sag.csv")) {
    SaggingBus bus;
    bus.fault({FaultKind::line_ground, number(row, "Zf_ohm")});
    constexpr std::array<const char*, 3> kPhases{"a", "b", "c"};
    std::array<double, 3> low{}, due{};
    for (std::size_t i = 0; i < 3; ++i) {
      const double medium_pu = number(row, std::string("MV_") + kPhases[i]);
      error_pu = std::max(error_pu, std::abs(bus.phase_pu(bus.medium, i) - medium_pu));
      const double other_pu = number(row, "dss_MV_" + std::to_string(i + 1));
      error_pu = std::max(error_pu, std::abs(bus.phase_pu(bus.medium, i) - other_pu));
      low[i] = bus.phase_pu(bus.low, i);
      due[i] = number(row, std::string("LV_") + kPhases[i]);
    }
    // Which phase of the far side is which depends on how its terminals are named.
    std::sort(low.begin(), low.end());
    std::sort(due.begin(), due.end());
    for (std::size_t i = 0; i < 3; ++i) error_pu = std::max(error_pu, std::abs(low[i] - due[i]));
  }
  report_case({.name = "earth fault at 13.8 kV seen behind a Dyn1 transformer",
               .kind = "other_tool",
               .reference = "phase voltages on both sides, worked by hand and by OpenDSS",
               .measured = error_pu,
               .allowed = 1e-5,
               .unit = "pu"});
}

TEST_CASE("currents of faults against their closed forms", "[validation]") {
  const double grid_w = 500e6;
  double error = 0.0;
  const auto compare = [&](FaultKind kind, double due_w) {
    SaggingBus bus;
    bus.fault({kind, 0.0});
    const auto now = bus.engine.now();
    const Flow flow = bus.network.fault_flow(bus.medium);
    const double apparent_w = std::hypot(flow.power.watts(now), flow.reactive.watts(now));
    const double current_w = apparent_w / bus.network.voltage_pu(bus.medium);
    error = std::max(error, std::abs(current_w / due_w - 1.0));
  };
  // Positive-sequence currents: E / Z1, E / (Z1 + Z2), E / (Z1 + Z2 + Z0), all three equal here.
  compare(FaultKind::three_phase, grid_w / (1.0 + 1e-5));
  compare(FaultKind::line_line, grid_w / 2.0);
  compare(FaultKind::line_ground, grid_w / 3.0);
  report_case(
      {.name = "fault currents at a 500 MVA bus",
       .kind = "analytic",
       .reference = "E / Z1, E / (Z1 + Z2) and E / (Z1 + Z2 + Z0) with the contact's 1e-5 of Z1",
       .measured = error,
       .allowed = 1e-6,
       .unit = "of the current"});
}

TEST_CASE("voltages of a fault between two phases against the closed form", "[validation]") {
  double error_pu = 0.0;
  for (const double resistance_ohm : {0.0, 0.1, 1.0}) {
    SaggingBus bus;
    bus.fault({FaultKind::line_line, resistance_ohm});
    // V1 = (Z2 + Zf) / (2 Z + Zf), V2 = Z2 / (2 Z + Zf).
    const double grid_ohm = kMediumV * kMediumV / 500e6;
    const Complex impedance = grid_ohm * Complex(1.0, 10.0) / std::hypot(1.0, 10.0);
    const Complex sum = 2.0 * impedance + resistance_ohm;
    const Complex positive = (impedance + resistance_ohm) / sum;
    const Complex negative = impedance / sum;
    const Complex third = std::polar(1.0, 2.0 * std::acos(-1.0) / 3.0);
    const Phases phases = bus.network.phases(bus.medium);
    const Phases due{positive + negative, std::conj(third) * positive + third * negative,
                     third * positive + std::conj(third) * negative};
    for (std::size_t i = 0; i < 3; ++i) {
      error_pu = std::max(error_pu, std::abs(phases[i] - due[i]));
    }
  }
  report_case({.name = "voltages left by a fault between two phases",
               .kind = "analytic",
               .reference = "(Z2 + Zf) / (Z1 + Z2 + Zf) and Z2 / (Z1 + Z2 + Zf), bolted to 1 ohm",
               .measured = error_pu,
               .allowed = 1e-9,
               .unit = "pu"});
}

TEST_CASE("a fault below a current-limited inverter", "[validation]") {
  double error_pu = 0.0;
  for (const double fault_ohm : {0.02, 0.1, 0.5}) {
    NetworkRig rig;
    const NodeId head = rig.network.add_node({"output", 400.0, false, 1});
    SourceSpec spec;
    spec.node = head;
    spec.kind = SourceKind::converter;
    spec.current_limit_w = 1.5 * 100e3;
    const SourceId inverter = rig.network.add_source(spec);
    rig.network.start();
    rig.act(0, [&] { rig.network.set_source(inverter, true, 1.0); });
    rig.act(kTicksPerSecond, [&] {
      rig.network.set_fault(head, {FaultKind::three_phase, fault_ohm});
    });
    const double due_pu = std::min(1.0, 150e3 * fault_ohm / (400.0 * 400.0));
    CHECK(rig.network.is_limiting(inverter) == (due_pu < 1.0));
    error_pu = std::max(error_pu, std::abs(rig.network.voltage_pu(head) - due_pu));
  }
  report_case({.name = "voltage above a fault that an inverter feeds at its current limit",
               .kind = "analytic",
               .reference = "I Zf with I = 150 % of 100 kVA",
               .measured = error_pu,
               .allowed = 1e-9,
               .unit = "pu"});
}

}  // namespace
