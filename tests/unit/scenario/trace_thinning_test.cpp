#include "scenario/bind_trace.hpp"

#include <catch2/catch.hpp>
#include <random>

namespace ridethrough::scenario {
namespace {

using devices::Playback;
using ThinRows = std::vector<Playback::Row>;

constexpr core::Tick kRowS = core::kTicksPerSecond;

/// Largest distance of `rows` from the line through `corners`.
double farthest(const ThinRows& rows, const ThinRows& corners, Playback::Between between) {
  const Playback played(corners, between, Playback::Outside::hold, rows.back().at + 1);
  double worst = 0.0;
  for (const Playback::Row& row : rows) {
    const Playback::Piece piece = played.piece_at(row.at);
    const double value = piece.value + piece.slope_per_s * core::seconds(row.at - piece.begin);
    worst = std::max(worst, std::abs(value - row.value));
  }
  return worst;
}

ThinRows noisy_rows() {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> noise(-1.0, 1.0);
  ThinRows rows;
  for (int i = 0; i < 300; ++i) {
    rows.push_back({i * kRowS, 50.0 * std::sin(0.05 * i) + noise(random)});
  }
  return rows;
}

/// ThinRows of a signal with straight stretches, which few corners give back exactly.
const ThinRows kRoof = {{0, 0.0},         {1 * kRowS, 1.0}, {2 * kRowS, 2.0},
                        {3 * kRowS, 3.0}, {4 * kRowS, 1.5}, {5 * kRowS, 0.0}};

}  // namespace

TEST_CASE("civil times are read by their format", "[trace]") {
  const auto at = read_civil_time("28-Apr-2025 12:33:04", "%d-%b-%Y %H:%M:%S");
  REQUIRE(at);
  // date -u -d '2025-04-28 12:33:04' +%s
  CHECK(*at == 1745843584 * kRowS);
  CHECK(*read_civil_time("1970-01-01T00:00:01.25", "%Y-%m-%dT%H:%M:%S") == 1'250'000'000);
  CHECK(*read_civil_time("01.03.24 00:00", "%d.%m.%y %H:%M") == 1709251200 * kRowS);
  CHECK_FALSE(read_civil_time("2024-02-30 00:00:00", "%Y-%m-%d %H:%M:%S"));
  CHECK_FALSE(read_civil_time("2024-02-03 24:00:00", "%Y-%m-%d %H:%M:%S"));
  CHECK_FALSE(read_civil_time("2024-02-03", "%Y-%m-%d %H:%M:%S"));
  CHECK_FALSE(read_civil_time("2024-02-03 1", "%Y-%m-%d"));
  CHECK_FALSE(read_civil_time("", "%Y"));
  CHECK(unknown_time_code("%d-%b-%Y %H:%M:%S").empty());
  CHECK(unknown_time_code("%Y %p") == "%p");
  CHECK(unknown_time_code("%") == "%");
}

TEST_CASE("thinning keeps the corners of straight stretches and nothing else", "[trace]") {
  const ThinRows thinned = thin_line(kRoof, 0.0);
  CHECK(thinned == ThinRows{kRoof[0], kRoof[3], kRoof[5]});
}

TEST_CASE("a jump stays a jump when a trace is thinned", "[trace]") {
  const ThinRows jump = {
      {0, 1.0}, {kRowS, 1.0}, {2 * kRowS, 1.0}, {2 * kRowS, 9.0}, {4 * kRowS, 9.0}};
  CHECK(thin_line(jump, 0.1) == ThinRows{jump[0], jump[2], jump[3], jump[4]});
}

TEST_CASE("what is left of a linear trace is within the tolerance, with the fewest rows",
          "[trace]") {
  const ThinRows rows = noisy_rows();
  std::size_t before = rows.size() + 1;
  for (const double tolerance : {0.5, 2.0, 8.0, 60.0}) {
    const ThinRows thinned = thin_line(rows, tolerance);
    // Slopes and their products are rounded.
    CHECK(farthest(rows, thinned, Playback::Between::linear) <= tolerance + 1e-9);
    CHECK(thinned.front() == rows.front());
    CHECK(thinned.back() == rows.back());
    CHECK(thinned.size() < before);
    before = thinned.size();
  }
  CHECK(before == 3);  // ends at 50 sin(15); the extremes are 100 apart, so one line is too few
}

TEST_CASE("what is left of a held trace is within the tolerance", "[trace]") {
  const ThinRows rows = noisy_rows();
  const ThinRows thinned = thin_steps(rows, 5.0);
  CHECK(thinned.size() < rows.size() / 5);
  CHECK(farthest(rows, thinned, Playback::Between::hold) <= 5.0);
  CHECK(thin_steps(kRoof, 0.0).size() == kRoof.size());
}

}  // namespace ridethrough::scenario
