#include "ridethrough/study/run.hpp"
#include "support/outcome_reads.hpp"
#include "support/scratch.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <vector>

namespace ridethrough::study {
namespace {

using ridethrough::support::recorded;

/// Loads and runs a scenario given as text, with signals recorded.
Outcome run_recorded(const std::string& yaml, const RunOptions& options) {
  const auto file = support::scratch_path("run-test.yaml");
  std::ofstream(file) << yaml;
  const scenario::Model model =
      scenario::load_scenario(file.string(), {{}, RIDETHROUGH_SOURCE_DIR "/scenarios/parts"});
  return run(model, options);
}

Outcome run_recorded(const std::string& yaml, bool lump = true) {
  RunOptions options;
  options.record = true;
  options.lump = lump;
  return run_recorded(yaml, options);
}

constexpr const char* kStep = R"(schema_version: 1
name: a load steps
duration: 10 s
components:
  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}
  bank: {type: load, from: grid, power: 100 kW, count: 3}
events:
  - {id: up, at: 4 s, set: {bank.load: 150 %}, over: 2 s}
record: [grid.power, bank.*.power]
checks:
  - {id: limit, always: grid.power <= 440 kW}
)";

}  // namespace

TEST_CASE("a flat stretch before a ramp stays flat in the trace", "[study][run]") {
  const Outcome outcome = run_recorded(kStep);
  const Trace& power = recorded(outcome, "grid.power").trace;
  // Exact: published integers on both sides.
  CHECK(value_at(power, 3'999'999'999) == 300e3);
  CHECK(value_at(power, 5'000'000'000) == Approx(375e3).epsilon(1e-9));
  CHECK(value_at(power, 7'000'000'000) == 450e3);
}

TEST_CASE("a check on a ramp gives the margin and the time at which it is least", "[study][run]") {
  const Outcome outcome = run_recorded(kStep);
  REQUIRE(outcome.checks.size() == 1);
  CHECK(outcome.verdict == Verdict::fail);
  CHECK(outcome.decided_by == "limit");
  CHECK(*outcome.checks[0].margin == Approx(-10e3));
  CHECK(*outcome.checks[0].margin_at == 6'000'000'000);
}

TEST_CASE("energy from the source is the integral of the trace", "[study][run]") {
  const Outcome outcome = run_recorded(kStep);
  // 4 s at 300 kW, 2 s of ramp to 450 kW, 4 s at 450 kW.
  CHECK(outcome.ledger.in_j == Approx(1.2e6 + 0.75e6 + 1.8e6).epsilon(1e-9));
  CHECK(outcome.ledger.residual < 1e-9);
}

TEST_CASE("equal members appear as one set, whatever the lumping", "[study][run]") {
  const Outcome lumped = run_recorded(kStep);
  const Outcome listed = run_recorded(kStep, false);
  CHECK(recorded(lumped, "bank.1-3.power").trace.corners.size() ==
        recorded(listed, "bank.1-3.power").trace.corners.size());
  CHECK(lumped.fingerprint == listed.fingerprint);
}

TEST_CASE("an event that waits for a condition acts after its delay", "[study][run]") {
  const Outcome outcome = run_recorded(R"(schema_version: 1
name: an operator closes a tie
duration: 60 s
components:
  grid: {type: utility, voltage: 400 V, frequency: 50 Hz, short_circuit: 50 MVA}
  main: {type: breaker, from: grid}
  spare: {type: breaker, from: grid, state: open}
  bank: {type: load, from: main, power: 10 kW}
events:
  - {at: 10 s, open: main}
  - {id: operator, after: main.state == open, delay: 5 s, close: spare}
)");
  core::Tick opened = 0;
  core::Tick closed = 0;
  for (const OutcomeEvent& event : outcome.events) {
    if (event.component == "main" && event.to == "open") opened = event.time;
    if (event.component == "events.operator") closed = event.time;
  }
  CHECK(opened > 0);
  CHECK(closed == opened + 5'000'000'000);
}

TEST_CASE("a run of many instants asks between its 200 steps whether to go on", "[study][run]") {
  std::vector<double> shares;
  RunOptions options;
  options.progress = [&shares](double share) {
    shares.push_back(share);
    return true;
  };
  run_recorded(kStep, options);
  CHECK(shares.size() == 200);
  CHECK(shares.back() == 1.0);
  shares.clear();
  options.extra_wakes = 50'000;
  run_recorded(kStep, options);
  CHECK(shares.size() == 200 + 50'000 / 4096);
  CHECK(std::is_sorted(shares.begin(), shares.end()));
}

TEST_CASE("a run of many instants is interrupted within its first step", "[study][run]") {
  RunOptions options;
  options.extra_wakes = 2'000'000;  // 10,000 in a step
  double stopped_at = 1.0;
  options.progress = [&stopped_at](double share) {
    stopped_at = share;
    return false;
  };
  CHECK_THROWS_AS(run_recorded(kStep, options), Interrupted);
  CHECK(stopped_at < 0.005);
}

}  // namespace ridethrough::study
