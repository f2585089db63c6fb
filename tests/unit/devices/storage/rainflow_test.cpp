#include "devices/storage/rainflow.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstddef>
#include <map>
#include <random>
#include <vector>

namespace ridethrough::devices::storage {
namespace {

/// Cycles by range.
using Counts = std::map<double, double>;

Counts streamed(const std::vector<double>& history) {
  Counts counts;
  const auto take = [&](const Swing& swing, double count) { counts[swing.depth] += count; };
  Rainflow rainflow;
  for (const double value : history) rainflow.add(value, 1.0, take);
  rainflow.finish(take);
  return counts;
}

std::vector<double> turning_points(const std::vector<double>& history) {
  std::vector<double> turns;
  for (const double value : history) {
    const std::size_t n = turns.size();
    if (n > 0 && value == turns.back()) continue;
    const bool goes_on = n > 1 && (turns[n - 1] > turns[n - 2]) == (value > turns[n - 1]);
    if (goes_on) turns.pop_back();
    turns.push_back(value);
  }
  return turns;
}

/// The rule as the standard prints it, on the whole list of turning points, begun anew after every
/// cycle that was found: quadratic, and shares nothing with the stack.
Counts brute_force(const std::vector<double>& history) {
  std::vector<double> points = turning_points(history);
  Counts counts;
  for (bool found = true; found;) {
    found = false;
    for (std::size_t i = 2; i < points.size() && !found; ++i) {
      const double x = std::abs(points[i] - points[i - 1]);
      const double y = std::abs(points[i - 1] - points[i - 2]);
      if (x < y) continue;
      found = true;
      counts[y] += i == 2 ? 0.5 : 1.0;
      const auto from = points.begin() + static_cast<std::ptrdiff_t>(i) - 2;
      points.erase(from, from + (i == 2 ? 1 : 2));
    }
  }
  for (std::size_t i = 1; i < points.size(); ++i) {
    counts[std::abs(points[i] - points[i - 1])] += 0.5;
  }
  return counts;
}

}  // namespace

TEST_CASE("rainflow: the example of ASTM E1049", "[devices]") {
  // E1049-85, figure 6, points A to I.
  const std::vector<double> history = {-2, 1, -3, 5, -1, 3, -4, 4, -2};
  const Counts printed = {{3, 0.5}, {4, 1.5}, {6, 0.5}, {8, 1.0}, {9, 0.5}};
  CHECK(streamed(history) == printed);
}

TEST_CASE("rainflow: samples between turning points change nothing", "[devices]") {
  const Counts printed = {{3, 0.5}, {4, 1.5}, {6, 0.5}, {8, 1.0}, {9, 0.5}};
  CHECK(streamed({-2, -1, 1, 1, 0, -3, -2, 2, 5, 5, 3, -1, 3, 0, -4, 0, 0, 4, 1, -2}) == printed);
}

TEST_CASE("rainflow: equals a brute-force count of random histories", "[devices]") {
  std::mt19937_64 random(29);
  for (int run = 0; run < 200; ++run) {
    // Whole numbers, so that ranges are exact and equal ones happen.
    std::uniform_int_distribution<int> draw(0, run % 2 == 0 ? 9 : 1000);
    std::vector<double> history(150);
    for (double& each : history) each = draw(random);
    CHECK(streamed(history) == brute_force(history));
  }
}

TEST_CASE("rainflow: every movement and its time is counted once", "[devices]") {
  std::mt19937_64 random(31);
  std::uniform_real_distribution<double> draw(0.0, 1.0);
  double moved = 0.0, spent_s = 0.0, counted = 0.0, counted_s = 0.0;
  const auto take = [&](const Swing& swing, double count) {
    counted += 2.0 * count * swing.depth;
    counted_s += swing.moving_s;
  };
  Rainflow rainflow;
  double last = 0.5;
  rainflow.add(last, 0.0, take);
  for (int i = 0; i < 5000; ++i) {
    const double next = draw(random), span_s = draw(random);
    rainflow.add(next, span_s, take);
    moved += std::abs(next - last);
    spent_s += span_s;
    last = next;
  }
  rainflow.finish(take);
  // Sums of 5000 terms of order one.
  CHECK(counted == Approx(moved).epsilon(1e-11));
  CHECK(counted_s == Approx(spent_s).epsilon(1e-11));
}

TEST_CASE("rainflow: a long ripple waits in little space", "[devices]") {
  Rainflow rainflow;
  double closed = 0.0;
  const auto take = [&](const Swing&, double count) { closed += count; };
  for (int i = 0; i < 200'000; ++i) rainflow.add(i % 2 == 0 ? 0.50 : 0.51, 5.0, take);
  CHECK(rainflow.waiting() <= 3);
  // 199 999 half ranges; up to two of them are not closed yet.
  CHECK(closed == Approx(99'999.0).margin(1.0));
}

}  // namespace ridethrough::devices::storage
