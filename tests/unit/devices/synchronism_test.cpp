#include "devices/synchronism.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <random>

#include "support/grid_examples.hpp"

namespace ridethrough::devices {
namespace {

using support::kSecond;

bool are_met(const SyncLimits& limits, const PhaseGap& gap, core::Tick now) {
  return limits.allow({.angle_rad = gap.reduced_rad(now), .frequency_hz = gap.hz_at(now)});
}

TEST_CASE("a gap that turns comes into the window at the near or the far edge", "[sync]") {
  const SyncLimits limits{.angle_rad = 5.0 * kDegree, .frequency_hz = 0.2};
  // 90 degrees ahead and falling back by 36 degrees a second: 85 degrees to go.
  CHECK(limits.opens({.rad = 90.0 * kDegree, .hz = -0.1}, 0) == core::ticks_up(85.0 / 36.0));
  // Gaining: 360 - 5 - 90 = 265 degrees to go.
  CHECK(limits.opens({.rad = 90.0 * kDegree, .hz = 0.1}, 0) == core::ticks_up(265.0 / 36.0));
  CHECK(limits.opens({.rad = -90.0 * kDegree, .hz = 0.1}, 0) == core::ticks_up(85.0 / 36.0));
  CHECK(limits.opens({.rad = 722.0 * kDegree, .hz = 0.1}, 7) == 7);
}

TEST_CASE("an angle that stands never comes, one too fast is refused", "[sync]") {
  const SyncLimits limits{.angle_rad = 5.0 * kDegree, .frequency_hz = 0.2};
  CHECK(limits.opens({.rad = 30.0 * kDegree}, 0) == core::kNever);
  CHECK(limits.opens({.rad = 1.0 * kDegree, .hz = 0.25}, 0) == core::kNever);
  CHECK(limits.closes({.rad = 1.0 * kDegree}, 0) == core::kNever);
}

TEST_CASE("a slip that dies out opens the window when it is slow enough", "[sync]") {
  const SyncLimits limits{.angle_rad = 180.0 * kDegree, .frequency_hz = 0.2};
  const PhaseGap gap{.hz = 1.0, .hz_per_s = -0.5};
  CHECK(limits.opens(gap, 0) == core::ticks_up(0.8 / 0.5));
  CHECK(limits.closes({.hz = 0.2, .hz_per_s = -0.1}, 0) == core::ticks_up(0.4 / 0.1) + 1);
}

TEST_CASE("it closes when the far edge is passed", "[sync]") {
  const SyncLimits limits{.angle_rad = 5.0 * kDegree, .frequency_hz = 0.2};
  const core::Tick closing = limits.closes({.rad = -5.0 * kDegree, .hz = 0.1}, 0);
  CHECK(std::abs(core::seconds(closing) - 10.0 / 36.0) < 3e-9);
}

TEST_CASE("at the edge it counts which way the angle moves", "[sync]") {
  const SyncLimits limits{.angle_rad = 5.0 * kDegree};
  const PhaseGap leaving{.rad = -5.0 * kDegree, .hz = -0.05};
  CHECK(limits.closes(leaving, 0) == 1);
  CHECK(std::abs(limits.opens(leaving, 1) - core::ticks_up(350.0 / 18.0)) <= 2);
}

TEST_CASE("a window must last as long as is asked for", "[sync]") {
  const SyncLimits limits{.angle_rad = 15.0 * kDegree};
  const PhaseGap slow{.rad = 90.0 * kDegree, .hz = -0.001};  // 0.36 degrees/s: open for 83 s
  CHECK(limits.held_for(slow, 0, 10 * kSecond) == limits.opens(slow, 0) + 10 * kSecond);
  CHECK(limits.held_for({.rad = 90.0 * kDegree, .hz = -0.1}, 0, 10 * kSecond) == core::kNever);
  CHECK(limits.held_for({.rad = 5.0 * kDegree}, 3 * kSecond, 10 * kSecond) == 13 * kSecond);
}

TEST_CASE("the closed form is what small steps find", "[sync][property]") {
  std::mt19937_64 bits(5);
  std::uniform_real_distribution<double> pick(-1.0, 1.0);
  for (int i = 0; i < 200; ++i) {
    const SyncLimits limits{.angle_rad = 10.0 * kDegree, .frequency_hz = 0.3};
    const PhaseGap gap{.at = 0,
                       .rad = 20.0 * pick(bits),
                       .hz = 0.5 * pick(bits),
                       .hz_per_s = i % 3 == 0 ? 0.0 : 0.1 * pick(bits)};
    const core::Tick opening = limits.opens(gap, 0);
    constexpr core::Tick kStep = 1'000'000;
    core::Tick found = core::kNever;
    // A window may be open for less than a step only where the slip is fast: not within 0.3 Hz.
    for (core::Tick at = 0; at < 20 * kSecond && found == core::kNever; at += kStep) {
      if (are_met(limits, gap, at)) found = at;
    }
    INFO(i << ": " << gap.rad << " rad, " << gap.hz << " Hz, " << gap.hz_per_s << " Hz/s");
    if (found == core::kNever) {
      CHECK(opening >= 20 * kSecond - kStep);
    } else {
      CHECK(opening <= found);
      CHECK(opening > found - kStep);
      CHECK(are_met(limits, gap, opening));
    }
  }
}

TEST_CASE("what stands at a limit may be joined, though decimal numbers are not exact", "[sync]") {
  const SyncLimits limits{.angle_rad = 0.1, .frequency_hz = 0.2, .voltage_pu = 0.05};
  const double slip_hz = 50.2 - 50.0;
  REQUIRE(slip_hz > 0.2);
  CHECK(limits.allow({0.1, slip_hz, 1.05 - 1.0}));
  CHECK(limits.allow({-0.1, -slip_hz, 1.0 - 1.05}));
  CHECK(limits.opens({.hz = slip_hz}, 7) == 7);
  CHECK_FALSE(limits.allow({0.1001, 0.0, 0.0}));
  CHECK_FALSE(limits.allow({0.0, -0.2001, 0.0}));
  CHECK_FALSE(limits.allow({0.0, 0.0, 0.0501}));
  CHECK(SyncLimits{.angle_rad = 0.1}.allow({0.1, 5.0, 1.0}));  // what is not given is not looked at
}

TEST_CASE("a line that is drawn anew is the same turn", "[sync]") {
  const PhaseGap gap{.at = 0, .rad = 1.0, .hz = 0.0};
  CHECK(gap.continues_as({.at = 5 * kSecond, .rad = 1.0 + 2.0 * std::numbers::pi, .hz = 0.0}));
  CHECK_FALSE(gap.continues_as({.at = 5 * kSecond, .rad = 1.1, .hz = 0.0}));
  CHECK_FALSE(gap.continues_as({.at = 5 * kSecond, .rad = 1.0, .hz = 0.01}));
}

}  // namespace
}  // namespace ridethrough::devices
