#include <catch2/catch.hpp>
#include <string>

#include "ridethrough/study/run.hpp"
#include "support/random_scenario.hpp"

// The flicker that a specification allows.
namespace ridethrough::study {
namespace {

/// 39 rectangular changes a minute of 0.894 % have a severity of one (IEC 61000-4-15, table 5): at
/// X = R a power of 126.43 kW moves the voltage of 10 MVA by that.
std::string site(const std::string& limits, const std::string& grid = "short_circuit: 10 MVA, ") {
  return R"(schema_version: 1
name: rectangular changes at a point of connection
duration: 10 min
components:
  grid: {type: utility, voltage: 400 V, frequency: 50 Hz, )" +
         grid + R"(x_over_r: 1}
  rack: {type: rack, from: grid, gpus: 200, power: 200 kW, supplies: {power_factor: 1},
         gpu: {tdp: 1 kW, idle: 0 W}}
jobs:
  square: {type: training, racks: rack, profile: steps, checkpoint: {every: 1 h}}
checks: [{id: agreed, always: grid inside agreement}]
parts:
  steps:
    type: profile
    values:
      period: 3.0769230769 s
      shape: [{at: 0 s, level: 0 %}, {at: 1.53846153845 s, level: 0 %},
              {at: 1.53846153845 s, level: 63.215 %}, {at: 3.0769230769 s, level: 63.215 %}]
      idle: 0 %
  agreement: {type: curve, values: {kind: ramp_and_band, reads: power, )" +
         limits + "}}\n";
}

CheckResult result_of(const std::string& limits) {
  return run(support::model_of(site(limits)), {}).checks.front();
}

}  // namespace

TEST_CASE("a specification limits flicker", "[check][curve][meter]") {
  CHECK_FALSE(result_of("flicker: 1.06").fails_run);
  const CheckResult half = result_of("flicker: 0.5");
  CHECK(half.fails_run);
  CHECK(*half.margin_at == 600 * core::kTicksPerSecond);
  // The severity is in proportion to the swing: that has to come down to a half.
  CHECK(*half.margin == Approx(-0.5 * 126.43e3).epsilon(0.05));
  CHECK(half.unit == "kW");
  CHECK(half.unverified_curves == std::vector<std::string>{"agreement"});
}

TEST_CASE("flicker is judged without a report of the meters too", "[check][curve][meter]") {
  RunOptions options;
  options.meter = false;
  CHECK(run(support::model_of(site("flicker: 0.5")), options).checks.front().fails_run);
}

TEST_CASE("flicker stands beside the other limits of a specification", "[check][curve][meter]") {
  const CheckResult peak = result_of("flicker: 1.06, peak: 120 kW");
  CHECK(peak.fails_run);
  CHECK(*peak.margin == Approx(-6.43e3).epsilon(0.01));
}

TEST_CASE("flicker is that of a utility that is not stiff", "[check][curve][meter]") {
  const auto told = [](const std::string& text) {
    try {
      run(support::model_of(text), {});
    } catch (const scenario::ScenarioError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK(told(site("flicker: 1", "")).find("RT0805") != std::string::npos);
  std::string of_rack = site("flicker: 1");
  of_rack.replace(of_rack.find("grid inside"), 11, "rack inside");
  CHECK(told(of_rack).find("RT0805") != std::string::npos);
}

}  // namespace ridethrough::study
