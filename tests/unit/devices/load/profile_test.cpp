#include "ridethrough/devices/load/profile.hpp"

#include <catch2/catch.hpp>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <utility>

#include "support/ticks.hpp"

namespace {

using ridethrough::core::kNever;
using ridethrough::core::kTicksPerSecond;
using ridethrough::core::Tick;
using ridethrough::devices::Kind;
using ridethrough::devices::Parameters;
using ridethrough::devices::Profile;
using ridethrough::devices::profile_schema;
using ridethrough::devices::Value;

using ridethrough::support::kMs;

Value corners(std::initializer_list<std::pair<double, double>> points) {
  Value::List list;
  for (const auto& [at_s, level] : points) {
    list.emplace_back(Parameters{{"at", Value(at_s)}, {"level", Value(level)}});
  }
  return Value(std::move(list));
}

Parameters profile_parameters(double period_s, Value shape) {
  return {{"period", Value(period_s)}, {"shape", std::move(shape)}, {"evaluation", Value()},
          {"high", Value()},           {"idle", Value(0.1)},        {"in_phase", Value(0.95)},
          {"jitter", Value(0.02)}};
}

Parameters square() {
  return profile_parameters(4.0, corners({{0.0, 1.0}, {2.0, 1.0}, {2.0, 0.5}, {4.0, 0.5}}));
}

/// Steps of 3 s with a ramp from 0.4 to 1.0 over the first; after two of them 1 s at 0.2.
Parameters with_evaluation() {
  Parameters parameters = profile_parameters(3.0, corners({{0.0, 0.4}, {1.0, 1.0}, {3.0, 1.0}}));
  parameters["evaluation"] = Value(Parameters{{"every", Value(std::int64_t{2})},
                                              {"length", Value(1.0)},
                                              {"shape", corners({{0.0, 0.2}, {1.0, 0.2}})}});
  return parameters;
}

}  // namespace

TEST_CASE("a square wave jumps at its corners and is right-continuous") {
  const Profile profile = Profile::from(square());
  const auto high = profile.piece_at(2 * kTicksPerSecond - 1);
  CHECK(high.begin == 0);
  CHECK(high.end == 2 * kTicksPerSecond);
  CHECK(high.level == 1.0);
  const auto low = profile.piece_at(2 * kTicksPerSecond);
  CHECK(low.begin == 2 * kTicksPerSecond);
  CHECK(low.end == 4 * kTicksPerSecond);
  CHECK(low.level == 0.5);
  CHECK(low.slope_per_s == 0.0);
  CHECK(profile.piece_at(4 * kTicksPerSecond).level == 1.0);
  CHECK(profile.mean_level() == 0.75);
  CHECK(profile.peak_level() == 1.0);
}

TEST_CASE("a ramp carries its slope") {
  const Profile profile = Profile::from(with_evaluation());
  const auto ramp = profile.piece_at(500 * kMs);
  CHECK(ramp.level == 0.4);
  CHECK(ramp.slope_per_s == Approx(0.6));
  CHECK(ramp.at(500 * kMs) == Approx(0.7));
}

TEST_CASE("an evaluation follows every second step and then the steps begin again") {
  const Profile profile = Profile::from(with_evaluation());
  CHECK(profile.cycle() == 7 * kTicksPerSecond);
  CHECK(profile.piece_at(3 * kTicksPerSecond).begin == 3 * kTicksPerSecond);
  const auto evaluation = profile.piece_at(6500 * kMs);
  CHECK(evaluation.begin == 6 * kTicksPerSecond);
  CHECK(evaluation.end == 7 * kTicksPerSecond);
  CHECK(evaluation.level == 0.2);
  CHECK(profile.piece_at(7 * kTicksPerSecond).level == 0.4);
  // Two steps of 0.7 * 1 s + 2 s and 0.2 s of evaluation, over 7 s.
  CHECK(profile.mean_level() == Approx((2.0 * 2.7 + 0.2) / 7.0));
}

TEST_CASE("pieces follow one another without gap and without an empty one") {
  const Profile profile = Profile::from(with_evaluation());
  Tick time = 0;
  int pieces = 0;
  for (; time < 70 * kTicksPerSecond; ++pieces) {
    const auto piece = profile.piece_at(time);
    REQUIRE(piece.begin == time);
    REQUIRE(piece.end > piece.begin);
    time = piece.end;
  }
  CHECK(time == 70 * kTicksPerSecond);
  CHECK(pieces == 10 * 5);
}

