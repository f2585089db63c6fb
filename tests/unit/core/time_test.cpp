#include <catch2/catch.hpp>
#include <limits>

#include "ridethrough/core/time.hpp"

using namespace ridethrough::core;

TEST_CASE("a span is rounded up to the next tick", "[core][time]") {
  CHECK(ticks_up(1.0) == kTicksPerSecond);
  CHECK(ticks_up(1.1e-9) == 2);
  CHECK(ticks_up(0.0) == 0);
  CHECK(ticks_up(-3.0) == 0);
}

TEST_CASE("a span that does not fit is never", "[core][time]") {
  CHECK(ticks_up(std::numeric_limits<double>::infinity()) == kNever);
  CHECK(ticks_up(std::numeric_limits<double>::quiet_NaN()) == kNever);
  CHECK(ticks_up(1e10) == kNever);
}

TEST_CASE("never stays never when time is added", "[core][time]") {
  CHECK(later(kNever, 5) == kNever);
  CHECK(later(5, kNever) == kNever);
  CHECK(later(kNever - 1, 2) == kNever);
  CHECK(later(10, 5) == 15);
  CHECK(later(10, -5) == 5);
}

TEST_CASE("what a user wrote becomes the nearest tick", "[core][time]") {
  CHECK(ticks_nearest(0.1) == 100'000'000);
  CHECK(ticks_nearest(1.4e-9) == 1);
}
