#include <catch2/catch.hpp>

#include "bind_support.hpp"

using namespace ridethrough::scenario;
using namespace ridethrough::scenario::testing;

namespace {

/// A hall with one more component line.
std::string hall(const std::string& line) {
  return "schema_version: 1\n"
         "name: hall\n"
         "duration: 30 min\n"
         "components:\n"
         "  grid-a: {type: utility, voltage: 10 kV, short_circuit: 220 MVA}\n"
         "  grid-b: {type: utility, voltage: 10 kV, short_circuit: 220 MVA}\n" +
         line + "\n";
}

std::string event(const std::string& line) { return hall("events:\n" + line); }

}  // namespace

TEST_CASE("E1: a bare number", "[scenario][errors]") {
  CHECK(complaints("schema_version: 1\nname: x\nduration: 300\ncomponents: {}\n") ==
        "error[RT0301]: bare number for a dimensioned value\n"
        " --> hall.yaml:3:11\n"
        "  |\n"
        "3 | duration: 300\n"
        "  |           ^^^ a duration needs a unit: 300 s or 5 min\n");
}

TEST_CASE("E2: another dimension", "[scenario][errors]") {
  CHECK(complaints(hall("  grid: {type: utility, voltage: 400 V, frequency: 50 Hz, short_circuit: "
                        "20 MW}")) ==
        "error[RT0302]: wrong dimension for 'short_circuit'\n"
        " --> hall.yaml:7:74\n"
        "  |\n"
        "7 |   grid: {type: utility, voltage: 400 V, frequency: 50 Hz, short_circuit: 20 MW}\n"
        "  |                                                                          ^^^^^ active "
        "power; 'short_circuit' of utility is apparent power: 20 MVA\n");
}

TEST_CASE("E7: two feeders where one fits", "[scenario][errors]") {
  CHECK(complaints(hall("  tx-a: {type: transformer, from: [grid-a, grid-b]}")) ==
        "error[RT0411]: a transformer has one inlet, here are two feeders\n"
        " --> hall.yaml:7:35\n"
        "  |\n"
        "7 |   tx-a: {type: transformer, from: [grid-a, grid-b]}\n"
        "  |                                   ^^^^^^^^^^^^^^^^ to run both in parallel: a bus; to "
        "choose one of them: an ats or sts\n");
  CHECK(complaints(hall("  r: {type: rack, from: [a, b, c, d, e]}"))
            .find("a rack has at most four inlets, here are five feeders") != std::string::npos);
}

TEST_CASE("E19: a misspelt part", "[scenario][errors]") {
  CHECK(
      complaints(hall("  vrla: {type: battery, from: grid-a, part: vrla-12v150}")) ==
      "error[RT0501]: no part 'vrla-12v150' here or in the library\n"
      " --> hall.yaml:7:45\n"
      "  |\n"
      "7 |   vrla: {type: battery, from: grid-a, part: vrla-12v150}\n"
      "  |                                             ^^^^^^^^^^^ did you mean 'vrla-12v150ah'?  "
      "('ridethrough parts battery' lists all)\n");
}

TEST_CASE("E20: a part of another type", "[scenario][errors]") {
  CHECK(complaints(hall("  vrla: {type: battery, from: grid-a, part: lfp-cabinet-200kwh}")) ==
        "error[RT0502]: 'lfp-cabinet-200kwh' is a bess, this is a battery\n"
        " --> hall.yaml:7:45\n"
        "  |\n"
        "7 |   vrla: {type: battery, from: grid-a, part: lfp-cabinet-200kwh}\n"
        "  |                                             ^^^^^^^^^^^^^^^^^^ its cells are the part "
        "'lfp-280ah-prismatic'\n");
}

