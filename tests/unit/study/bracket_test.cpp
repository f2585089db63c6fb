#include "study/bracket.hpp"

#include <catch2/catch.hpp>
#include <cmath>

namespace ridethrough::study {
namespace {

constexpr std::size_t kWidth = 1000;

/// Trials until it is known where what holds begins.
template <class Root>
int trials(std::size_t begins, bool is_reversed, const Root& root) {
  Bracket bracket(is_reversed ? kWidth : 0, is_reversed ? 0 : kWidth);
  int count = 0;
  for (; bracket.is_open(); ++count) {
    const std::size_t next = bracket.next(root(bracket));
    bracket.note(next, is_reversed ? next <= begins : next >= begins);
  }
  CHECK(bracket.holding() == begins);
  return count;
}

}  // namespace

TEST_CASE("a bracket closes on every place, from either side", "[study][size]") {
  const auto none = [](const Bracket&) { return std::optional<double>(); };
  for (std::size_t begins = 1; begins < kWidth; ++begins) {
    CHECK(trials(begins, false, none) <= 10);
    CHECK(trials(begins, true, none) <= 10);
  }
}

TEST_CASE("a root that is known takes few trials, one that is wrong two more than halving",
          "[study][size]") {
  for (std::size_t begins = 1; begins < kWidth; ++begins) {
    const auto known = [&](const Bracket&) { return static_cast<double>(begins) - 0.5; };
    CHECK(trials(begins, false, known) <= 6);
    const auto wrong = [&](const Bracket& bracket) {
      return static_cast<double>(bracket.failing()) + 1e-6;
    };
    CHECK(trials(begins, false, wrong) <= 12);
    CHECK(trials(begins, true, wrong) <= 12);
  }
}

}  // namespace ridethrough::study
