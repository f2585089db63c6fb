#include <catch2/catch.hpp>
#include <cmath>

#include "ridethrough/scenario/units.hpp"
#include "ridethrough/study/compare.hpp"

/// Prices keep the currency in which they are written.
namespace ridethrough::study {
namespace {

Outcome priced(const std::string& currency, double cost) {
  Outcome outcome;
  outcome.name = currency;
  outcome.currency = currency;
  ComponentOutcome job;
  job.path = "job";
  job.findings.push_back({{"cost", cost, currency.empty() ? "USD" : currency}, "job", 1});
  outcome.jobs.push_back(job);
  return outcome;
}

const ComparedFigure& cost_figure(const Comparison& comparison) {
  for (const ComparedFigure& figure : comparison.figures) {
    if (figure.name == "cost") return figure;
  }
  FAIL("no figure 'cost'");
  return comparison.figures.front();
}

}  // namespace

TEST_CASE("a unit of a schema takes the currency of the scenario", "[study][currency]") {
  CHECK(scenario::in_currency("USD/GPU/h", "CNY") == "CNY/GPU/h");
  CHECK(scenario::in_currency("USD", "") == "USD");
  CHECK(scenario::in_currency("kWh", "CNY") == "kWh");
}

TEST_CASE("compare says which currency it means", "[study][currency][compare]") {
  const Comparison comparison = compare({priced("CNY", 2000.0), priced("CNY", 1000.0)});
  CHECK(cost_figure(comparison).unit == "CNY");
  CHECK(comparison.better == 1);
  CHECK(comparison.sentence.find("1000 CNY, against 2000 CNY") != std::string::npos);
}

TEST_CASE("amounts of two currencies are not compared", "[study][currency][compare]") {
  const Comparison comparison = compare({priced("CNY", 2000.0), priced("USD", 1000.0)});
  for (const double value : cost_figure(comparison).values) CHECK(std::isnan(value));
  CHECK(comparison.better == -1);
  // A scenario that states no price has no currency of its own.
  CHECK(cost_figure(compare({priced("", 0.0), priced("CNY", 1.0)})).unit == "CNY");
}

}  // namespace ridethrough::study
