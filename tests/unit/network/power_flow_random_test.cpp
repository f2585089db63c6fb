#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "ridethrough/network/power_flow.hpp"

namespace {

using namespace ridethrough::network;

constexpr unsigned kSeed = 20261122;

/// Draws that do not depend on a standard library's distributions.
class FlowDraw {
 public:
  explicit FlowDraw(unsigned seed) : engine_(seed) {}
  double between(double low, double high) {
    return low + (high - low) * (static_cast<double>(engine_()) * 0x1p-32);
  }
  int below(int count) { return static_cast<int>(engine_() % static_cast<unsigned>(count)); }

 private:
  std::mt19937 engine_;
};

/// A zone of 2 to 9 nodes and one or two core nodes; `stress` is about the voltage drop at the
/// leaves.
FlowZone random_zone(FlowDraw& draw, double stress, int most_copies) {
  FlowZone zone;
  const int core = draw.below(4) == 0 ? 2 : 1;
  const int count = core + 1 + draw.below(7);
  zone.nodes.resize(static_cast<std::size_t>(count));
  const auto impedance = [&] {
    return std::polar(draw.between(0.2, 1.0) * 1e-7 * stress, draw.between(0.1, 1.5));
  };
  for (int i = core; i < count; ++i) {
    FlowNode& node = zone.nodes[static_cast<std::size_t>(i)];
    node.parent = draw.below(i);
    node.impedance = impedance();
    node.no_load_w = draw.below(3) == 0 ? draw.between(0.0, 3e3) : 0.0;
    node.copies = 1 + draw.below(most_copies);
  }
  zone.sources.push_back({0, std::polar(draw.below(3) == 0 ? draw.between(0.1, 1.0) : 1.0, 0.2),
                          draw.below(3) == 0 ? Complex{} : impedance()});
  if (core == 2) {
    zone.edges.push_back({0, 1, impedance()});
    if (draw.below(2) == 0) zone.sources.push_back({1, 1.01, impedance()});
  }
  const int loads = 1 + draw.below(2 * count);
  const bool is_limited = draw.below(2) == 0;
  for (int i = 0; i < loads; ++i) {
    FlowLoad& load = zone.loads.emplace_back();
    load.node = draw.below(count);
    load.copies = 1 + draw.below(most_copies);
    load.power_w = draw.between(0.0, 1e6) * (draw.below(8) == 0 ? -1.0 : 1.0);
    load.reactive_var = draw.between(-0.2, 0.5) * load.power_w;
    if (is_limited || draw.below(2) == 0) {
      load.current_limit_w = std::abs(load.power_w) * draw.between(1.0, 3.0);
    }
  }
  return zone;
}

/// `zone` with every copy listed, in random order under the rule that parents come first.
struct Listed {
  FlowZone zone;
  std::vector<std::size_t> node_of;  ///< lumped node by listed node
  std::vector<std::size_t> load_of;  ///< lumped load by listed load
};

/// A copy that is still to be listed below the listed node `parent`.
struct Waiting {
  std::size_t node;
  int parent;
};

void list_load(const FlowLoad& load, std::size_t index, int node, Listed& listed) {
  for (std::int64_t k = 0; k < load.copies; ++k) {
    FlowLoad& copy = listed.zone.loads.emplace_back(load);
    copy.node = node;
    copy.copies = 1;
    listed.load_of.push_back(index);
  }
}

/// Lists one copy of a node and all its loads; its children then wait.
void list_node(const FlowZone& lumped, const Waiting& next, Listed& listed,
               std::vector<Waiting>& waiting) {
  const int here = static_cast<int>(listed.zone.nodes.size());
  FlowNode& copy = listed.zone.nodes.emplace_back(lumped.nodes[next.node]);
  copy.parent = next.parent;
  copy.copies = 1;
  listed.node_of.push_back(next.node);
  for (std::size_t i = 0; i < lumped.nodes.size(); ++i) {
    if (lumped.nodes[i].parent != static_cast<int>(next.node)) continue;
    waiting.insert(waiting.end(), static_cast<std::size_t>(lumped.nodes[i].copies), {i, here});
  }
  for (std::size_t i = 0; i < lumped.loads.size(); ++i) {
    if (lumped.loads[i].node != static_cast<int>(next.node)) continue;
    list_load(lumped.loads[i], i, here, listed);
  }
}

Listed list_copies(const FlowZone& lumped, FlowDraw& draw) {
  Listed listed;
  listed.zone.edges = lumped.edges;
  listed.zone.sources = lumped.sources;
  std::vector<Waiting> waiting;
  for (std::size_t i = 0; i < lumped.nodes.size(); ++i) {
    if (lumped.nodes[i].parent < 0) list_node(lumped, {i, -1}, listed, waiting);
  }
  while (!waiting.empty()) {
    std::swap(waiting[static_cast<std::size_t>(draw.below(static_cast<int>(waiting.size())))],
              waiting.back());
    const Waiting next = waiting.back();
    waiting.pop_back();
    list_node(lumped, next, listed, waiting);
  }
  for (std::size_t i = listed.zone.loads.size(); i-- > 1;) {
    const auto other = static_cast<std::size_t>(draw.below(static_cast<int>(i + 1)));
    std::swap(listed.zone.loads[i], listed.zone.loads[other]);
    std::swap(listed.load_of[i], listed.load_of[other]);
  }
  return listed;
}

TEST_CASE("Copies and their order do not change a bit", "[unit][power_flow]") {
  FlowDraw draw(kSeed);
  int solved = 0;
  int newton = 0;
  for (int i = 0; i < 2000; ++i) {
    INFO("seed " << kSeed << " case " << i);
    const FlowZone lumped = random_zone(draw, std::exp(draw.between(-4.0, 0.5)), 3);
    const Listed listed = list_copies(lumped, draw);
    FlowSolver lumped_solver;
    FlowSolver listed_solver;
    lumped_solver.prepare(lumped);
    listed_solver.prepare(listed.zone);
    const FlowResult& one = lumped_solver.solve(lumped);
    const FlowResult& many = listed_solver.solve(listed.zone);
    REQUIRE(one.is_solved == many.is_solved);
    REQUIRE(one.iterations == many.iterations);
    REQUIRE(one.source_power == many.source_power);
    for (std::size_t k = 0; k < listed.node_of.size(); ++k) {
      REQUIRE(many.voltage[k] == one.voltage[listed.node_of[k]]);
    }
    for (std::size_t k = 0; k < listed.load_of.size(); ++k) {
      REQUIRE(many.served_frac[k] == one.served_frac[listed.load_of[k]]);
    }
    solved += one.is_solved ? 1 : 0;
    newton += one.is_solved && one.iterations > 20 ? 1 : 0;
  }
  // The cases must cover easy, hard and hopeless zones.
  CHECK(solved > 1000);
  CHECK(solved < 1950);
  CHECK(newton > 50);
}

/// What a load draws at `voltage`, W/pu, straight from FlowLoad's definition.
Complex drawn_current(const FlowLoad& load, Complex voltage) {
  const double magnitude = std::abs(voltage);
  const Complex demand{load.power_w, load.reactive_var};
  const double apparent = std::abs(demand);
  if (apparent == 0.0) return 0.0;
  double allowed = std::min(apparent, load.current_limit_w * magnitude);
  if (magnitude < load.resistive_pu) {
    allowed = std::min(apparent, load.current_limit_w * magnitude * magnitude / load.resistive_pu);
  }
  return std::conj(demand * (allowed / apparent) / voltage);
}

/// How far each voltage is from what its impedances and demands make it, pu; trees with one core
/// node and one source only.
std::vector<Complex> mismatch(const FlowZone& zone, const std::vector<Complex>& voltage) {
  std::vector<Complex> current(zone.nodes.size());
  for (const FlowLoad& load : zone.loads) {
    const auto node = static_cast<std::size_t>(load.node);
    current[node] += static_cast<double>(load.copies) * drawn_current(load, voltage[node]);
  }
  std::vector<Complex> miss(zone.nodes.size());
  for (std::size_t i = zone.nodes.size(); i-- > 1;) {
    const FlowNode& node = zone.nodes[i];
    const auto parent = static_cast<std::size_t>(node.parent);
    const Complex upper = voltage[parent];
    miss[i] = upper - node.impedance * current[i] - voltage[i];
    const Complex no_load = node.no_load_w * upper / std::max(std::norm(upper), 0.09);
    current[parent] += static_cast<double>(node.copies) * (current[i] + no_load);
  }
  miss[0] = zone.sources[0].emf - zone.sources[0].impedance * current[0] - voltage[0];
  return miss;
}

/// Slow and plain: follows dV/dt = mismatch from no-load with short Euler steps. @returns empty if
/// it does not come to rest.
std::vector<Complex> follow_flow(const FlowZone& zone) {
  std::vector<Complex> voltage(zone.nodes.size(), zone.sources[0].emf);
  for (int step = 0; step < 40000; ++step) {
    const std::vector<Complex> miss = mismatch(zone, voltage);
    double largest = 0.0;
    for (std::size_t i = 0; i < miss.size(); ++i) {
      voltage[i] += 0.05 * miss[i];
      largest = std::max(largest, std::abs(miss[i]));
      if (!(std::abs(voltage[i]) > 1e-3 * std::abs(zone.sources[0].emf))) return {};
    }
    if (largest < 1e-11) return voltage;
  }
  return {};
}

/// Determinant of -d(mismatch)/dV by central differences; positive on the upper branch, where the
/// flow that starts at no-load comes to rest.
double stability(const FlowZone& zone, std::vector<Complex> voltage) {
  constexpr double kNudgePu = 1e-6;
  const std::size_t unknowns = 2 * voltage.size();
  std::vector<std::vector<double>> slope(unknowns, std::vector<double>(unknowns));
  for (std::size_t j = 0; j < unknowns; ++j) {
    const Complex nudge = j % 2 == 0 ? Complex{kNudgePu, 0.0} : Complex{0.0, kNudgePu};
    const Complex here = voltage[j / 2];
    voltage[j / 2] = here + nudge;
    const std::vector<Complex> above = mismatch(zone, voltage);
    voltage[j / 2] = here - nudge;
    const std::vector<Complex> below = mismatch(zone, voltage);
    voltage[j / 2] = here;
    for (std::size_t i = 0; i < voltage.size(); ++i) {
      const Complex change = (below[i] - above[i]) / (2.0 * kNudgePu);
      slope[2 * i][j] = change.real();
      slope[2 * i + 1][j] = change.imag();
    }
  }
  double determinant = 1.0;
  for (std::size_t k = 0; k < unknowns; ++k) {
    std::size_t best = k;
    for (std::size_t i = k; i < unknowns; ++i) {
      if (std::abs(slope[i][k]) > std::abs(slope[best][k])) best = i;
    }
    if (best != k) determinant = -determinant;
    std::swap(slope[k], slope[best]);
    determinant *= slope[k][k];
    for (std::size_t i = k + 1; i < unknowns; ++i) {
      const double factor = slope[i][k] / slope[k][k];
      for (std::size_t j = k; j < unknowns; ++j) slope[i][j] -= factor * slope[k][j];
    }
  }
  return determinant;
}

bool are_all_limited_demands(const FlowZone& zone) {
  return std::all_of(zone.loads.begin(), zone.loads.end(), [](const FlowLoad& load) {
    return std::isfinite(load.current_limit_w) && load.power_w >= 0.0;
  });
}

TEST_CASE("Near and past the nose the highest root is found or a collapse is told",
          "[unit][power_flow]") {
  FlowDraw draw(kSeed + 1);
  int compared = 0;
  int collapsed = 0;
  for (int i = 0; i < 3000; ++i) {
    INFO("seed " << kSeed + 1 << " case " << i);
    const FlowZone zone = random_zone(draw, std::exp(draw.between(-2.5, 1.0)), 3);
    FlowSolver solver;
    solver.prepare(zone);
    const FlowResult& result = solver.solve(zone);
    REQUIRE(result.iterations < 900);
    for (const Complex& voltage : result.voltage) REQUIRE(std::isfinite(std::abs(voltage)));
    for (const Complex& power : result.source_power) REQUIRE(std::isfinite(std::abs(power)));
    for (const double share : result.served_frac) REQUIRE((share >= 0.0 && share <= 1.0));
    if (zone.sources.size() > 1 || !zone.edges.empty()) continue;

    collapsed += result.is_solved ? 0 : 1;
    // Whatever the voltage, a limited demand gives way to it; one that feeds in may find no
    // network.
    if (are_all_limited_demands(zone)) REQUIRE(result.is_solved);
    if (result.is_solved) {
      // Grid steps of 1 uW at the lowest voltages here are 1e-10 pu.
      for (const Complex& miss : mismatch(zone, result.voltage)) REQUIRE(std::abs(miss) < 1e-8);
      REQUIRE(stability(zone, result.voltage) > 0.0);
    }
    if (i % 8 != 0) continue;
    const std::vector<Complex> expected = follow_flow(zone);
    if (expected.empty()) continue;
    ++compared;
    REQUIRE(result.is_solved);
    for (std::size_t k = 0; k < expected.size(); ++k) {
      // The flow stops at 1e-11, divided by how near the nose it is: 1e-3 at the worst.
      REQUIRE(std::abs(result.voltage[k] - expected[k]) < 1e-7);
    }
  }
  CHECK(compared > 100);
  CHECK(collapsed > 100);
}

/// The same zone with the voltage of every node counted in units of its own: taps that are no more
/// than that. The no-load losses have a knee of their own and stay out.
FlowZone in_units(const FlowZone& zone, const std::vector<double>& unit) {
  FlowZone scaled = zone;
  const auto at = [&](int node) { return unit[static_cast<std::size_t>(node)]; };
  for (std::size_t i = 0; i < scaled.nodes.size(); ++i) {
    FlowNode& node = scaled.nodes[i];
    node.no_load_w = 0.0;
    node.impedance *= unit[i] * unit[i];
    if (node.parent >= 0) node.ratio = unit[i] / at(node.parent);
  }
  for (FlowEdge& edge : scaled.edges) {
    edge.impedance *= at(edge.to) * at(edge.to);
    edge.ratio = at(edge.to) / at(edge.from);
  }
  for (FlowSource& source : scaled.sources) {
    source.emf *= at(source.node);
    source.impedance *= at(source.node) * at(source.node);
  }
  for (FlowLoad& load : scaled.loads) {
    load.current_limit_w /= at(load.node);
    load.resistive_pu *= at(load.node);
  }
  return scaled;
}

TEST_CASE("Taps that cancel on every loop are a change of units", "[unit][power_flow][tap]") {
  FlowDraw draw(kSeed + 2);
  int compared = 0;
  int newton = 0;
  for (int i = 0; i < 2000; ++i) {
    INFO("seed " << kSeed + 2 << " case " << i);
    const FlowZone zone = random_zone(draw, std::exp(draw.between(-4.0, 0.5)), 3);
    std::vector<double> ones(zone.nodes.size(), 1.0), unit;
    for (std::size_t k = 0; k < zone.nodes.size(); ++k) unit.push_back(draw.between(0.85, 1.15));
    const FlowZone plain = in_units(zone, ones), tapped = in_units(zone, unit);
    FlowSolver plain_solver, tapped_solver;
    plain_solver.prepare(plain);
    tapped_solver.prepare(tapped);
    const FlowResult& one = plain_solver.solve(plain);
    const FlowResult& other = tapped_solver.solve(tapped);
    REQUIRE(one.is_solved == other.is_solved);
    if (!one.is_solved) continue;
    ++compared;
    newton += one.iterations > 20 ? 1 : 0;
    // Grid steps of 1 uW, divided by how near the nose it is.
    for (std::size_t k = 0; k < unit.size(); ++k) {
      REQUIRE(std::abs(other.voltage[k] / unit[k] - one.voltage[k]) < 1e-7);
    }
    for (std::size_t k = 0; k < one.source_power.size(); ++k) {
      const double size_w = std::abs(one.source_power[k]) + 1e6;
      REQUIRE(std::abs(other.source_power[k] - one.source_power[k]) < 1e-6 * size_w);
    }
  }
  CHECK(compared > 1000);
  CHECK(newton > 50);
}

}  // namespace
