#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "ridethrough/report/data.hpp"
#include "ridethrough/study/run.hpp"
#include "support/scratch.hpp"

namespace ridethrough::study {
namespace {

scenario::Model model_of(const std::string& yaml) {
  const auto file = support::scratch_path("fault-event-test.yaml");
  std::ofstream(file) << yaml;
  return scenario::load_scenario(file.string(), {{}, RIDETHROUGH_SOURCE_DIR "/scenarios/parts"});
}

Outcome run_text(const std::string& yaml, bool lump = true) {
  RunOptions options;
  options.lump = lump;
  return run(model_of(yaml), options);
}

std::string hall(const std::string& events) {
  return R"(schema_version: 1
name: a hall with a fault
duration: 20 s
components:
  grid: {type: utility, voltage: 10 kV, frequency: 50 Hz, short_circuit: 200 MVA}
  tx:   {type: transformer, from: grid, part: tx-2500kva-10kv-400v}
  main: {type: bus, from: tx}
  cb:   {type: breaker, from: main}
  sub:  {type: bus, from: cb}
  row:  {type: load, from: sub, power: 100 kW, count: 3}
  hall: {type: load, from: main, power: 200 kW}
events:
)" + events;
}

/// The rows of faults as "time component from>to reason", one after the other.
std::string story(const Outcome& outcome) {
  std::string text;
  for (const OutcomeEvent& event : outcome.events) {
    if (event.what != "fault") continue;
    text += std::to_string(event.time / 1'000'000'000) + " " + event.component + " " + event.from +
            ">" + event.to + " " + event.reason + "; ";
  }
  return text;
}

}  // namespace

TEST_CASE("a fault with an end goes by itself", "[study][fault]") {
  const Outcome outcome =
      run_text(hall("  - {at: 5 s, fault: sub, kind: line_line, resistance: 10 mohm, for: 2 s}\n"));
  CHECK(story(outcome) == "5 sub none>line_line begun; 7 sub line_line>none over; ");
  CHECK(outcome.ledger.fault_j > 0.0);
  CHECK(outcome.ledger.residual < 1e-9);
}

TEST_CASE("a fault without an end is interrupted, met again and repaired", "[study][fault]") {
  const Outcome outcome = run_text(hall(R"(  - {at: 2 s, fault: sub}
  - {at: 4 s, open: cb}
  - {at: 8 s, close: cb}
  - {at: 10 s, open: cb}
  - {at: 12 s, repair: sub}
  - {at: 14 s, close: cb}
)"));
  CHECK(story(outcome) ==
        "2 sub none>three_phase begun; 4 sub three_phase>interrupted no_voltage; "
        "8 sub interrupted>three_phase re_energised; 10 sub three_phase>interrupted no_voltage; "
        "12 sub interrupted>none repaired; ");
  CHECK(outcome.ledger.residual < 1e-9);
}

TEST_CASE("faults that overlap: the last one acts, then the one before", "[study][fault]") {
  const Outcome outcome = run_text(hall(R"(  - {at: 2 s, fault: sub, kind: line_ground, for: 6 s}
  - {at: 4 s, fault: sub, resistance: 1 ohm, for: 2 s}
)"));
  CHECK(story(outcome) ==
        "2 sub none>line_ground begun; 4 sub line_ground>three_phase begun; "
        "6 sub three_phase>line_ground over; 8 sub line_ground>none over; ");
}

TEST_CASE("what has no outlet can have no fault", "[study][fault]") {
  CHECK_THROWS_WITH(run_text(hall("  - {at: 2 s, fault: row}\n")),
                    Catch::Contains("'row' can not have a fault") && Catch::Contains("bus"));
  CHECK_THROWS_WITH(run_text(hall("  - {at: 2 s, repair: sub}\n")),
                    Catch::Contains("'sub' can not be repaired"));
  std::string tied = hall("  - {at: 2 s, fault: tie}\n");
  tied.insert(tied.find("  row:"), "  tie:  {type: breaker, between: [main, sub]}\n");
  CHECK_THROWS_WITH(run_text(tied), Catch::Contains("has no outlet of its own"));
}

TEST_CASE("members with faults are wired one by one, whatever the lumping", "[study][fault]") {
  const std::string kind = GENERATE("three_phase", "line_line", "line_ground");
  const std::string target = GENERATE("block.*.pdu", "block.2.pdu", "block.*.tx");
  const std::string text = R"(schema_version: 1
name: blocks with faults
duration: 20 s
components:
  grid: {type: utility, voltage: 10 kV, frequency: 50 Hz, short_circuit: 200 MVA}
  block:
    type: group
    count: 3
    components:
      tx:  {type: transformer, from: grid, part: tx-2500kva-10kv-400v}
      pdu: {type: pdu, from: tx, part: pdu-1250kva, vector_group: dyn11}
      row: {type: load, from: pdu, power: 40 kW, count: 4}
events:
  - {at: 5 s, fault: )" + target +
                           ", kind: " + kind + R"(, resistance: 5 mohm, for: 300 ms}
  - {at: 9 s, set: {block.*.row.*.load: 150 %}, over: 3 s}
)";
  const Outcome lumped = run_text(text);
  const Outcome listed = run_text(text, false);
  CHECK(report::outcome_json(lumped, "0") == report::outcome_json(listed, "0"));
  CHECK(report::events_csv(lumped) == report::events_csv(listed));
  CHECK(lumped.ledger.residual < 1e-9);
  CHECK(lumped.ledger.fault_j > 0.0);
}

}  // namespace ridethrough::study
