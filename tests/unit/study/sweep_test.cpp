#include "ridethrough/study/sweep.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "ridethrough/report/sweep.hpp"
#include "support/row_study.hpp"

namespace ridethrough::study {
namespace {

using test::RowStudy;

}  // namespace

TEST_CASE("a sweep runs every cell and gives the same on any number of threads", "[study]") {
  const RowStudy row("{vary: {events.gone.for: [5 ms, 15 ms, 30 ms], row.power: [5 kW, 10 kW]}}");
  const auto one = row.all(1);
  REQUIRE(one.size() == 6);
  CHECK(one[0].end == SuiteEnd::passed);
  CHECK(one[5].end == SuiteEnd::failed);
  CHECK(one[5].decided_by == "up");
  CHECK(report::sweep_csv(row.study(), one) == report::sweep_csv(row.study(), row.all(3)));
}

TEST_CASE("a bad cell leaves the others their result", "[study]") {
  const RowStudy row("{vary: {row.supplies.hold_up: [40 ms, -1 ms]}}");
  const auto results = row.all(2);
  CHECK(results[0].end == SuiteEnd::passed);
  CHECK(results[1].end == SuiteEnd::bad);
  CHECK(results[1].findings.at(0).place.line == 9);
}

TEST_CASE("a study with more runs than the limit is refused", "[study]") {
  const RowStudy row("{vary: {row.supplies.hold_up: {from: 1 ms, to: 1 s, steps: 20}}}");
  CHECK_THROWS_AS(runs_of(row.study(), 19), scenario::ScenarioError);
}

}  // namespace ridethrough::study
