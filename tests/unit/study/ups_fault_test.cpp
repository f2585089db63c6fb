#include <catch2/catch.hpp>
#include <string>

#include "ridethrough/report/data.hpp"
#include "ridethrough/study/run.hpp"

// The ready scenarios of short circuits below a UPS.
namespace ridethrough::study {

TEST_CASE("a fault below a UPS: the scenarios hold, lumped or not", "[study][fault][ups]") {
  const std::string name = GENERATE("ups-output-fault", "ups-output-fault-no-bypass");
  const std::string folder = RIDETHROUGH_SOURCE_DIR "/scenarios/";
  const scenario::Model model =
      scenario::load_scenario(folder + "faults/" + name + ".yaml", {{}, folder + "parts"});
  RunOptions options;
  const Outcome lumped = run(model, options);
  options.lump = false;
  const Outcome listed = run(model, options);
  CHECK(lumped.decided_by.empty());
  CHECK(lumped.verdict == Verdict::pass);
  CHECK(report::outcome_json(lumped, "0") == report::outcome_json(listed, "0"));
  CHECK(lumped.ledger.fault_j > 0.0);
  CHECK(lumped.ledger.residual < 1e-9);
}

}  // namespace ridethrough::study
