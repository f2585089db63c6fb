#include <catch2/catch.hpp>
#include <string>

#include "ridethrough/report/data.hpp"
#include "ridethrough/study/run.hpp"

// The ready scenarios of short circuits below a UPS.
namespace ridethrough::study {

TEST_CASE("a fault below a UPS: the scenarios hold, lumped or not", "[study][fault][ups]") {
  const std::string name = GENERATE("ups-output-fault", "ups-output-fault-no-bypass");
  const std::string folder = RIDETHROUGH_SOURCE_DIR "/scenarios/";
  const auto run_as = [&](bool lump) {
    RunOptions options;
    options.lump = lump;
    options.record = true;  // else what a check watches is told apart from what it does not
    return run(scenario::load_scenario(folder + "faults/" + name + ".yaml", {{}, folder + "parts"}),
               options);
  };
  const Outcome lumped = run_as(true);
  const Outcome listed = run_as(false);
  CHECK(lumped.decided_by.empty());
  CHECK(lumped.verdict == Verdict::pass);
  CHECK(report::events_csv(lumped) == report::events_csv(listed));
  CHECK(report::outcome_json(lumped, "0") == report::outcome_json(listed, "0"));
  CHECK(lumped.ledger.fault_j > 0.0);
  CHECK(lumped.ledger.residual < 1e-9);
}

}  // namespace ridethrough::study
