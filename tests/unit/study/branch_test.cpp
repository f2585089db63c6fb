#include <catch2/catch.hpp>
#include <string>

#include "ridethrough/report/data.hpp"
#include "ridethrough/study/run.hpp"

// The branch breakers of a pdu in a run: they are found by name, trip and are judged like any
// other.
namespace ridethrough::study {
namespace {

Outcome run_of(bool lump, const std::vector<std::string>& sets = {}) {
  RunOptions options;
  options.lump = lump;
  options.record = true;  // else what a check watches is told apart from what it does not
  const std::string folder = RIDETHROUGH_SOURCE_DIR "/scenarios/";
  return run(scenario::load_scenario(folder + "faults/pdu-branch.yaml", {sets, folder + "parts"}),
             options);
}

}  // namespace

TEST_CASE("a short and an overload open their branch alone, lumped or not", "[study][branch]") {
  const Outcome lumped = run_of(true);
  CHECK(lumped.decided_by.empty());
  CHECK(lumped.verdict == Verdict::pass);
  REQUIRE(lumped.trips.size() == 3);
  CHECK(lumped.trips[0].device == "row.3.branch");
  CHECK(lumped.trips[0].reason == "instantaneous");
  CHECK(lumped.trips[0].is_selective());
  CHECK(lumped.trips[1].device == "main-2");
  CHECK(lumped.trips[2].device == "aux.branch");
  CHECK(lumped.trips[2].reason == "overcurrent");
  CHECK(lumped.ledger.residual < 1e-9);
  const Outcome listed = run_of(false);
  CHECK(report::events_csv(lumped) == report::events_csv(listed));
  CHECK(report::outcome_json(lumped, "0") == report::outcome_json(listed, "0"));
}

TEST_CASE("a main that is swifter than a branch is named as the wrong one", "[study][branch]") {
  const Outcome outcome =
      run_of(true, {"main.trip.instantaneous=2 kA", "pdu.branch.trip.instantaneous_delay=20 ms"});
  REQUIRE_FALSE(outcome.trips.empty());
  CHECK(outcome.trips[0].device == "main");
  CHECK(outcome.trips[0].expected == "row.3.branch");
}

}  // namespace ridethrough::study
