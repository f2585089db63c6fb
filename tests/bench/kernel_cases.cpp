#include <fmt/format.h>

#include "bench_cases.hpp"
#include "ridethrough/core/random.hpp"
#include "ridethrough/core/timer_heap.hpp"
#include "ridethrough/network/power_flow.hpp"

namespace ridethrough::bench {

Result timer_heap() {
  constexpr int kTimers = 1000;
  constexpr int kMoves = 5'000'000;
  core::TimerHeap heap;
  core::RandomStream random(1, 0, "bench");
  for (int i = 0; i < kTimers; ++i) {
    heap.set(heap.add(), static_cast<core::Tick>(1e9 * random.uniform()));
  }
  core::Tick last = 0;
  std::uint64_t state = 1;
  for (int i = 0; i < kMoves; ++i) {
    last = heap.next();
    const auto timer = heap.pop();
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    heap.set(timer, last + 1 + static_cast<core::Tick>(state >> 34));
  }
  return {kMoves, fmt::format("last at {} ns", last)};
}

Result zone_solve() {
  constexpr int kSolves = 300'000;
  network::FlowZone zone;
  zone.nodes.push_back({});
  zone.sources.push_back({0, {1.0, 0.0}, {4e-10, 4e-9}});
  for (int i = 0; i < 10; ++i) {
    network::FlowNode node;
    node.parent = 0;
    node.impedance = {6e-9, 3.7e-8};
    node.no_load_w = 1300.0;
    zone.nodes.push_back(node);
    zone.loads.push_back({i + 1, 1, 1e6, 1.4e5, 1.5e6, 0.3});
  }
  network::FlowSolver solver;
  solver.prepare(zone);
  double sum = 0.0;
  int iterations = 0;
  for (int i = 0; i < kSolves; ++i) {
    zone.loads[static_cast<std::size_t>(i % 10)].power_w = 1e6 + 10.0 * (i % 1000);
    const network::FlowResult& result = solver.solve(zone);
    sum += result.voltage[1].real();
    iterations = result.iterations;
  }
  return {kSolves, fmt::format("{} iterations, mean {:.6f} pu", iterations, sum / kSolves)};
}

}  // namespace ridethrough::bench
