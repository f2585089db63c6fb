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

FlowLoad lagging_load(int node, double power_w, double power_factor) {
  FlowLoad load;
  load.node = node;
  load.power_w = power_w;
  load.reactive_var = power_w * std::tan(std::acos(power_factor));
  return load;
}

/// DC1 as the data's README describes it: buses INF, UTIL, MSB, UPSIN, PDUP, PDUS, RACK.
const std::vector<std::string> kDc1Buses = {"INF", "UTIL", "MSB", "UPSIN", "PDUP", "PDUS", "RACK"};
const std::vector<std::string> kDc1Branches = {"", "Zsrc", "T1", "C1", "C2", "T2", "C3"};

FlowZone dc1(double emf_pu, double load_share) {
  const double low_square = 480.0 * 480.0;
  const double rack_square = 208.0 * 208.0;
  const double short_circuit_r = 1.0 / (500e6 * std::sqrt(101.0));
  const Complex t1 = Complex{0.01, std::sqrt(0.06 * 0.06 - 0.01 * 0.01)} / 2.5e6;
  const Complex t2 = Complex{0.015, std::sqrt(0.04 * 0.04 - 0.015 * 0.015)} / 300e3;
  FlowZone zone;
  const auto add = [&](int parent, Complex impedance) {
    FlowNode& node = zone.nodes.emplace_back();
    node.parent = parent;
    node.impedance = impedance;
  };
  add(-1, 0.0);
  add(0, Complex{short_circuit_r, 10.0 * short_circuit_r});
  add(1, t1);
  add(2, Complex{0.5e-3, 0.8e-3} / low_square);
  add(2, Complex{4.0e-3, 3.0e-3} / low_square);
  add(4, t2);
  add(5, Complex{2.0e-3, 1.5e-3} / rack_square);
  zone.sources.push_back({0, emf_pu, 0.0});
  zone.loads = {lagging_load(3, 1500e3 * load_share, 0.99),
                lagging_load(2, 400e3 * load_share, 0.85),
                lagging_load(6, 200e3 * load_share, 0.98)};
  return zone;
}

FlowZone dc1_scenario(const std::string& name) {
  return dc1(name == "sag0.90" ? 0.9 : 1.0, name == "light" ? 0.1 : 1.0);
}

std::size_t place_of(const std::vector<std::string>& names, const std::string& name) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return i;
  }
  FAIL("unknown name " << name);
  return 0;
}

TEST_CASE("DC1 voltages agree with three independent solvers", "[validation][power_flow]") {
  double worst_pu = 0.0;
  for (const Row& row : read_power_csv("dc1_bus_voltages.csv")) {
    const FlowZone zone = dc1_scenario(row.at("scenario"));
    FlowSolver solver;
    solver.prepare(zone);
    const FlowResult& result = solver.solve(zone);
    INFO(row.at("scenario") << " " << row.at("bus"));
    REQUIRE(result.is_solved);
    const Complex expected = polar_deg(number(row, "vm_pu_newton"), number(row, "va_deg_newton"));
    const Complex found = result.voltage[place_of(kDc1Buses, row.at("bus"))];
    worst_pu = std::max(worst_pu, std::abs(found - expected));
  }
  report_case({.name = "DC1 lineup, bus voltages",
               .kind = "other_tool",
               .reference = "three independent solvers, full load, light load and a sag",
               .measured = worst_pu,
               .allowed = kVoltageMarginPu,
               .unit = "pu"});
}

