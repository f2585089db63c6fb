#include <catch2/catch.hpp>
#include <cstdint>
#include <vector>

#include "ridethrough/core/line.hpp"
#include "support/draw.hpp"
#include "support/ticks.hpp"

namespace {

using namespace ridethrough::core;
using ridethrough::support::Draw;
using ridethrough::support::test_seed;

using ridethrough::support::kYear;

Line random_line(Draw& draw) {
  return Line::through(draw.below(kYear), draw.below(1LL << 40) - (1LL << 39),
                       draw.below(1LL << 30) - (1LL << 29));
}

}  // namespace

TEST_CASE("a line passes through the point that made it", "[core][line]") {
  // All values are whole grid units, so equality is exact.
  const Line ramp = Line::of_watts(3 * kTicksPerSecond, 1500.0, -250.5);
  CHECK(ramp.watts(3 * kTicksPerSecond) == 1500.0);
  CHECK(ramp.watts(5 * kTicksPerSecond) == 999.0);
  CHECK(ramp.watts(0) == 2251.5);
  CHECK(ramp.watts_per_s() == -250.5);
  CHECK_FALSE(ramp.is_flat());
  CHECK(Line::of_watts(17, 42.0).is_flat());
}

TEST_CASE("a power is rounded to the nearest 2^-10 W", "[core][line]") {
  CHECK(to_units(1.0) == 1024);
  CHECK(to_units(0.4 / 1024.0) == 0);
  CHECK(to_units(0.6 / 1024.0) == 1);
  CHECK(to_units(-0.6 / 1024.0) == -1);
}

TEST_CASE("a line a year from the start is as exact as at the start", "[core][line]") {
  // 1 GW and a ramp of 1 GW/s: the offset at t = 0 is 3e16 W, yet the value keeps every digit.
  const Line line = Line::of_watts(kYear, 1e9, 1e9);
  CHECK(line.watts(kYear) == 1e9);
  CHECK(line.watts(kYear + kTicksPerSecond / 2) == 1.5e9);
  const Line start = Line::of_watts(0, 1e9, 1e9);
  for (const Tick span : {Tick{1}, Tick{12'345'678}, 9 * kTicksPerSecond}) {
    CHECK(line.watts(kYear + span) == start.watts(span));
  }
}

TEST_CASE("anchoring a line again at a point of its own changes nothing", "[core][line]") {
  const Line line = Line::through(777, 123'456, 1000);
  const Tick later_by = 5 * kTicksPerSecond;
  CHECK(Line::through(777 + later_by, 123'456 + 5000, 1000) == line);
}

TEST_CASE("sums of lines do not depend on order or grouping", "[core][line]") {
  const std::uint64_t seed = test_seed(1);
  INFO("RIDETHROUGH_SEED=" << seed);
  Draw draw(seed);
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<Line> lines(static_cast<std::size_t>(2 + draw.below(40)));
    for (Line& line : lines) line = random_line(draw);
    Line forward;
    for (const Line& line : lines) forward += line;
    draw.shuffle(lines);
    const std::size_t middle = lines.size() / 2;
    Line left, right;
    for (std::size_t i = 0; i < lines.size(); ++i) (i < middle ? left : right) += lines[i];
    REQUIRE(left + right == forward);
    for (const Line& line : lines) forward -= line;
    REQUIRE(forward == Line{});
  }
}

TEST_CASE("n times a line is the sum of n lines", "[core][line]") {
  const std::uint64_t seed = test_seed(2);
  INFO("RIDETHROUGH_SEED=" << seed);
  Draw draw(seed);
  for (int trial = 0; trial < 100; ++trial) {
    const Line line = random_line(draw);
    const std::int64_t count = draw.below(1000);
    Line sum;
    for (std::int64_t i = 0; i < count; ++i) sum += line;
    REQUIRE(line * count == sum);
  }
}
