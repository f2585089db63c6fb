#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>

#include "ridethrough/report/data.hpp"
#include "ridethrough/report/text.hpp"
#include "ridethrough/study/run.hpp"
#include "support/scratch.hpp"

namespace ridethrough::study {
namespace {

/// Two rows under their breakers under one main breaker; a row is overloaded at 10 s.
Outcome board(const std::string& main_trip, const std::string& events, bool lump = true) {
  const auto file = support::scratch_path("selectivity-board.yaml");
  std::ofstream(file) << fmt::format(R"(schema_version: 1
name: a main breaker and its rows
duration: 10 min
components:
  grid: {{type: utility, voltage: 400 V, frequency: 50 Hz}}
  main: {{type: breaker, from: grid, opens_in: 50 ms, trip: {}}}
  row:
    type: group
    count: 3
    from: main
    components:
      feed: {{type: breaker, from: inlet, opens_in: 50 ms,
             trip: {{curve: definite, pickup: 630 A, delay: 5 s, instantaneous: 4 kA}}}}
      load: {{type: load, from: feed, power: 300 kW}}
events: [{}]
)",
                                     main_trip, events);
  RunOptions options;
  options.lump = lump;
  return run(
      scenario::load_scenario(file.string(), {{}, RIDETHROUGH_SOURCE_DIR "/scenarios/parts"}),
      options);
}

constexpr const char* kOverload = "{at: 10 s, set: {row.2.load.load: 300 %}}";
constexpr const char* kSlow = "{curve: definite, pickup: 2000 A, delay: 8 s}";
constexpr const char* kSwift = "{curve: definite, pickup: 2000 A, delay: 2 s}";

TEST_CASE("the row that is overloaded trips alone", "[study][selectivity]") {
  const Outcome outcome = board(kSlow, kOverload);
  REQUIRE(outcome.trips.size() == 1);
  const TripVerdict& trip = outcome.trips[0];
  CHECK(trip.device == "row.2.feed");
  CHECK(trip.at == 15 * core::kTicksPerSecond);
  CHECK(trip.reason == "overcurrent");
  CHECK(trip.multiple == Approx(900e3 / (std::sqrt(3.0) * 400.0 * 630.0)));
  CHECK(trip.is_selective());
  CHECK(trip.backs_up.empty());
}

TEST_CASE("a main breaker that is too swift is told which one should have been first",
          "[study][selectivity]") {
  const Outcome outcome = board(kSwift, kOverload);
  REQUIRE(outcome.trips.size() == 1);
  CHECK(outcome.trips[0].device == "main");
  CHECK_FALSE(outcome.trips[0].is_selective());
  CHECK(outcome.trips[0].expected == "row.2.feed");
  const std::string text = report::run_text(outcome, {});
  CHECK(text.find("no, expected row.2.feed") != std::string::npos);
  const std::string json = report::outcome_json(outcome, "test");
  CHECK(json.find("\"expected\": \"row.2.feed\"") != std::string::npos);
}

TEST_CASE("a main breaker behind one that is stuck is its backup", "[study][selectivity]") {
  const Outcome outcome =
      board(kSlow, fmt::format("{{at: 1 s, fail: row.2.feed, as: stuck}}, {}", kOverload));
  REQUIRE(outcome.trips.size() == 2);
  CHECK(outcome.trips[0].device == "row.2.feed");
  CHECK(outcome.trips[1].device == "main");
  CHECK(outcome.trips[1].is_selective());
  CHECK(outcome.trips[1].backs_up == "row.2.feed");
}

TEST_CASE("trips are told alike lumped and unlumped", "[study][selectivity]") {
  const auto all = "{at: 10 s, set: {row.*.load.load: 300 %}}";
  for (const char* main : {kSlow, kSwift}) {
    const std::string lumped = report::outcome_json(board(main, all, true), "test");
    const std::string unlumped = report::outcome_json(board(main, all, false), "test");
    CHECK(lumped == unlumped);
  }
}

TEST_CASE("a run without trips does not speak of them", "[study][selectivity]") {
  const Outcome outcome = board(kSlow, "{at: 1 s, set: {row.1.load.load: 90 %}}");
  CHECK(outcome.trips.empty());
  CHECK(report::outcome_json(outcome, "test").find("\"selective\"") == std::string::npos);
}

}  // namespace
}  // namespace ridethrough::study