TEST_CASE("E21: a parameter that the type does not have", "[scenario][errors]") {
  CHECK(complaints(hall("parts:\n"
                        "  mine:\n"
                        "    type: battery\n"
                        "    values:\n"
                        "      capacity: 150 Ah\n"
                        "      agee: 2 y\n") +
                   "\n") == "");  // a part that nobody uses is not bound
  const std::string text =
      "schema_version: 1\nname: x\nduration: 5 min\n"
      "components:\n"
      "  vrla: {type: battery, from: ups, part: mine}\n"
      "parts:\n"
      "  mine:\n"
      "    type: battery\n"
      "    values:\n"
      "      capacity: 150 Ah\n"
      "      sries: 4\n";
  CHECK(complaints(text) ==
        "error[RT0201]: a battery has no 'sries'\n"
        "  --> hall.yaml:11:7\n"
        "   |\n"
        "11 |       sries: 4\n"
        "   |       ^^^^^ did you mean 'series'?\n");
}

TEST_CASE("E24: 'set' invents a component behind a part", "[scenario][errors]") {
  CHECK(complaints(hall("  block: {type: group, part: side, from: grid-a, count: 15}"),
                   {"block.7.vrla-c.age=6 y"}) ==
        "error[RT0605]: 'set' changes what exists; 'block.7.vrla-c' does not\n"
        " --> --set:1:9\n"
        "  |\n"
        "1 | block.7.vrla-c.age=6 y\n"
        "  |         ^^^^^^ block has ups, vrla; a new component belongs under 'components:'\n");
  CHECK(complaints(hall("  block: {type: group, part: side, from: grid-a, count: 15}"),
                   {"block.7.vrla.agee=6 y"})
            .find("a battery has no 'agee'") != std::string::npos);
}

TEST_CASE("E25: an event after the end of the run", "[scenario][errors]") {
  CHECK(
      complaints(event("  - {id: blackout, at: 40 min, outage: [grid-a, grid-b], for: 10 min}")) ==
      "error[RT0701]: this event is at 40 min, the run ends at 30 min\n"
      " --> hall.yaml:8:24\n"
      "  |\n"
      "8 |   - {id: blackout, at: 40 min, outage: [grid-a, grid-b], for: 10 min}\n"
      "  |                        ^^^^^^ lengthen 'duration:' (line 3) or move the event\n");
}

TEST_CASE("E27: a depth where the residual is meant", "[scenario][errors]") {
  CHECK(complaints(event("  - {id: dip, at: 3 min, dip: grid-a, depth: 60 %, for: 150 ms}")) ==
        "error[RT0303]: 'dip' needs the residual voltage 'to:', not a depth\n"
        " --> hall.yaml:8:39\n"
        "  |\n"
        "8 |   - {id: dip, at: 3 min, dip: grid-a, depth: 60 %, for: 150 ms}\n"
        "  |                                       ^^^^^ a depth of 60 % is 'to: 0.4 pu'\n");
}

TEST_CASE("types, names and required parameters", "[scenario][errors]") {
  const auto says = [](const std::string& text, const std::string& part) {
    const std::string all = complaints(text);
    INFO(all);
    CHECK(all.find(part) != std::string::npos);
  };
  says(hall("  u: {type: upss, rating: 1 kW}"), "did you mean 'ups'?");
  says(hall("  u: {rating: 1 kW}"), "error[RT0207]: 'u' has no type");
  says(hall("  u: {type: training}"), "a training is a job, not a component");
  says(hall("  u: {type: ups, from: grid-a}"), "error[RT0206]: a ups needs 'rating'");
  says(hall("  g: {type: utility, from: grid-a, voltage: 1 kV, short_circuit: 1 MVA}"),
       "error[RT0416]");
  says(hall("  on: {type: breaker, from: grid-a}"), "'on' is a word of the language");
  says(hall("  b: {type: ups, from: grid-a, rating: 1 kW, count: 0}"),
       "'count' of 'b' can not be zero");
  says(hall("  b: {type: rack, between: [grid-a, grid-b]}"), "error[RT0415]");
  says(hall("  b: {type: breaker, between: [grid-a]}"), "'between' of 'b' has two ends");
  says(hall("  b: {type: group, part: sid}"), "did you mean 'side'?");
  says(hall("  g: {type: group, components: {grid-a: {type: breaker, from: grid-b}}}"),
       "error[RT0406]: 'grid-a' hides the one further out");
  says(hall("jobs:\n  grid-a: {type: training, racks: row}"), "'grid-a' is a component already");
  says(hall("jobs:\n  t: {type: training}"), "the job 't' runs nowhere");
  says(hall("study: {vary: {}}"), "this is a study, not one scenario");
  says(hall("baseline: {time: 1 kW}"), "wrong dimension for 'baseline.time'");
  says(hall("baseline: {tim: 1 ms}"), "did you mean 'time'?");
}

