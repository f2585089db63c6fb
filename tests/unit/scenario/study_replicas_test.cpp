#include <catch2/catch.hpp>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "ridethrough/scenario/study.hpp"
#include "support/tool.hpp"

namespace ridethrough::scenario {
namespace {

/// A study of one row of racks.
class RowFile {
 public:
  std::string with(const std::string& study) const {
    return folder_.write("s.yaml",
                         "schema_version: 1\nname: one row\nduration: 10 s\ncomponents:\n"
                         "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
                         "  row: {type: rack, from: grid, power: 10 kW}\nstudy: " +
                             study + "\n");
  }

 private:
  test::Folder folder_;
};

Diagnostic refusal(const std::string& study) {
  const RowFile row;
  try {
    read_study(row.with(study));
  } catch (const ScenarioError& error) {
    return error.diagnostics().all().front();
  }
  return {};
}

LoadOptions shipped() {
  return {.sets = {}, .library = std::string(RIDETHROUGH_SOURCE_DIR) + "/scenarios/parts"};
}

}  // namespace

TEST_CASE("the quantiles of a normal give its share back", "[study]") {
  for (const double share : {1e-12, 1e-5, 0.02, 0.0749, 0.0751, 0.3, 0.5, 0.8, 0.975, 1.0 - 1e-9}) {
    const double back = 0.5 * std::erfc(-normal_quantile(share) / std::sqrt(2.0));
    CHECK(back == Approx(share).epsilon(1e-12));
  }
  CHECK(normal_quantile(0.975) == Approx(1.959963984540054).epsilon(1e-14));
}

TEST_CASE("a distribution has its median where it says", "[study]") {
  using Shape = Distribution::Shape;
  CHECK(Distribution{Shape::uniform, 2.0, 6.0}.quantile(0.25) == 3.0);
  CHECK(Distribution{Shape::normal, 10.0, 2.0}.quantile(0.5) == 10.0);
  CHECK(Distribution{Shape::lognormal, 0.12, 0.9}.quantile(0.5) == Approx(0.12));
  CHECK(Distribution{Shape::lognormal, 0.12, 0.9}.share_below(0.12) == Approx(0.5));
  CHECK(Distribution{Shape::weibull, 8.0, 3.0}.quantile(1.0 - std::exp(-1.0)) == Approx(8.0));
}

TEST_CASE("replicas, what they draw and what they must keep to", "[study]") {
  const RowFile row;
  const Study study = read_study(row.with(
      "{replicas: 12, draw: [failures, spread], checks: [{id: up, at_end: "
      "lower95(share(run.passed)) >= 99 %}, {id: few, at_end: mean(run.losses) <= 2, level: warn}, "
      "{id: down, at_end: share(run.rack_down_time <= 2 h) > 50 %}]}"));
  CHECK(study.replicas == 12);
  CHECK((study.draw.failures && study.draw.spread));
  CHECK_FALSE((study.draw.disturbances || study.draw.uncertainty));
  REQUIRE(study.checks.size() == 3);
  CHECK(study.checks[0].bound == StudyCheck::Bound::lower95);
  CHECK(study.checks[0].statistic == StudyCheck::Statistic::share);
  CHECK(study.checks[0].outcome == "run.passed");
  CHECK(study.checks[0].limit.si == 0.99);
  CHECK(study.checks[1].level == Level::warn);
  CHECK(study.checks[2].inner == "<=");
  CHECK(study.checks[2].inner_limit.si == 7200.0);
  CHECK(cells_of(study).size() == 1);
}

TEST_CASE("replicas that can not be are refused where they stand", "[study]") {
  const Diagnostic equal = refusal("{replicas: 1000}");
  CHECK(equal.rule == "RT1003");
  CHECK(equal.message == "1,000 replicas would all be equal");
  CHECK(refusal("{replicas: 0, draw: [failures]}").message ==
        "'replicas' is a whole number from 1 on");
  CHECK(refusal("{replicas: 5, draw: [failurs]}").label == "did you mean 'failures'?");
  CHECK(refusal("{replicas: 2, draw: [failures], importance: 0.5}").message ==
        "'importance' is how many times as often failures come");
  CHECK(refusal("{draw: [failures]}").message == "'draw' needs 'replicas'");
  CHECK(refusal("{replicas: 2, sample: latine 4, draw: [spread]}").message ==
        "there is no sample 'latine 4'");
  const auto claim = [](const std::string& sentence) {
    return refusal("{replicas: 2, draw: [spread], checks: [{id: x, at_end: " + sentence + "}]}");
  };
  CHECK(claim("lower95(share(run.passed)) >= 99 %").rule.empty());
  CHECK(claim("maen(run.losses) <= 2").label == "did you mean 'mean'?");
  CHECK(claim("lower95(p95(run.losses)) <= 2").label == "bounds are of a share or a mean");
  CHECK(claim("mean(run.losses == 0) <= 2").label == "only 'share' counts a comparison");
  CHECK(claim("mean(run.losses) <= 2 hh").rule == "RT0306");
  CHECK(claim("mean(run.losses)").label == "compare it: >= 99 %");
}

TEST_CASE("a distribution on an axis is drawn anew by each replica", "[study]") {
  const RowFile row;
  const Study study =
      read_study(row.with("{replicas: 3, vary: {row.power: {uniform: [5 kW, 10 kW]}}}"));
  CHECK(cells_of(study).size() == 1);
  std::set<double> powers;
  for (std::uint32_t replica = 1; replica <= 3; ++replica) {
    const Model model = load_cell(study, cells_of(study).front(), shipped(), replica);
    powers.insert(model.components.at(1).parameters.values.at("power").number());
  }
  CHECK(powers.size() == 3);
  CHECK(*powers.begin() >= 5e3);
  CHECK(*powers.rbegin() < 10e3);
}

TEST_CASE("distributions that do not fit are refused", "[study]") {
  const auto axis = [](const std::string& values) {
    return refusal("{replicas: 2, vary: {row.power: " + values + "}}");
  };
  CHECK(axis("{normal: 10 kW, sigma: 1 kW}").rule.empty());
  CHECK(axis("{lognormal: 10 kW, sigma: 30 %}").rule.empty());
  CHECK(axis("{normal: 10 kW}").message == "'normal' needs 'sigma'");
  CHECK(axis("{normal: 10 kW, sigma: 1 s}").message == "'sigma' does not fit 'normal'");
  CHECK(axis("{weibull: 8 y, shape: 0}").message == "'shape' does not fit 'weibull'");
  CHECK(axis("{uniform: [10 kW, 5 kW]}").rule == "RT1010");
}

TEST_CASE("a latin hypercube has one value in each share of each axis", "[study]") {
  const RowFile row;
  const Study study = read_study(
      row.with("{sample: latin 8, vary: {row.power: {from: 2 kW, to: 10 kW}, row.count: [1, 2], "
               "row.supplies.hold_up: {uniform: [8 ms, 16 ms]}}}"));
  const std::vector<Cell> cells = cells_of(study);
  REQUIRE(cells.size() == 16);  // 8 points for each count
  std::set<int> power_shares, hold_up_shares;
  std::set<std::size_t> pairs;
  for (const Cell& cell : cells) {
    CHECK(cell.choice[0] == cell.choice[2]);
    const Model model = load_cell(study, cell, shipped());
    const auto& values = model.components.at(1).parameters.values;
    power_shares.insert(static_cast<int>((values.at("power").number() - 2e3) / 1e3));
    hold_up_shares.insert(
        static_cast<int>((values.at("supplies").map().at("hold_up").number() - 8e-3) / 1e-3));
  }
  CHECK(power_shares.size() == 8);
  CHECK(hold_up_shares.size() == 8);
}

}  // namespace ridethrough::scenario
