#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>

#include "ridethrough/study/run.hpp"
#include "support/scratch.hpp"

// A short circuit that two sets feed: what it draws decides which way their voltages lead, and the
// lead what it draws.
namespace ridethrough::study {
namespace {

Outcome fault_beside_two_sets() {
  const auto file = support::scratch_path("fault-beside-sets-test.yaml");
  std::ofstream(file) << R"(schema_version: 1
name: a fault beside two sets with droop
duration: 60 s
components:
  g0:   {type: genset, part: diesel-1000kw, governor: {kind: droop, droop: 4 %, reference: 30 %}}
  g1:   {type: genset, part: diesel-1000kw, governor: {kind: droop, droop: 4 %, reference: 30 %}}
  main: {type: bus, from: [g0, g1]}
  row:  {type: rack, from: main, part: hgx-h800-4node, count: 4}
events:
  - {at: 1 s, start: g0}
  - {at: 1 s, start: g1}
  - {at: 47.8 s, fault: main, resistance: 20 mohm, for: 60 ms}
checks:
  - {id: fed, always: g0.power >= 0 kW}
)";
  return run(
      scenario::load_scenario(file.string(), {{}, RIDETHROUGH_SOURCE_DIR "/scenarios/parts"}), {});
}

TEST_CASE("a fault beside two sets ends its instant", "[genset][fault]") {
  const Outcome outcome = fault_beside_two_sets();
  double lowest_pu = 1.0;
  for (const ComponentOutcome& component : outcome.components) {
    if (component.path != "g0") continue;
    for (const MemberFinding& found : component.findings) {
      if (found.finding.name == "lowest_voltage") lowest_pu = found.finding.value;
    }
  }
  // 30 % of 400 V^2 / 1250 kVA, twice in parallel, and the fault behind it.
  const double reactance_ohm = 0.5 * 0.3 * 400.0 * 400.0 / 1.25e6;
  const double divider = 0.02 / std::hypot(0.02, reactance_ohm);
  // The voltage behind the reactance is up to 0.3 % above rated under the load of the racks, which
  // drop within milliseconds.
  CHECK(lowest_pu == Approx(divider).epsilon(5e-3));
}

}  // namespace
}  // namespace ridethrough::study