TEST_CASE("events with the wrong keys", "[scenario][errors]") {
  const auto says = [](const std::string& line, const std::string& part) {
    const std::string all = complaints(event("  - " + line));
    INFO(all);
    CHECK(all.find(part) != std::string::npos);
  };
  says("{at: 1 s, outge: grid-a}", "did you mean 'outage'?");
  says("{at: 1 s}", "this event does nothing");
  says("{outage: grid-a}", "this event has no time");
  says("{at: 1 s, outage: grid-a, open: b}", "one event has one verb");
  says("{at: 1 s, open: b, for: 1 s}", "'open' has no 'for'");
  says("{at: 1 s, dip: grid-a, to: 0.4 pu}", "'dip' needs 'for'");
  says("{at: 1 s, dip: grid-a, for: 1 s}", "'dip' needs 'to'");
  says("{at: 1 s, dip: grid-a, to: 0.4 pu, for: 1 s, phases: [a, d]}",
       "'phases' of 'dip' can not be 'd'");
  says("{at: 1 s, dip: grid-a, to: 0.4 pu, for: 1 s, type: H}", "'type' of 'dip' can not be 'H'");
  says("{at: 1 s, dip: grid-a, to: 0.4 pu, for: 1 s, type: C, phases: a}",
       "'type' says which phases dip, so 'phases' can not");
  says("{at: 1 s, fail: grid-a}", "'fail' needs 'as'");
  says("{at: 1 s, fault: grid-a, kind: earth}", "'kind' of 'fault' can not be 'earth'");
  says("{after: grid-a.state == lost, open: b}", "'after' needs a 'delay' above zero");
  says("{after: grid-a.state == lost, delay: 0 s, open: b}", "'delay' can not be zero");
  says("{at: [2 s, 2 s], outage: grid-a}", "stands twice");
  says("{at: 1 s, set: {grid-a.voltage: 9 kV}}",
       "'voltage' of utility can not change while running");
  says("{at: 1 s, set: {grid-c.load: 9 %}}", "'set' changes what exists; 'grid-c' does not");
  says("{at: 1 s, set: {grid-a.count: 2}}", "an event can not set 'count'");
}

TEST_CASE("checks with the wrong keys", "[scenario][errors]") {
  const auto says = [](const std::string& line, const std::string& part) {
    const std::string all = complaints(hall("checks:\n  - " + line));
    INFO(all);
    CHECK(all.find(part) != std::string::npos);
  };
  says("{always: grid-a.power >= 0 W}", "this check has no id");
  says("{id: x}", "this check claims nothing");
  says("{id: x, always: grid-a.power >= 0 W, at_end: grid-a.power >= 0 W}", "one claim");
  says("{id: x, eventually: grid-a.power >= 0 W}", "'eventually' needs 'within'");
  says("{id: x, at_end: grid-a.power >= 0 W, within: 1 s}", "'within' does not go with 'at_end'");
  says("{id: x, always: grid-a.power >= 0 W, level: wrn}", "did you mean 'warn'?");
  says("{id: x, allways: grid-a.power >= 0 W}", "did you mean 'always'?");
}

TEST_CASE("all findings come in one pass", "[scenario][errors]") {
  const std::string all =
      complaints(hall("  u: {type: ups, from: grid-a, rating: 1}\n"
                      "  v: {type: battery, from: u, part: nix}\n"
                      "events:\n"
                      "  - {at: 40 min, outage: grid-a}\n"));
  CHECK(all.find("RT0301") != std::string::npos);
  CHECK(all.find("RT0501") != std::string::npos);
  CHECK(all.find("RT0701") != std::string::npos);
}
