#include "ridethrough/network/power_flow.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "support/power_tables.hpp"
#include "support/validation_case.hpp"

namespace {

using namespace ridethrough::network;
using namespace ridethrough::testing;

struct Feeder {
  std::vector<FlowEdge> edges;
  std::vector<FlowLoad> loads;
  Complex demand;
};

Feeder feeder33(bool has_ties) {
  constexpr double kNominalSquare = 12660.0 * 12660.0;
  Feeder feeder;
  for (const Row& row : read_power_csv("ieee33_lines.csv")) {
    if (integer(row, "in_service") == 0 && !has_ties) continue;
    feeder.edges.push_back({integer(row, "from_bus"), integer(row, "to_bus"),
                            Complex{number(row, "r_ohm"), number(row, "x_ohm")} / kNominalSquare});
  }
  for (const Row& row : read_power_csv("ieee33_loads.csv")) {
    FlowLoad& load = feeder.loads.emplace_back();
    load.node = integer(row, "bus");
    load.power_w = number(row, "p_mw") * 1e6;
    load.reactive_var = number(row, "q_mvar") * 1e6;
    feeder.demand += Complex{load.power_w, load.reactive_var};
  }
  return feeder;
}

/// The feeder with its source at bus 0; lines that leave the core are branches of trees.
FlowZone zone_of(const Feeder& feeder, const std::vector<bool>& is_core) {
  FlowZone zone;
  zone.nodes.resize(is_core.size());
  zone.loads = feeder.loads;
  zone.sources.push_back({0, 1.0, 0.0});
  for (const FlowEdge& edge : feeder.edges) {
    if (is_core[static_cast<std::size_t>(edge.from)] &&
        is_core[static_cast<std::size_t>(edge.to)]) {
      zone.edges.push_back(edge);
    } else {
      FlowNode& node = zone.nodes[static_cast<std::size_t>(edge.to)];
      node.parent = edge.from;
      node.impedance = edge.impedance;
    }
  }
  return zone;
}

double largest_distance(const std::vector<Complex>& left, const std::vector<Complex>& right) {
  double largest = 0.0;
  for (std::size_t i = 0; i < right.size(); ++i) {
    largest = std::max(largest, std::abs(left[i] - right[i]));
  }
  return largest;
}

TEST_CASE("The 33-bus feeder agrees with pandapower and the literature",
          "[validation][power_flow]") {
  const Feeder feeder = feeder33(false);
  const FlowZone zone = zone_of(feeder, std::vector<bool>(33, false));
  FlowSolver solver;
  solver.prepare(zone);
  const FlowResult& result = solver.solve(zone);
  REQUIRE(result.is_solved);
  double worst_pu = 0.0;
  for (const Row& row : read_power_csv("ieee33_bus_voltages.csv")) {
    const auto bus = static_cast<std::size_t>(integer(row, "bus1based") - 1);
    const Complex expected = polar_deg(number(row, "vm_pu"), number(row, "va_degree"));
    worst_pu = std::max(worst_pu, std::abs(result.voltage[bus] - expected));
  }
  report_case({.name = "33-bus feeder, bus voltages",
               .kind = "other_tool",
               .reference = "pandapower",
               .measured = worst_pu,
               .allowed = kVoltageMarginPu,
               .unit = "pu"});
  const Complex loss = result.source_power[0] - feeder.demand;
  // The literature's digits end there.
  report_case({.name = "33-bus feeder, loss",
               .kind = "published",
               .reference = "Baran and Wu's feeder, 202.67713 kW in the literature",
               .measured = std::abs(loss.real() / 1e3 - 202.67713),
               .allowed = 1e-5,
               .unit = "kW"});
  CHECK(loss.imag() / 1e3 == Approx(135.14097).margin(1e-5));
}

/// Solves a x = b by Gauss elimination with row exchange.
std::vector<double> eliminate(std::vector<std::vector<double>> a, std::vector<double> b) {
  const std::size_t n = b.size();
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t best = k;
    for (std::size_t i = k; i < n; ++i) {
      if (std::abs(a[i][k]) > std::abs(a[best][k])) best = i;
    }
    std::swap(a[k], a[best]);
    std::swap(b[k], b[best]);
    for (std::size_t i = k + 1; i < n; ++i) {
      const double factor = a[i][k] / a[k][k];
      for (std::size_t j = k; j < n; ++j) a[i][j] -= factor * a[k][j];
      b[i] -= factor * b[k];
    }
  }
  for (std::size_t k = n; k-- > 0;) {
    for (std::size_t j = k + 1; j < n; ++j) b[k] -= a[k][j] * b[j];
    b[k] /= a[k][k];
  }
  return b;
}

