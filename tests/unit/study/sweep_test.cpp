#include "ridethrough/study/sweep.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "ridethrough/report/sweep.hpp"
#include "support/tool.hpp"

namespace ridethrough::study {
namespace {

/// A rack at full load through a loss of its feed.
class RowStudy {
 public:
  explicit RowStudy(const std::string& study)
      : study_(scenario::read_study(
            folder_.write("s.yaml",
                          "schema_version: 1\nname: one row\nduration: 5 s\ncomponents:\n"
                          "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
                          "  row: {type: rack, from: grid, power: 10 kW}\n"
                          "events: [{id: gone, at: 2 s, outage: grid, for: 15 ms}]\n"
                          "checks: [{id: up, always: row.dropped == 0}]\nstudy: " +
                              study + "\n"))) {}

  const scenario::Study& study() const { return study_; }
  SweepOptions options(unsigned threads) const {
    SweepOptions options;
    options.load.library = std::string(RIDETHROUGH_SOURCE_DIR) + "/scenarios/parts";
    options.threads = threads;
    return options;
  }
  std::vector<CellResult> all(unsigned threads) const {
    return sweep(study_, runs_of(study_, 100), options(threads));
  }
  /// What a sweep says of the smallest value: the reference of `find_size`.
  std::optional<std::size_t> first_that_passes() const {
    for (const CellResult& each : all(1)) {
      if (each.end == SuiteEnd::passed) return each.cell.choice[0];
    }
    return std::nullopt;
  }

 private:
  test::Folder folder_;
  scenario::Study study_;
};

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

TEST_CASE("size finds what a sweep finds", "[study]") {
  const RowStudy row(
      "{vary: {row.supplies.hold_up: {from: 1 ms, to: 30 ms, steps: 30}}, smallest: "
      "row.supplies.hold_up}");
  const Size size = find_size(row.study(), row.options(2));
  REQUIRE(size.answer);
  CHECK(size.answer == row.first_that_passes());
  CHECK(*size.answer > 0);
  CHECK(size.is_monotone);
  CHECK(size.steps.size() < 15);
}

TEST_CASE("size says when nothing holds", "[study]") {
  const RowStudy never(
      "{vary: {row.supplies.hold_up: [1 ms, 2 ms, 5 ms]}, smallest: row.supplies.hold_up}");
  CHECK_FALSE(find_size(never.study(), never.options(1)).answer);
}

TEST_CASE("a smaller value that holds below one that fails is found by running all", "[study]") {
  const RowStudy row(
      "{vary: {events.gone.for: {from: 1 ms, to: 40 ms, steps: 40}}, smallest: "
      "events.gone.for}");
  const Size size = find_size(row.study(), row.options(2));
  CHECK_FALSE(size.is_monotone);
  CHECK(size.steps.size() == 40);
  CHECK(size.answer == std::size_t{0});
}

}  // namespace ridethrough::study
