#include "ridethrough/network/power_flow.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace {

using namespace ridethrough::network;

using Row = std::map<std::string, std::string>;

/// The rows of a CSV file of tests/validation/data/power by column name.
std::vector<Row> read_power_csv(const std::string& name) {
  std::ifstream file(std::string(RIDETHROUGH_SOURCE_DIR "/tests/validation/data/power/") + name);
  REQUIRE(file.good());
  const auto split = [](const std::string& line) {
    std::vector<std::string> cells;
    std::istringstream stream(line);
    for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
    return cells;
  };
  std::string line;
  std::getline(file, line);
  const std::vector<std::string> columns = split(line);
  std::vector<Row> rows;
  while (std::getline(file, line)) {
    const std::vector<std::string> cells = split(line);
    REQUIRE(cells.size() == columns.size());
    Row& row = rows.emplace_back();
    for (std::size_t i = 0; i < cells.size(); ++i) row[columns[i]] = cells[i];
  }
  return rows;
}

double number(const Row& row, const std::string& column) { return std::stod(row.at(column)); }

int integer(const Row& row, const std::string& column) { return std::stoi(row.at(column)); }

Complex polar_deg(double magnitude, double angle_deg) {
  return std::polar(magnitude, angle_deg * std::acos(-1.0) / 180.0);
}

FlowLoad lagging_load(int node, double power_w, double power_factor) {
  FlowLoad load;
  load.node = node;
  load.power_w = power_w;
  load.reactive_var = power_w * std::tan(std::acos(power_factor));
  return load;
}

// The files carry nine decimals of voltage; the oracles agree among themselves to 1e-8 pu.
constexpr double kVoltageMarginPu = 1e-7;

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
  zone.loads = {lagging_load(3, 1500e3 * load_share, 0.99), lagging_load(2, 400e3 * load_share, 0.85),
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
  for (const Row& row : read_power_csv("dc1_bus_voltages.csv")) {
    const FlowZone zone = dc1_scenario(row.at("scenario"));
    FlowSolver solver;
    solver.prepare(zone);
    const FlowResult& result = solver.solve(zone);
    INFO(row.at("scenario") << " " << row.at("bus"));
    REQUIRE(result.is_solved);
    const Complex expected =
        polar_deg(number(row, "vm_pu_newton"), number(row, "va_deg_newton"));
    CHECK(std::abs(result.voltage[place_of(kDc1Buses, row.at("bus"))] - expected) <
          kVoltageMarginPu);
  }
}

TEST_CASE("DC1 branch flows agree", "[validation][power_flow]") {
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
    CHECK(sent.real() / 1e3 == Approx(number(row, "p_from_kw")).margin(2e-6));
    CHECK(sent.imag() / 1e3 == Approx(number(row, "q_from_kvar")).margin(2e-6));
    CHECK(std::norm(current) * node.impedance.real() / 1e3 ==
          Approx(number(row, "loss_kw")).margin(1e-6));
    if (lower == 1) CHECK(result.source_power[0].real() == Approx(sent.real()).margin(1e-3));
  }
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
  CHECK(below_kw == Approx(11702.78).epsilon(1e-5));
  REQUIRE(is_solved_at(below_kw));
  // Near the nose the voltage moves with the root of the distance: 1e-5 of power is 3e-3 of voltage.
  CHECK(std::abs(solver.solve(zone).voltage[3]) == Approx(0.6053).margin(5e-3));
}

TEST_CASE("Two buses agree with the closed form and collapse where it does",
          "[validation][power_flow]") {
  int infeasible = 0;
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
    CHECK(std::abs(result.voltage[0] - expected) < kVoltageMarginPu);
  }
  CHECK(infeasible == 9);
}

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

TEST_CASE("The 33-bus feeder agrees with pandapower and the literature",
          "[validation][power_flow]") {
  const Feeder feeder = feeder33(false);
  FlowZone zone;
  zone.nodes.resize(33);
  for (const FlowEdge& edge : feeder.edges) {
    FlowNode& node = zone.nodes[static_cast<std::size_t>(edge.to)];
    node.parent = edge.from;
    node.impedance = edge.impedance;
  }
  zone.loads = feeder.loads;
  zone.sources.push_back({0, 1.0, 0.0});
  FlowSolver solver;
  solver.prepare(zone);
  const FlowResult& result = solver.solve(zone);
  REQUIRE(result.is_solved);
  for (const Row& row : read_power_csv("ieee33_bus_voltages.csv")) {
    const auto bus = static_cast<std::size_t>(integer(row, "bus1based") - 1);
    const Complex expected = polar_deg(number(row, "vm_pu"), number(row, "va_degree"));
    CHECK(std::abs(result.voltage[bus] - expected) < kVoltageMarginPu);
  }
  const Complex loss = result.source_power[0] - feeder.demand;
  // The literature's digits end there.
  CHECK(loss.real() / 1e3 == Approx(202.67713).margin(1e-5));
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
      FlowZone zone;
      zone.nodes.resize(33);
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
      FlowSolver solver;
      solver.prepare(zone);
      const FlowResult& result = solver.solve(zone);
      INFO("load " << load_share << " trees " << has_trees << " steps " << result.iterations
                   << " lowest " << std::abs(expected[31]));
      REQUIRE(result.is_solved);
      for (std::size_t i = 0; i < 33; ++i) {
        CHECK(std::abs(result.voltage[i] - expected[i]) < kVoltageMarginPu);
      }
    }
  }
}

}  // namespace
