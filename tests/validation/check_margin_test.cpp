#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>

#include "ridethrough/study/run.hpp"
#include "support/marked_page.hpp"
#include "support/tool.hpp"
#include "support/validation_case.hpp"

// Margins of checks on a load whose power is known at every instant: 10 kW, from 1 s on rising to
// 20 kW within 8 s, from 12 s on falling back within 4 s: slopes that the grid of powers holds
// exactly (core/line.hpp: 2^-10 W/s), so that the signal is the one that is written.
namespace ridethrough::testing {
namespace {

constexpr const char* kRamps =
    "schema_version: 1\nname: two ramps\nduration: 20 s\ncomponents:\n"
    "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
    "  a: {type: load, from: grid, power: 20 kW, load: 50 %}\n"
    "events:\n"
    "  - {id: up, at: 1 s, set: {a.load: 100 %}, over: 8 s}\n"
    "  - {id: down, at: 12 s, set: {a.load: 50 %}, over: 4 s}\n"
    "checks:\n  - {id: it, ";

study::CheckResult judged(const std::string& claim) {
  const test::Folder folder;
  const std::string file = folder.write("ramps.yaml", kRamps + claim + "}\n");
  const study::Outcome outcome =
      study::run(scenario::load_scenario(file, {{}, repository_path("scenarios/parts")}), {});
  REQUIRE(outcome.checks.size() == 1);
  return outcome.checks.front();
}

struct Expected {
  std::string claim;
  double margin = 0.0;  ///< SI
  double at_s = -1.0;   ///< of the margin; -1: it holds over a span
};

/// All worked out by hand.
const Expected kExpected[] = {
    {"always: a.power <= 18 kW", -2000.0, 9.0},
    {"always: a.power >= 9.7 kW, after: events.up, for: 2 s", 300.0, 1.0},
    {"always: a.power <= 15 kW, for: 2.1 s, after: events.up", 2375.0, 3.1},
    {"always: a.power <= 15 kW, while: a.power >= 11 kW", -5000.0, 9.0},
    {"always: change(a.power over 2 s) <= 3 kW", 500.0, -1.0},
    {"always: change(a.power over 2 s) >= -7 kW", 2000.0, -1.0},
    // Mean over [12 s, 16 s]: from 20 to 10 kW.
    {"always: average(a.power over 4 s) >= 14.5 kW, after: events.down, for: 4 s", 500.0, 16.0},
    // 18 kW is passed at 7.4 s and again at 12.8 s. The worst span of 7 s begins x before the first
    // and ends 1.6 s - x after the second, where 1.25 kW/s x = 2.5 kW/s (1.6 s - x).
    {"always: a.power <= 18 kW, except_shorter_than: 7 s", 4000.0 / 3.0, -1.0},
    {"at_end: a.power <= 10.000001 kW", 0.001, 20.0},
};

double relative(double measured, double exact) {
  return std::abs(measured - exact) / std::max(1.0, std::abs(exact));
}

}  // namespace

TEST_CASE("validation: margins of checks on two ramps", "[validation][checks]") {
  double worst = 0.0, worst_ns = 0.0;
  for (const Expected& expected : kExpected) {
    const study::CheckResult result = judged(expected.claim);
    INFO(expected.claim);
    REQUIRE(result.margin);
    INFO(*result.margin << " at " << core::seconds(result.margin_at.value_or(-1)));
    CHECK(relative(*result.margin, expected.margin) <= 1e-9);
    worst = std::max(worst, relative(*result.margin, expected.margin));
    if (expected.at_s < 0.0) continue;
    REQUIRE(result.margin_at);
    const double off_ns = std::abs(static_cast<double>(*result.margin_at) - expected.at_s * 1e9);
    CHECK(off_ns <= 1.0);
    worst_ns = std::max(worst_ns, off_ns);
  }
  report_case({.name = "margins of checks on two ramps of power",
               .kind = "analytic",
               .reference = "piecewise-linear signal, worked out by hand",
               .measured = worst,
               .allowed = 1e-9,
               .unit = "of the margin"});
  report_case({.name = "instants of the margins of checks on two ramps of power",
               .kind = "analytic",
               .reference = "piecewise-linear signal, worked out by hand",
               .measured = worst_ns,
               .allowed = 1.0,
               .unit = "ns"});
}

TEST_CASE("validation: the slack of a response on a ramp", "[validation][checks]") {
  // 16.3 kW is reached 6.3 kW / 1.25 kW/s after the ramp begins.
  const study::CheckResult result =
      judged("eventually: a.power >= 16.3 kW, after: events.up, within: 10 s");
  REQUIRE(result.slack_s);
  report_case({.name = "slack of a response on a ramp of power",
               .kind = "analytic",
               .reference = "time at which a straight line is met, worked out by hand",
               .measured = 1e9 * std::abs(*result.slack_s - (10.0 - 5.04)),
               .allowed = 1.0,
               .unit = "ns"});
}

}  // namespace ridethrough::testing
