#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "ridethrough/study/run.hpp"
#include "support/scratch.hpp"

// Cabinets that form a bus, and a set that a breaker closes onto it.
namespace ridethrough::study {
namespace {

Outcome closed_at(const std::string& time) {
  const auto file = support::scratch_path("forming-beside-genset-test.yaml");
  std::ofstream(file) << R"(schema_version: 1
name: cabinets form beside a set
duration: 40 s
components:
  grid: {type: utility, voltage: 400 V, frequency: 50 Hz, short_circuit: 20 MVA}
  sw:   {type: static_switch, from: grid}
  gen:  {type: genset, part: diesel-1000kw}
  gb:   {type: breaker, from: gen, state: open}
  lfp:  {type: bess, from: sw, part: lfp-cabinet-200kwh, islanding_switch: sw, forms: droop}
  main: {type: bus, from: [sw, gb]}
  row:  {type: rack, from: main, part: hgx-h800-4node, count: 4}
events:
  - {at: 10 s, outage: grid}
  - {at: 12 s, start: gen}
  - {id: closed, at: )" + time +
                             R"(, close: gb}
checks:
  - {id: carried, after: events.closed, for: 8 s, always: row.*.state == up}
)";
  return run(
      scenario::load_scenario(file.string(), {{}, RIDETHROUGH_SOURCE_DIR "/scenarios/parts"}), {});
}

/// States that the cabinets came to after the set was closed.
std::string story(const Outcome& outcome) {
  std::string text;
  for (const OutcomeEvent& event : outcome.events) {
    if (event.component != "lfp" || event.time < 30 * core::kTicksPerSecond) continue;
    text += event.to + " " + event.reason + "; ";
  }
  return text;
}

TEST_CASE("a set closed onto cabinets that form: cells that take no charge stop them",
          "[bess][genset]") {
  const Outcome outcome = closed_at("30 s");
  CHECK(story(outcome) == "stopped charge_limit; ");
  CHECK(outcome.checks.at(0).status == CheckStatus::pass);
}

}  // namespace
}  // namespace ridethrough::study