TEST_CASE("no phase drifts over a year") {
  // 10.77 s is no binary fraction: a product of seconds in doubles would be off by nanoseconds.
  const Profile profile = Profile::from(
      profile_parameters(10.77, corners({{0.0, 0.77}, {0.08, 0.96}, {9.04, 0.98}, {10.77, 0.77}})));
  const std::int64_t steps = 2'928'133;  // 365.0 d of steps
  const Tick begin = steps * 10'770 * kMs;
  const auto piece = profile.piece_at(begin + 80 * kMs);
  CHECK(piece.begin == begin + 80 * kMs);
  CHECK(piece.end == begin + 9040 * kMs);
  CHECK(piece.level == 0.96);
  CHECK(profile.piece_at(begin - 1).end == begin);
}

TEST_CASE("before the start the cycle is continued backwards") {
  const Profile profile = Profile::from(square());
  const auto piece = profile.piece_at(-1);
  CHECK(piece.begin == -2 * kTicksPerSecond);
  CHECK(piece.end == 0);
  CHECK(piece.level == 0.5);
}

TEST_CASE("a profile that never moves causes no event") {
  const Profile profile =
      Profile::from(profile_parameters(1.0, corners({{0.0, 0.6}, {0.5, 0.6}, {1.0, 0.6}})));
  CHECK(profile.piece_at(123).end == kNever);
  CHECK(profile.piece_at(123).level == 0.6);
}

TEST_CASE("'high' stretches every level, of the evaluation too") {
  Parameters parameters = with_evaluation();
  parameters["high"] = Value(1.6);
  const Profile profile = Profile::from(parameters);
  CHECK(profile.peak_level() == 1.6);
  CHECK(profile.piece_at(6500 * kMs).level == Approx(0.32));
  CHECK(profile.idle_level() == 0.1);
}

TEST_CASE("the other parameters are passed on") {
  const Profile profile = Profile::from(square());
  CHECK(profile.idle_level() == 0.1);
  CHECK(profile.in_phase_frac() == 0.95);
  CHECK(profile.jitter_s() == 0.02);
  CHECK(profile.period() == 4 * kTicksPerSecond);
}

TEST_CASE("corners that do not span the step are refused with a reason") {
  using Catch::Matchers::Contains;
  const auto from = [](Value shape) {
    return Profile::from(profile_parameters(2.0, std::move(shape)));
  };
  CHECK_THROWS_WITH(from(corners({{0.1, 1.0}, {2.0, 1.0}})), Contains("first corner at 0 s"));
  CHECK_THROWS_WITH(from(corners({{0.0, 1.0}, {1.9, 1.0}})), Contains("last corner at 'period'"));
  CHECK_THROWS_WITH(from(corners({{0.0, 1.0}, {1.5, 1.0}, {1.0, 0.5}, {2.0, 1.0}})),
                    Contains("order of time"));
  CHECK_THROWS_AS(from(corners({})), std::invalid_argument);
  CHECK_THROWS_AS(Profile::from(profile_parameters(0.0, corners({{0.0, 1.0}}))),
                  std::invalid_argument);
}

TEST_CASE("the schema of a profile names what the profile reads") {
  const auto& schema = profile_schema();
  CHECK(schema.name == "profile");
  CHECK(schema.is_part_only);
  std::string required;
  for (const auto& parameter : schema.parameters) {
    if (parameter.fallback.empty()) required += std::string(parameter.name) + " ";
  }
  CHECK(required == "period shape ");
}

TEST_CASE("an opening is played once, before the first step") {
  Parameters parameters =
      profile_parameters(4.0, corners({{0.0, 1.0}, {2.0, 1.0}, {2.0, 0.5}, {4.0, 0.5}}));
  parameters["opening"] =
      Value(Parameters{{"length", Value(10.0)}, {"shape", corners({{0.0, 0.2}, {10.0, 0.4}})}});
  const Profile profile = Profile::from(parameters);
  CHECK(profile.piece_at(-kTicksPerSecond).level == 0.2);
  CHECK(profile.piece_at(0).end == 10 * kTicksPerSecond);
  CHECK(profile.piece_at(5 * kTicksPerSecond).at(5 * kTicksPerSecond) == Approx(0.3));
  const Profile::Piece first = profile.piece_at(10 * kTicksPerSecond);
  CHECK(first.level == 1.0);
  CHECK(first.begin == 10 * kTicksPerSecond);
  CHECK(first.end == 12 * kTicksPerSecond);
  CHECK(profile.piece_at(15 * kTicksPerSecond).begin == 14 * kTicksPerSecond);
  CHECK(profile.mean_level() == 0.75);
}
