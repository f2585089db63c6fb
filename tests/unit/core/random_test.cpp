#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <set>

#include "ridethrough/core/random.hpp"

namespace {

using namespace ridethrough::core;
using Block = std::array<std::uint32_t, 4>;

double correlation(RandomStream left, RandomStream right, int count) {
  double sum = 0.0;
  for (int i = 0; i < count; ++i) sum += (left.uniform() - 0.5) * (right.uniform() - 0.5);
  return sum / count * 12.0;  // 1/12 is the variance of a uniform number
}

/// The first draw of some components.
std::array<double, 3> first_draws(std::uint64_t seed, std::uint32_t replica) {
  return {RandomStream(seed, replica, "ups-a").uniform(),
          RandomStream(seed, replica, "ups-b").uniform(),
          RandomStream(seed, replica, "block.7.ups-a").uniform()};
}

}  // namespace

TEST_CASE("philox4x32-10 gives its published answers", "[core][random]") {
  // Random123 (Salmon et al.), file kat_vectors.
  CHECK(philox({0, 0, 0, 0}, {0, 0}) == Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  constexpr std::uint32_t kOnes = 0xffffffff;
  CHECK(philox({kOnes, kOnes, kOnes, kOnes}, {kOnes, kOnes}) ==
        Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("a stream depends on seed, replica and component and on nothing else", "[core][random]") {
  std::set<double> firsts;
  for (const std::uint64_t seed : {1ULL, 2ULL, 1ULL << 32}) {
    for (std::uint32_t replica = 0; replica < 3; ++replica) {
      for (const double first : first_draws(seed, replica)) firsts.insert(first);
    }
  }
  CHECK(firsts.size() == 27);

  RandomStream alone(9, 4, "genset"), disturbed(9, 4, "genset"), other(9, 4, "chiller");
  for (int i = 0; i < 100; ++i) {
    other.uniform();
    CHECK(alone.uniform() == disturbed.uniform());
  }
}

TEST_CASE("draws are uniform", "[core][random]") {
  RandomStream stream(3, 0, "rack");
  constexpr int kDraws = 100'000;
  double sum = 0.0, squares = 0.0;
  for (int i = 0; i < kDraws; ++i) {
    const double draw = stream.uniform();
    REQUIRE((draw >= 0.0 && draw < 1.0));
    sum += draw;
    squares += draw * draw;
  }
  // Five standard errors: 5 * sqrt(1/12 / n) and 5 * sqrt(4/45 / n).
  CHECK(sum / kDraws == Approx(0.5).margin(0.0046));
  CHECK(squares / kDraws == Approx(1.0 / 3.0).margin(0.0047));
}

TEST_CASE("neighbouring streams are not correlated", "[core][random]") {
  constexpr int kDraws = 20'000;
  const double limit = 5.0 / std::sqrt(double{kDraws});  // five standard errors
  CHECK(std::abs(correlation({1, 0, "ups"}, {2, 0, "ups"}, kDraws)) < limit);
  CHECK(std::abs(correlation({1, 0, "ups"}, {1, 1, "ups"}, kDraws)) < limit);
  CHECK(std::abs(correlation({1, 0, "ups.1"}, {1, 0, "ups.2"}, kDraws)) < limit);
}

TEST_CASE("certain and impossible things are just that", "[core][random]") {
  RandomStream stream(1, 1, "x");
  for (int i = 0; i < 1000; ++i) {
    REQUIRE(stream.happens(1.0));
    REQUIRE_FALSE(stream.happens(0.0));
  }
}
