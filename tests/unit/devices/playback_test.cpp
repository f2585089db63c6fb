#include "ridethrough/devices/playback.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>

#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices {
namespace {

constexpr core::Tick kPlaybackS = core::kTicksPerSecond;

using Between = Playback::Between;
using Outside = Playback::Outside;

/// 10 at 1 s, 20 at 3 s, a jump to 40 at 4 s from 30.
std::vector<Playback::Row> rows_with_jump() {
  return {{kPlaybackS, 10.0},
          {3 * kPlaybackS, 20.0},
          {4 * kPlaybackS, 30.0},
          {4 * kPlaybackS, 40.0},
          {6 * kPlaybackS, 0.0}};
}

void check_piece(const Playback::Piece& piece, double begin_s, double end_s, double value,
                 double slope_per_s) {
  CHECK(core::seconds(piece.begin) == begin_s);
  CHECK((piece.end == core::kNever ? -1.0 : core::seconds(piece.end)) == end_s);
  CHECK(piece.value == value);
  CHECK(piece.slope_per_s == slope_per_s);
}

}  // namespace

TEST_CASE("a held row holds until the next one, the last as long as the one before it") {
  const Playback played(rows_with_jump(), Between::hold, Outside::hold);
  CHECK(played.begin() == kPlaybackS);
  CHECK(played.end() == 8 * kPlaybackS);
  check_piece(played.piece_at(0), 0.0, 1.0, 10.0, 0.0);
  check_piece(played.piece_at(kPlaybackS), 1.0, 3.0, 10.0, 0.0);
  check_piece(played.piece_at(3 * kPlaybackS - 1), 1.0, 3.0, 10.0, 0.0);
  check_piece(played.piece_at(4 * kPlaybackS), 4.0, 6.0, 40.0, 0.0);
  check_piece(played.piece_at(7 * kPlaybackS), 6.0, 8.0, 0.0, 0.0);
  check_piece(played.piece_at(8 * kPlaybackS), 8.0, -1.0, 0.0, 0.0);
}

TEST_CASE("a linear trace runs straight from row to row and jumps between two of one time") {
  const Playback played(rows_with_jump(), Between::linear, Outside::hold);
  CHECK(played.end() == 6 * kPlaybackS);
  check_piece(played.piece_at(2 * kPlaybackS), 1.0, 3.0, 10.0, 5.0);
  check_piece(played.piece_at(4 * kPlaybackS - 1), 3.0, 4.0, 20.0, 10.0);
  check_piece(played.piece_at(4 * kPlaybackS), 4.0, 6.0, 40.0, -20.0);
  check_piece(played.piece_at(6 * kPlaybackS), 6.0, -1.0, 0.0, 0.0);
  CHECK(played.lowest() == 0.0);
  CHECK(played.highest() == 40.0);
}

TEST_CASE("a repeated trace goes round in whole nanoseconds, also before its first row") {
  const Playback played(rows_with_jump(), Between::linear, Outside::repeat);
  check_piece(played.piece_at(6 * kPlaybackS), 6.0, 8.0, 10.0, 5.0);
  check_piece(played.piece_at(0), -1.0, 1.0, 40.0, -20.0);
  const core::Tick year = 5 * kPlaybackS * 6'000'000;
  const Playback::Piece late = played.piece_at(year + 2 * kPlaybackS);
  CHECK(late.begin == year + kPlaybackS);
  CHECK(late.end == year + 3 * kPlaybackS);
  CHECK(late.value == 10.0);
}

TEST_CASE("rows that span no time or go back are refused") {
  CHECK_THROWS_AS(Playback({}, Between::hold, Outside::hold), std::invalid_argument);
  CHECK_THROWS_AS(Playback({{5, 1.0}}, Between::hold, Outside::hold), std::invalid_argument);
  CHECK_THROWS_AS(Playback({{5, 1.0}, {4, 1.0}}, Between::linear, Outside::hold),
                  std::invalid_argument);
  CHECK_THROWS_AS(Playback({{5, 1.0}, {5, 2.0}}, Between::linear, Outside::hold),
                  std::invalid_argument);
  // Rows that were thinned away still count for the end.
  CHECK(Playback({{5, 1.0}}, Between::hold, Outside::hold, 9).end() == 9);
}

TEST_CASE("two values that play equal rows are equal, whoever has read them") {
  const auto value = [](Outside outside) {
    return Value(
        Played{std::make_shared<const Playback>(rows_with_jump(), Between::hold, outside)});
  };
  CHECK(value(Outside::hold) == value(Outside::hold));
  CHECK_FALSE(value(Outside::hold) == value(Outside::repeat));
  CHECK_FALSE(value(Outside::hold) == Value(1.0));
}

}  // namespace ridethrough::devices
