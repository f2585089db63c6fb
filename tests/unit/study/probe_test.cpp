#include <catch2/catch.hpp>
#include <string>

#include "ridethrough/report/data.hpp"
#include "ridethrough/study/run.hpp"
#include "support/random_scenario.hpp"

namespace ridethrough::study {
namespace {

std::string outcome_of(const std::string& check, bool is_lumped) {
  const std::string text =
      "schema_version: 1\nname: four rows\nduration: 20 s\ncomponents:\n"
      "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz, short_circuit: 20 MVA}\n"
      "  row: {type: load, from: grid, power: 31.3 kW, count: 4}\n"
      "events: [{at: 5 s, set: {row.2.load: 50 %}}]\n"
      "checks: [{id: probe, always: " +
      check + "}]\n";
  RunOptions options;
  options.lump = is_lumped;
  return report::outcome_json(run(support::model_of(text), options), "1.2.3");
}

}  // namespace

TEST_CASE("a check of one member does not tell it from its equals", "[study][lumping]") {
  for (const char* const check : {"row.1.power >= 0 kW", "row.4.power >= 0 kW"}) {
    INFO(check);
    const std::string lumped = outcome_of(check, true);
    CHECK(lumped == outcome_of(check, false));
    CHECK(lumped.find("row.1+3-4") != std::string::npos);
  }
}

}  // namespace ridethrough::study