/// Independent of the solver: Newton on the power mismatch of every bus but bus 0, which is held at
/// 1 pu, in rectangular coordinates. The mismatch is quadratic, so central differences are exact.
std::vector<Complex> plain_newton(const Feeder& feeder, std::size_t buses) {
  std::vector<Complex> voltage(buses, 1.0);
  const auto mismatch_mw = [&] {
    std::vector<Complex> power(buses);
    for (const FlowEdge& edge : feeder.edges) {
      const auto from = static_cast<std::size_t>(edge.from);
      const auto to = static_cast<std::size_t>(edge.to);
      const Complex current = (voltage[from] - voltage[to]) / edge.impedance;
      power[from] += voltage[from] * std::conj(current);
      power[to] -= voltage[to] * std::conj(current);
    }
    for (const FlowLoad& load : feeder.loads) {
      power[static_cast<std::size_t>(load.node)] += Complex{load.power_w, load.reactive_var};
    }
    std::vector<double> flat;
    for (std::size_t i = 1; i < buses; ++i) {
      flat.push_back(power[i].real() / 1e6);
      flat.push_back(power[i].imag() / 1e6);
    }
    return flat;
  };
  const std::size_t unknowns = 2 * (buses - 1);
  for (int step = 0; step < 10; ++step) {
    std::vector<std::vector<double>> jacobian(unknowns, std::vector<double>(unknowns));
    for (std::size_t j = 0; j < unknowns; ++j) {
      const Complex nudge = j % 2 == 0 ? Complex{1e-3, 0.0} : Complex{0.0, 1e-3};
      Complex& moved = voltage[1 + j / 2];
      moved += nudge;
      const std::vector<double> above = mismatch_mw();
      moved -= 2.0 * nudge;
      const std::vector<double> below = mismatch_mw();
      moved += nudge;
      for (std::size_t i = 0; i < unknowns; ++i) jacobian[i][j] = (above[i] - below[i]) / 2e-3;
    }
    const std::vector<double> move = eliminate(jacobian, mismatch_mw());
    for (std::size_t i = 0; i < unknowns; i += 2) {
      voltage[1 + i / 2] -= Complex{move[i], move[i + 1]};
    }
  }
  return voltage;
}

/// Nodes that are left when leaves are cut off again and again; bus 0 with the source stays.
std::vector<bool> find_core(const Feeder& feeder, std::size_t buses) {
  std::vector<bool> is_core(buses, true);
  for (bool is_changed = true; is_changed;) {
    is_changed = false;
    std::vector<int> degree(buses, 0);
    for (const FlowEdge& edge : feeder.edges) {
      const auto from = static_cast<std::size_t>(edge.from);
      const auto to = static_cast<std::size_t>(edge.to);
      if (is_core[from] && is_core[to]) ++degree[from], ++degree[to];
    }
    for (std::size_t i = 1; i < buses; ++i) {
      if (is_core[i] && degree[i] < 2) is_core[i] = false, is_changed = true;
    }
  }
  return is_core;
}

TEST_CASE("The 33-bus feeder with its ties closed agrees with a plain Newton",
          "[validation][power_flow]") {
  double worst_pu = 0.0;
  for (const double load_share : {1.0, 4.0, 6.5}) {
    Feeder feeder = feeder33(true);
    for (FlowLoad& load : feeder.loads) {
      load.power_w *= load_share;
      load.reactive_var *= load_share;
    }
    const std::vector<Complex> expected = plain_newton(feeder, 33);
    for (const bool has_trees : {true, false}) {
      const std::vector<bool> is_core =
          has_trees ? find_core(feeder, 33) : std::vector<bool>(33, true);
      const FlowZone zone = zone_of(feeder, is_core);
      FlowSolver solver;
      solver.prepare(zone);
      const FlowResult& result = solver.solve(zone);
      INFO("load " << load_share << " trees " << has_trees << " steps " << result.iterations
                   << " lowest " << std::abs(expected[31]));
      REQUIRE(result.is_solved);
      worst_pu = std::max(worst_pu, largest_distance(result.voltage, expected));
    }
  }
  report_case({.name = "33-bus feeder with its ties closed",
               .kind = "analytic",
               .reference = "a plain Newton in rectangular coordinates, written in the test",
               .measured = worst_pu,
               .allowed = kVoltageMarginPu,
               .unit = "pu"});
}

}  // namespace
