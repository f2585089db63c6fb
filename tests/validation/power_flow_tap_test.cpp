#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <complex>

#include "ridethrough/network/power_flow.hpp"
#include "support/power_tables.hpp"
#include "support/validation_case.hpp"

namespace {

using namespace ridethrough::network;
using namespace ridethrough::testing;

/// The IEEE 14-bus system, all of it one core; three of its transformers are off their ratio.
FlowZone ieee14() {
  constexpr double kBaseW = 100e6;
  FlowZone zone;
  for (const Row& row : read_power_csv("ieee14_branches.csv")) {
    zone.edges.push_back({integer(row, "from_bus") - 1, integer(row, "to_bus") - 1,
                          Complex{number(row, "r_pu"), number(row, "x_pu")} / kBaseW,
                          1.0 / number(row, "tap")});
  }
  for (const Row& row : read_power_csv("ieee14_buses.csv")) {
    const int bus = integer(row, "bus") - 1;
    zone.nodes.emplace_back();
    if (bus == 0) {
      zone.sources.push_back({bus, number(row, "vm_pu"), 0.0});
      continue;
    }
    FlowLoad& load = zone.loads.emplace_back();
    load.node = bus;
    load.power_w = number(row, "p_mw") * 1e6;
    load.reactive_var = number(row, "q_mvar") * 1e6;
  }
  return zone;
}

TEST_CASE("The IEEE 14-bus system with its taps", "[validation][power_flow][tap]") {
  const FlowZone zone = ieee14();
  FlowSolver solver;
  solver.prepare(zone);
  const FlowResult& result = solver.solve(zone);
  REQUIRE(result.is_solved);
  double error_pu = 0.0, published_pu = 0.0;
  for (const Row& row : read_power_csv("ieee14_buses.csv")) {
    const Complex found = result.voltage[static_cast<std::size_t>(integer(row, "bus") - 1)];
    const Complex due = polar_deg(number(row, "vm_pu"), number(row, "va_deg"));
    error_pu = std::max(error_pu, std::abs(found - due));
    published_pu =
        std::max(published_pu, std::abs(std::abs(found) - number(row, "published_vm_pu")));
  }
  report_case({.name = "IEEE 14-bus system, three transformers with taps",
               .kind = "other_tool",
               .reference = "voltages by a plain Newton with generators held at their voltage",
               .measured = error_pu,
               .allowed = kVoltageMarginPu,
               .unit = "pu"});
  // The archive rounds to 1e-3 pu and has bus 4 at 1.019, where its own data give 1.0177.
  report_case({.name = "IEEE 14-bus system, published voltages",
               .kind = "published",
               .reference = "magnitudes of the University of Washington archive, three decimals",
               .measured = published_pu,
               .allowed = 1.5e-3,
               .unit = "pu"});
}

}  // namespace
