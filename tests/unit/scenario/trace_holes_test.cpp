#include "scenario/trace_holes.hpp"

#include <catch2/catch.hpp>

#include "support/ticks.hpp"

namespace ridethrough::scenario {
namespace {

using devices::Playback;
using HoleRows = std::vector<Playback::Row>;

using ridethrough::support::kSecond;

/// A row each second up to 30 s; those from 10 s to before 18 s are missing.
HoleRows with_pause() {
  HoleRows rows;
  for (int at = 0; at <= 30; ++at) {
    if (at < 10 || at >= 18) rows.push_back({at * kSecond, static_cast<double>(at)});
  }
  return rows;
}

TEST_CASE("a regular trace has a spacing, corners that a hand wrote have none", "[trace]") {
  CHECK(regular_spacing(with_pause()) == kSecond);
  HoleRows corners;
  core::Tick at = 0;
  for (int i = 0; i < 40; ++i) corners.push_back({at += (i % 3 == 0 ? 60 : 1) * kSecond, 1.0});
  CHECK_FALSE(regular_spacing(corners));
  CHECK_FALSE(regular_spacing({{0, 1.0}, {kSecond, 1.0}, {100 * kSecond, 2.0}}));
}

TEST_CASE("a pause of more than five rows is a hole, of five it is none", "[trace]") {
  CHECK(is_hole({{0, 0.0}, {5 * kSecond + 1, 0.0}}, 0, kSecond));
  CHECK_FALSE(is_hole({{0, 0.0}, {5 * kSecond, 0.0}}, 0, kSecond));
  CHECK_FALSE(is_hole({{0, 0.0}}, 0, kSecond));
}

TEST_CASE("a hole keeps the value before it, or takes one from a spacing after it", "[trace]") {
  const auto played = [](Playback::Between between, std::optional<double> value, double at_s) {
    HoleRows rows = with_pause();
    fill_holes(rows, kSecond, between, value);
    const Playback playback(rows, between, Playback::Outside::hold);
    const core::Tick at = core::ticks_nearest(at_s);
    const Playback::Piece piece = playback.piece_at(at);
    return piece.value + piece.slope_per_s * core::seconds(at - piece.begin);
  };
  for (const auto between : {Playback::Between::hold, Playback::Between::linear}) {
    CHECK(played(between, std::nullopt, 9.5) == 9.0);
    CHECK(played(between, std::nullopt, 17.5) == 9.0);
    CHECK(played(between, 0.0, 9.5) == 9.0);
    CHECK(played(between, 0.0, 10.5) == 0.0);
    CHECK(played(between, 0.0, 17.5) == 0.0);
    CHECK(played(between, 0.0, 18.0) == 18.0);
  }
}

}  // namespace
}  // namespace ridethrough::scenario
