#include <catch2/catch.hpp>
#include <string>

#include "ridethrough/scenario/wiring.hpp"
#include "support/tool.hpp"

namespace ridethrough::scenario {
namespace {

/// Rules told about these events of a small hall, in their order.
std::string rules_of(const std::string& events) {
  const test::Folder folder;
  const std::string file = folder.write(
      "s.yaml",
      "schema_version: 1\nname: wired\nduration: 10 min\ncomponents:\n"
      "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz, short_circuit: 20 MVA}\n"
      "  row: {type: rack, from: grid, part: hgx-h800-4node, count: 10}\n"
      "events:\n" +
          events);
  const Model model = load_scenario(file, {{}, RIDETHROUGH_LIBRARY_DIR});
  Diagnostics diagnostics;
  wire(model, {}, diagnostics);
  std::string rules;
  for (const Diagnostic& each : diagnostics.all()) rules += (rules.empty() ? "" : " ") + each.rule;
  return rules;
}

}  // namespace

TEST_CASE("sets of one parameter may follow each other but not overlap") {
  const std::string first = "  - {id: a, at: 10 s, set: {row.load: 50 %}, for: 20 s}\n";
  CHECK(rules_of(first + "  - {at: 30 s, set: {row.load: 60 %}, for: 20 s}\n").empty());
  CHECK(rules_of(first + "  - {at: 29 s, set: {row.load: 60 %}, for: 20 s}\n") == "RT0706");
  CHECK(rules_of(first + "  - {at: 20 s, set: {row.load: 60 %}}\n") == "RT0706");
  CHECK(rules_of(first + "  - {at: 10 s, set: {row.load: 60 %}}\n") == "RT0706");
  CHECK(rules_of("  - {at: 10 s, set: {row.load: 60 %}}\n" + first) == "RT0706");
  CHECK(rules_of("  - {at: 5 s, set: {row.load: 60 %}, for: 2 min}\n" + first) == "RT0706");
}

TEST_CASE("a long span is compared with all that follow, not only the next") {
  CHECK(rules_of("  - {at: 10 s, set: {row.load: 50 %}, for: 5 min}\n"
                 "  - {at: 6 min, set: {row.load: 60 %}, for: 1 s}\n")
            .empty());
  CHECK(rules_of("  - {at: 10 s, set: {row.1.load: 50 %}, for: 5 min}\n"
                 "  - {at: 20 s, set: {row.2.load: 60 %}, for: 1 s}\n"
                 "  - {at: 30 s, set: {row.1-2.load: 60 %}, for: 1 s}\n") == "RT0706");
}

TEST_CASE("changes for good return to nothing and may follow at any time") {
  CHECK(rules_of("  - {at: 10 s, set: {row.load: 25 %}}\n"
                 "  - {at: 10 s, set: {row.load: 75 %}}\n"
                 "  - {at: 11 s, set: {row.load: 80 %}}\n")
            .empty());
}

TEST_CASE("other members are other parameters") {
  CHECK(rules_of("  - {at: 10 s, set: {row.1-5.load: 50 %}, for: 20 s}\n"
                 "  - {at: 15 s, set: {row.6-10.load: 60 %}, for: 20 s}\n")
            .empty());
}

TEST_CASE("dips of one source do not overlap, also those of one event") {
  const std::string dip = "dip: grid, to: 0.4 pu, for: 2 s}\n";
  CHECK(rules_of("  - {at: [10 s, 12 s], " + dip).empty());
  CHECK(rules_of("  - {at: [10 s, 11 s], " + dip) == "RT0706");
  CHECK(rules_of("  - {at: 10 s, " + dip + "  - {at: 11 s, " + dip) == "RT0706");
}

TEST_CASE("events name members that exist") {
  CHECK(rules_of("  - {at: 1 s, set: {row.10.load: 50 %}}\n").empty());
  CHECK(rules_of("  - {at: 1 s, set: {row.0.load: 50 %}}\n") == "RT0442");
  CHECK(rules_of("  - {at: 1 s, set: {row.9-11.load: 50 %}}\n") == "RT0442");
  CHECK(rules_of("  - {at: 1 s, outage: grid.1, for: 1 s}\n") == "RT0442");
  CHECK(rules_of("  - {at: 1 s, outage: gird, for: 1 s}\n") == "RT0401");
  CHECK(rules_of("  - {at: 1 s, open: grid}\n") == "RT0702");
}

}  // namespace ridethrough::scenario
