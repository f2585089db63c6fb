#include <catch2/catch.hpp>
#include <cstdint>

#include "ridethrough/core/ledger.hpp"
#include "support/draw.hpp"
#include "support/ticks.hpp"

namespace {

using namespace ridethrough::core;
using ridethrough::support::Draw;
using ridethrough::support::test_seed;

using ridethrough::support::kYear;

}  // namespace

TEST_CASE("energy under a ramp is the area of its trapezoid", "[core][ledger]") {
  // 1 kW rising by 500 W/s for 4 s: 4 kJ + 4 kJ. Whole units, so only the final product rounds
  // (1e-15).
  const Line ramp = Line::of_watts(10 * kTicksPerSecond, 1000.0, 500.0);
  const Energy area = energy_between(ramp, 10 * kTicksPerSecond, 14 * kTicksPerSecond);
  CHECK(area.joules() == Approx(8000.0).epsilon(1e-15));
  CHECK(energy_between(ramp, 14 * kTicksPerSecond, 14 * kTicksPerSecond) == Energy{});
}

TEST_CASE("one gigawatt for a year does not overflow", "[core][ledger]") {
  const Energy energy = energy_between(Line::of_watts(0, 1e9), 0, kYear);
  CHECK(energy.units > 0);
  CHECK(energy.joules() == Approx(1e9 * 365 * 86'400).epsilon(1e-15));
  Meter meter;
  meter.carry(0, Line::of_watts(0, 2.5e9));
  CHECK(meter.total(kYear).joules() == Approx(2.5e9 * 365 * 86'400).epsilon(1e-15));
}

TEST_CASE("a year late the energy is the same to the last unit", "[core][ledger]") {
  const Tick span = 123'456'789'012;
  const Energy now = energy_between(Line::of_watts(0, 1e6, 333.25), 0, span);
  const Energy late = energy_between(Line::of_watts(kYear, 1e6, 333.25), kYear, kYear + span);
  CHECK(now == late);
}

TEST_CASE("energy does not depend on where the span is split", "[core][ledger]") {
  const std::uint64_t seed = test_seed(3);
  INFO("RIDETHROUGH_SEED=" << seed);
  Draw draw(seed);
  for (int trial = 0; trial < 500; ++trial) {
    const Line line = Line::through(draw.below(kYear), draw.below(1LL << 41) - (1LL << 40),
                                    draw.below(1LL << 24) - (1LL << 23));
    const Tick from = draw.below(kYear);
    const Tick to = from + draw.below(1000 * kTicksPerSecond);
    Energy pieces;
    Tick at = from;
    while (at < to) {
      const Tick next = at + 1 + draw.below(to - at);
      pieces += energy_between(line, at, next);
      at = next;
    }
    REQUIRE(pieces == energy_between(line, from, to));
  }
}

TEST_CASE("a meter adds the lines that it carried", "[core][ledger]") {
  Meter meter;
  meter.carry(2 * kTicksPerSecond, Line::of_watts(0, 100.0));
  meter.carry(5 * kTicksPerSecond, Line::of_watts(5 * kTicksPerSecond, 0.0, 10.0));
  CHECK(meter.total(5 * kTicksPerSecond).joules() == Approx(300.0).epsilon(1e-15));
  CHECK(meter.total(7 * kTicksPerSecond).joules() == Approx(320.0).epsilon(1e-15));
  CHECK(meter.line() == Line::of_watts(5 * kTicksPerSecond, 0.0, 10.0));
}

TEST_CASE("carrying the same line again changes no unit", "[core][ledger]") {
  const std::uint64_t seed = test_seed(4);
  INFO("RIDETHROUGH_SEED=" << seed);
  Draw draw(seed);
  const Line line = Line::of_watts(0, 54'321.0, -7.5);
  Meter once, often;
  once.carry(0, line);
  often.carry(0, line);
  Tick now = 0;
  for (int wake = 0; wake < 1000; ++wake) often.carry(now += draw.below(kTicksPerSecond), line);
  CHECK(often.total(now) == once.total(now));
}

TEST_CASE("energies of members add up to the energy of the cohort", "[core][ledger]") {
  const Line line = Line::of_watts(0, 999.0, 0.125);
  const Energy one = energy_between(line, 0, 77'777);
  CHECK(one * 25 == energy_between(line * 25, 0, 77'777));
  CHECK(one + one - one == one);
}

TEST_CASE("books balance when what enters leaves, is lost or stays", "[core][ledger]") {
  const Books books{.in_j = 10.0, .out_j = 6.0, .loss_j = 1.0, .stored_change_j = 3.0};
  CHECK(books.residual_j() == 0.0);
}
