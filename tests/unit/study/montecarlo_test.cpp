#include "ridethrough/study/montecarlo.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "ridethrough/report/montecarlo.hpp"
#include "ridethrough/report/sweep.hpp"
#include "ridethrough/study/replica.hpp"
#include "study/statistics.hpp"
#include "support/tool.hpp"

namespace ridethrough::study {
namespace {

/// Racks behind boxes that fail; what a test varies.
class DrawnStudy {
 public:
  DrawnStudy(const std::string& components, const std::string& study,
             const std::string& duration = "1 y")
      : study_(scenario::read_study(folder_.write(
            "s.yaml", "schema_version: 1\nname: racks that fail\nseed: 3\nduration: " + duration +
                          "\ncomponents:\n  grid: {type: utility, voltage: 400 V, frequency: 50 "
                          "Hz}\n" +
                          components + "checks: [{id: up, always: row.dropped == 0}]\nstudy: " +
                          study + "\n"))) {}

  const scenario::Study& study() const { return study_; }
  std::vector<CellResult> rows(unsigned threads = 1) const {
    return run_replicas(study_, runs_of(study_, 100'000), options(threads));
  }
  SweepOptions options(unsigned threads) const {
    SweepOptions options;
    options.load.library = std::string(RIDETHROUGH_SOURCE_DIR) + "/scenarios/parts";
    options.threads = threads;
    return options;
  }

 private:
  test::Folder folder_;
  scenario::Study study_;
};

constexpr const char* kOneFeed =
    "  p: {type: pdu, from: grid, rating: 100 kVA, reliability: {mttf: 5000 h, "
    "repair: 20 h}}\n  row: {type: rack, from: p, power: 10 kW}\n";

}  // namespace

TEST_CASE("the interval of Clopper and Pearson", "[montecarlo]") {
  // 1 - (alpha/2)^(1/n) and, for 10 of 100, the table of Fleiss, Levin and Paik.
  CHECK(clopper_pearson(0, 50).low == 0.0);
  CHECK(clopper_pearson(0, 50).high == Approx(1.0 - std::pow(0.025, 1.0 / 50.0)).epsilon(1e-12));
  CHECK(clopper_pearson(50, 50).low == Approx(std::pow(0.025, 1.0 / 50.0)).epsilon(1e-12));
  CHECK(clopper_pearson(10, 100).low == Approx(0.049005).margin(1e-6));
  CHECK(clopper_pearson(10, 100).high == Approx(0.176223).margin(1e-6));
}

TEST_CASE("the bootstrap of a mean is as wide as its standard error says", "[montecarlo]") {
  std::vector<double> values;
  for (int i = 0; i < 400; ++i) values.push_back(i % 20);
  const Interval interval = bootstrap_means({values}, 1).front();
  const double half = 1.96 * std::sqrt(33.25 / 400.0);
  CHECK(interval.low == Approx(9.5 - half).margin(0.05));
  CHECK(interval.high == Approx(9.5 + half).margin(0.05));
}

TEST_CASE("replicas give the same rows on any number of threads", "[montecarlo]") {
  const DrawnStudy study(kOneFeed,
                         "{replicas: 12, draw: [failures], vary: {row.power: [5 kW, 9 kW]}}");
  const auto rows = study.rows(1);
  REQUIRE(rows.size() == 24);
  CHECK(rows[0].replica == 1);
  CHECK(rows[12].name == "9 kW");
  CHECK(rows[12].replica == 1);
  const auto csv = [&](const auto& each) { return report::sweep_csv(study.study(), each); };
  CHECK(csv(rows) == csv(study.rows(3)));
  // Common random numbers: the pdu fails alike, whatever the racks draw.
  for (std::size_t i = 0; i < 12; ++i) CHECK(rows[i].losses == rows[i + 12].losses);
}

TEST_CASE("replicas add up to shares, rates and paths", "[montecarlo]") {
  const DrawnStudy study(kOneFeed,
                         "{replicas: 60, draw: [failures], checks: [{id: up, at_end: "
                         "share(run.passed) >= 90 %}, {id: few, at_end: mean(run.losses) "
                         "<= 4}, {id: short, at_end: p95(run.rack_down_time) <= 8760 h}]}");
  const auto cells = summarise(study.study(), study.rows(2));
  REQUIRE(cells.size() == 1);
  const CellSummary& cell = cells.front();
  CHECK(cell.runs == 60);
  CHECK(cell.years == Approx(1.0));
  // 8,760 h of cycles of 5,020 h: 1.745 a year; four standard errors of 60 replicas.
  CHECK(cell.losses_a_year == Approx(8760.0 / 5020.0).margin(4 * std::sqrt(1.75 / 60.0)));
  CHECK(cell.losses_a_year_95.low < cell.losses_a_year);
  CHECK(cell.availability == Approx(1.0 - 20.0 / 5020.0).margin(0.0015));
  REQUIRE(cell.paths.size() == 1);
  CHECK(cell.paths.front().text == "p open_circuit");
  CHECK(cell.paths.front().losses == Approx(60.0 * cell.losses_a_year));
  REQUIRE(cell.checks.size() == 3);
  CHECK_FALSE(cell.checks[0].holds);  // exp(-8760 / 5000) = 17 % see no failure
  CHECK(cell.checks[0].value == Approx(std::exp(-8760.0 / 5000.0)).margin(0.2));
  CHECK(cell.checks[1].holds);
  CHECK(cell.checks[2].holds);
  const std::string text = report::montecarlo_text(study.study(), cells, {});
  CHECK(text.find("p open_circuit") != std::string::npos);
  CHECK(text.find("FAIL  up: share(run.passed) >= 90 %") != std::string::npos);
}

TEST_CASE("failures that are made likelier weigh what they are without that", "[montecarlo]") {
  // Two paths without repair: both fail in one year in 1,200.
  const char* paths =
      "  a: {type: pdu, from: grid, rating: 100 kVA, reliability: {mttf: 300000 h}}\n"
      "  b: {type: pdu, from: grid, rating: 100 kVA, reliability: {mttf: 300000 h}}\n"
      "  row: {type: rack, from: [a, b], power: 10 kW}\n";
  const DrawnStudy plain(paths, "{replicas: 100, draw: [failures]}");
  const DrawnStudy rare(paths, "{replicas: 1600, draw: [failures], importance: 30}");
  const double one = -std::expm1(-8760.0 / 300000.0);
  const CellSummary cell = summarise(rare.study(), rare.rows(2)).front();
  CHECK(cell.is_weighted);
  const double lost = 1.0 - cell.without_loss;
  CHECK(lost == Approx(one * one).epsilon(0.25));
  CHECK(1.0 - cell.without_loss_95.high < one * one);
  CHECK(1.0 - cell.without_loss_95.low > one * one);
  // A hundred plain years see one such loss in twelve tries.
  const CellSummary seen = summarise(plain.study(), plain.rows(2)).front();
  CHECK_FALSE(seen.is_weighted);
  CHECK(seen.without_loss >= 0.99);
}

TEST_CASE("one replica can be run again by its number", "[montecarlo]") {
  const DrawnStudy study(kOneFeed, "{replicas: 6, draw: [failures]}");
  const auto rows = study.rows();
  const CellRuns runs(study.study(), scenario::cells_of(study.study()).front(),
                      study.options(1).load);
  for (const CellResult& row : rows) {
    const Replica again = runs.run(row.replica, {});
    CHECK((again.outcome.verdict == Verdict::pass) == (row.end == SuiteEnd::passed));
    CHECK(figures_of(again.outcome).front().value == row.figures.front().value);
  }
  CHECK(runs.run(0, {}).outcome.verdict == Verdict::pass);
  CHECK_THROWS_AS(check_replica(study.study(), 7), scenario::ScenarioError);
}

TEST_CASE("a failed set shows in the path although no event failed it", "[montecarlo]") {
  const DrawnStudy study(
      "  feed: {type: utility, voltage: 400 V, frequency: 50 Hz, disturbances: {sustained: "
      "{per_year: 20, duration: {median: 1 h, sigma: 0}}}}\n"
      "  gen: {type: genset, part: diesel-1000kw, reliability: {fail_to_start: 30 %, mttf: none, "
      "repair: 10 h}}\n"
      "  ats: {type: ats, from: [feed, gen], part: ats-1600a}\n"
      "  ups: {type: ups, from: ats, part: ups-400kw}\n"
      "  vrla: {type: battery, from: ups, part: vrla-12v150ah, series: 40, strings: 1}\n"
      "  row: {type: rack, from: ups, power: 100 kW}\n",
      "{replicas: 4, draw: [failures, disturbances]}");
  const auto cells = summarise(study.study(), study.rows());
  REQUIRE_FALSE(cells.front().paths.empty());
  CHECK(cells.front().paths.front().text ==
        "feed sustained outage + gen fail_to_start + vrla end_voltage");
  // 20 outages a year, 30 % of which find no set; now and then one falls into a repair.
  CHECK(cells.front().losses_a_year == Approx(6.0).margin(4 * std::sqrt(6.0 / 4.0)));
}

TEST_CASE("a cell that is wrong is told for each of its replicas", "[montecarlo]") {
  const DrawnStudy study(kOneFeed,
                         "{replicas: 2, draw: [failures], checks: [{id: x, at_end: "
                         "mean(run.losess) <= 2}]}");
  const auto rows = study.rows();
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].end == SuiteEnd::bad);
  REQUIRE_FALSE(rows[0].findings.empty());
  CHECK(rows[0].findings.front().label == "did you mean 'run.losses'?");
  CHECK(summarise(study.study(), rows).front().unfinished == 2);
}

TEST_CASE("more runs than meant are refused with their product", "[montecarlo]") {
  const DrawnStudy study(kOneFeed, "{replicas: 20000, draw: [failures]}");
  try {
    runs_of(study.study(), 10'000);
    FAIL("accepted");
  } catch (const scenario::ScenarioError& error) {
    const auto& first = error.diagnostics().all().front();
    CHECK(first.rule == "RT1002");
    CHECK(first.label == "1 cells x 20000 replicas; allow it with --max-runs 20000");
  }
}

}  // namespace ridethrough::study
