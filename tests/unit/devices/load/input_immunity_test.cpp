#include "devices/load/input_immunity.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "support/ticks.hpp"

using namespace ridethrough;
using devices::InputImmunity;

namespace {

using ridethrough::support::kMs;
using ridethrough::support::kSecond;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// ITIC and SEMI F47 of one excursion from 1 pu.
std::vector<devices::Judgement> judged(double voltage_pu, core::Tick lasted) {
  InputImmunity input;
  input.read(0, 1.0, 1.0);
  input.read(kSecond, voltage_pu, voltage_pu);
  input.read(kSecond + lasted, 1.0, 1.0);
  devices::Report report;
  input.report(60 * kSecond, 2, report);
  return report.judgements;
}

}  // namespace

TEST_CASE("input immunity: nothing is said of an input that stays within 10 %") {
  CHECK(judged(0.9, kSecond).empty());
  CHECK(judged(1.1, kSecond).empty());
}

TEST_CASE("input immunity: a dip is inside for as long as the curve allows") {
  const auto inside = judged(0.0, 20 * kMs);
  REQUIRE(inside.size() == 2);
  CHECK(inside[0].standard == "ITIC");
  CHECK(inside[0].verdict == "inside");
  CHECK(inside[0].what == "input 2");
  CHECK(inside[0].at == kSecond);
  // Below 0.7 pu, which it may be for 20 ms.
  CHECK(inside[0].figures[0].value == Approx(0.3));
  CHECK(inside[0].figures[2].value == 0.0);
  CHECK_FALSE(inside[0].is_unverified);
  // SEMI F47 asks for nothing below half.
  CHECK(inside[1].standard == "SEMI F47");
  CHECK(inside[1].verdict == "outside");
  CHECK(inside[1].is_unverified);
  CHECK(judged(0.0, 20 * kMs + 1)[0].verdict == "outside");
}

TEST_CASE("input immunity: SEMI F47 at its points") {
  const std::vector<std::pair<double, core::Tick>> points = {
      {0.5, 200 * kMs}, {0.7, 500 * kMs}, {0.8, kSecond}};
  for (const auto& [voltage_pu, longest] : points) {
    CAPTURE(voltage_pu);
    CHECK(judged(voltage_pu, longest)[1].verdict == "inside");
    CHECK(judged(voltage_pu, longest + 1)[1].verdict == "outside");
    CHECK(judged(voltage_pu, longest + 1)[1].rank == 1);
  }
  CHECK(judged(0.4999, 1)[1].verdict == "outside");
}

TEST_CASE("input immunity: a swell is one of ITIC alone") {
  const auto swell = judged(1.3, 4 * kMs);
  REQUIRE(swell.size() == 1);
  CHECK(swell[0].verdict == "outside");
  CHECK(swell[0].figures[0].value == Approx(0.2));
  CHECK(swell[0].figures[2].value == Approx(-0.001));
  CHECK(judged(1.2, 500 * kMs)[0].verdict == "inside");
}

TEST_CASE("input immunity: a dip that goes deeper counts each level for its own time") {
  InputImmunity input;
  input.read(kSecond, 0.75, 1.0);
  input.read(kSecond + 300 * kMs, 0.6, 1.0);
  input.read(kSecond + 310 * kMs, 0.85, 1.0);
  devices::Report report;
  // It still lasts, 9 s below 0.9: of those levels 0.7 comes nearest to its 20 ms.
  input.report(10 * kSecond, 1, report);
  REQUIRE(report.judgements.size() == 2);
  CHECK(report.judgements[0].figures[2].value == Approx(0.010));
  CHECK(report.judgements[0].figures[1].value == Approx(0.010));
  CHECK(report.judgements[1].verdict == "outside");
  CHECK(report.judgements[1].figures[2].value == Approx(1.0 - 9.0));
}

TEST_CASE("input immunity: it asks to be woken at the next limit on either side") {
  InputImmunity input;
  const network::Band open{0.0, kInfinity};
  input.read(0, 1.0, 1.0);
  CHECK(input.narrowed(open).low_pu == 0.9);
  CHECK(input.narrowed(open).high_pu == 1.1);
  CHECK(input.narrowed({0.95, 1.05}) == network::Band{0.95, 1.05});
  input.read(kSecond, 0.75, 0.75);
  CHECK(input.narrowed(open).low_pu == 0.7);
  CHECK(input.narrowed(open).high_pu == std::nextafter(0.8, 0.0));
  input.read(2 * kSecond, 1.3, 1.3);
  CHECK(input.narrowed(open).low_pu == std::nextafter(1.2, kInfinity));
  CHECK(input.narrowed(open).high_pu == 1.4);
}