TEST_CASE("DC1 branch flows agree", "[validation][power_flow]") {
  double worst_kw = 0.0;
  for (const Row& row : read_power_csv("dc1_branch_flows.csv")) {
    const FlowZone zone = dc1_scenario(row.at("scenario"));
    FlowSolver solver;
    solver.prepare(zone);
    const FlowResult& result = solver.solve(zone);
    const std::size_t lower = place_of(kDc1Branches, row.at("branch"));
    const FlowNode& node = zone.nodes[lower];
    const Complex upper_pu = result.voltage[static_cast<std::size_t>(node.parent)];
    const Complex current = (upper_pu - result.voltage[lower]) / node.impedance;
    const Complex sent = upper_pu * std::conj(current);
    INFO(row.at("scenario") << " " << row.at("branch"));
    // Six decimals of a kW in the file; a current from a voltage difference adds 1e-13 pu / 2e-9.
    worst_kw = std::max(worst_kw, std::abs(sent.real() / 1e3 - number(row, "p_from_kw")));
    CHECK(sent.imag() / 1e3 == Approx(number(row, "q_from_kvar")).margin(2e-6));
    CHECK(std::norm(current) * node.impedance.real() / 1e3 ==
          Approx(number(row, "loss_kw")).margin(1e-6));
    if (lower == 1) CHECK(result.source_power[0].real() == Approx(sent.real()).margin(1e-3));
  }
  report_case({.name = "DC1 lineup, branch flows",
               .kind = "other_tool",
               .reference = "the same solvers",
               .measured = worst_kw,
               .allowed = 2e-6,
               .unit = "kW"});
}

TEST_CASE("DC1 collapses at its nose", "[validation][power_flow]") {
  FlowZone zone = dc1(1.0, 1.0);
  FlowSolver solver;
  solver.prepare(zone);
  const auto is_solved_at = [&](double kw) {
    zone.loads[0] = lagging_load(3, kw * 1e3, 0.99);
    return solver.solve(zone).is_solved;
  };
  double below_kw = 1500.0;
  double above_kw = 20000.0;
  REQUIRE(is_solved_at(below_kw));
  REQUIRE_FALSE(is_solved_at(above_kw));
  while (above_kw - below_kw > 0.01) {
    const double middle_kw = 0.5 * (above_kw + below_kw);
    (is_solved_at(middle_kw) ? below_kw : above_kw) = middle_kw;
  }
  // Newton's last solvable demand, by two methods, is 11,702.78 kW: to 1e-5 of it.
  report_case({.name = "DC1 lineup, the nose at which it collapses",
               .kind = "other_tool",
               .reference = "11,702.78 kW by two methods",
               .measured = std::abs(below_kw / 11702.78 - 1.0),
               .allowed = 1e-5,
               .unit = "of it"});
  REQUIRE(is_solved_at(below_kw));
  // Near the nose the voltage moves with the root of the distance: 1e-5 of power is 3e-3 of
  // voltage.
  CHECK(std::abs(solver.solve(zone).voltage[3]) == Approx(0.6053).margin(5e-3));
}

TEST_CASE("Two buses agree with the closed form and collapse where it does",
          "[validation][power_flow]") {
  int infeasible = 0;
  double worst_pu = 0.0;
  for (const Row& row : read_power_csv("cpl2bus_closed_form.csv")) {
    // One per-unit power is 1 MW here, so that the grid of 1 uW is far below the margin.
    FlowZone zone;
    zone.nodes.resize(1);
    const Complex impedance{number(row, "R_pu") / 1e6, number(row, "X_pu") / 1e6};
    zone.sources.push_back({0, number(row, "E_pu"), impedance});
    FlowLoad& load = zone.loads.emplace_back();
    load.power_w = number(row, "P_pu") * 1e6;
    load.reactive_var = number(row, "Q_pu") * 1e6;
    FlowSolver solver;
    solver.prepare(zone);
    const FlowResult& result = solver.solve(zone);
    INFO("E " << row.at("E_pu") << " P " << row.at("P_pu"));
    if (row.at("V_high_pu") == "nan") {
      ++infeasible;
      CHECK_FALSE(result.is_solved);
      continue;
    }
    REQUIRE(result.is_solved);
    const Complex expected = polar_deg(number(row, "V_high_pu"), number(row, "delta_deg"));
    worst_pu = std::max(worst_pu, std::abs(result.voltage[0] - expected));
  }
  CHECK(infeasible == 9);
  report_case({.name = "constant power behind one impedance",
               .kind = "analytic",
               .reference = "closed form of two buses; its 9 rows without a solution collapse",
               .measured = worst_pu,
               .allowed = kVoltageMarginPu,
               .unit = "pu"});
}

}  // namespace
