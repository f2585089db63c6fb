#include <catch2/catch.hpp>
#include <string>

#include "support/tool.hpp"

/// The texts of the errors that the language page shows, byte for byte.
namespace ridethrough::test {
namespace {

const char* const kHead =
    "schema_version: 1\n"
    "name: hall\n"
    "duration: 30 min\n"
    "components:\n"
    "  grid-a: {type: utility, voltage: 10 kV, frequency: 50 Hz, short_circuit: 220 MVA}\n"
    "  tx-a:  {type: transformer, from: grid-a, part: tx-1600kva-10kv-400v}\n";

/// What `check` says about the hall with more lines, which begin at line 7.
std::string told(const std::string& lines, int exit_code = 3) {
  const Folder folder;
  folder.write("hall.yaml", kHead + lines);
  const Call call = tool("check hall.yaml", folder.path().string());
  CHECK(call.code == exit_code);
  CHECK(call.out.empty() == (exit_code != 0));
  return call.err;
}

/// Lines of a UPS and its battery.
std::string ups_of(const std::string& side) {
  return "  ups-" + side + ": {type: ups, from: tx-a, part: ups-600kw, modules: 2}\n" + "  vrla-" +
         side + ": {type: battery, from: ups-" + side +
         ", part: vrla-12v150ah, series: 40, strings: 10}\n";
}

}  // namespace

TEST_CASE("E5: a misspelt name", "[cli][texts]") {
  CHECK(told("  block: {type: group, count: 15, components: {load: {type: load, from: tx-a, "
             "power: 1 kW}}}\n"
             "events:\n"
             "  - {at: 60 s, stop: block.7.laod}\n") ==
        "error[RT0401]: nothing here is called 'laod'\n"
        " --> hall.yaml:9:30\n"
        "  |\n"
        "9 |   - {at: 60 s, stop: block.7.laod}\n"
        "  |                              ^^^^ did you mean 'load'?\n"
        "  = block has: load\n");
}

TEST_CASE("E6: a quantity that does not add up over a group", "[cli][texts]") {
  const std::string block =
      "  block:\n    type: group\n    count: 15\n    components:\n"
      "      pdu: {type: pdu, from: tx-a, part: pdu-1250kva}\n"
      "      rack: {type: rack, from: pdu, part: hgx-h800-4node, count: 25}\n"
      "checks:\n";
  CHECK(told(block + "  - {id: undervoltage, always: block.rack.voltage >= 0.9 pu}\n") ==
        "error[RT0802]: 'rack' has 25 members in each of 15 blocks, and voltage does not add up\n"
        "  --> hall.yaml:14:32\n"
        "   |\n"
        "14 |   - {id: undervoltage, always: block.rack.voltage >= 0.9 pu}\n"
        "   |                                ^^^^^^^^^^^^^^^^^^ each must hold: "
        "block.*.rack.*.voltage"
        "   (or one number: min(block.*.rack.*.voltage))\n");
  const std::string narrowed =
      told(block + "  - {id: one, always: block.7.rack.voltage >= 1 pu}\n");
  CHECK(narrowed.starts_with("error[RT0802]: 'rack' has 25 members, and voltage "));
  CHECK(narrowed.find("each must hold: block.7.rack.*.voltage ") != std::string::npos);
  CHECK(told(block + "  - {id: each, always: block.pdu.voltage >= 0.9 pu}\n")
            .starts_with("error[RT0802]: 'pdu' stands in each of 15 blocks, and voltage "));
}

TEST_CASE("E8: nobody feeds it", "[cli][texts]") {
  CHECK(told("  pdu-a: {type: pdu, from: tx-a, part: pdu-1250kva}\n"
             "  row: {type: rack, part: hgx-h800-4node, count: 25}\n") ==
        "error[RT0412]: 'row' is fed by nothing\n"
        " --> hall.yaml:8:3\n"
        "  |\n"
        "8 |   row: {type: rack, part: hgx-h800-4node, count: 25}\n"
        "  |   ^^^ add 'from:'; with an outlet here: grid-a, pdu-a, tx-a\n");
}

TEST_CASE("E9: a loop by from", "[cli][texts]") {
  CHECK(told("  bus-b: {type: bus, from: tie}\n"
             "  tie: {type: breaker, part: breaker-400v-2500a, from: bus-b, state: open}\n") ==
        "error[RT0413]: 'from' goes round in a circle: tie -> bus-b -> tie\n"
        " --> hall.yaml:8:50\n"
        "  |\n"
        "8 |   tie: {type: breaker, part: breaker-400v-2500a, from: bus-b, state: open}\n"
        "  |                                                  ^^^^^^^^^^^ bus-b is 'from: tie' "
        "(line 7); a tie has two equal ends: between: [bus-a, bus-b]\n");
}

TEST_CASE("E10: both cords on one feeder", "[cli][texts]") {
  CHECK(
      told("  pdu-a: {type: pdu, from: tx-a, part: pdu-1250kva}\n"
           "  pdu-b: {type: pdu, from: tx-a, part: pdu-1250kva}\n"
           "  rack: {type: rack, from: [pdu-a, pdu-a], part: hgx-h800-4node, count: 25}\n") ==
      "error[RT0421]: both cords of 'rack' end at 'pdu-a'\n"
      " --> hall.yaml:9:29\n"
      "  |\n"
      "9 |   rack: {type: rack, from: [pdu-a, pdu-a], part: hgx-h800-4node, count: 25}\n"
      "  |                             ^^^^^^^^^^^^ two cords on one feeder fail together: did you "
      "mean [pdu-a, pdu-b]?\n");
}

TEST_CASE("E11: cords with a common point", "[cli][texts]") {
  const std::string pdus =
      "  pdu-1: {type: pdu, from: tx-a, part: pdu-1250kva}\n"
      "  pdu-2: {type: pdu, from: tx-a, part: pdu-1250kva}\n";
  CHECK(told(pdus + "  rack: {type: rack, from: [pdu-1, pdu-2], part: hgx-h800-4node, count: 25}\n",
             0) ==
        "warning[RT0422]: cord 1 and cord 2 of 'rack' have the common point 'tx-a'\n"
        " --> hall.yaml:9:28\n"
        "  |\n"
        "9 |   rack: {type: rack, from: [pdu-1, pdu-2], part: hgx-h800-4node, count: 25}\n"
        "  |                            ^^^^^^^^^^^^^^ both hang under tx-a (lines 7, 8); say "
        "'note:' "
        "and 'common_feed: accepted' if that is meant\n");
  CHECK(told(pdus + "  rack: {type: rack, from: [pdu-1, pdu-2], part: hgx-h800-4node, "
                    "common_feed: accepted}\n",
             0)
            .empty());
}

TEST_CASE("E11 is not told where a battery stands between", "[cli][texts]") {
  const std::string paths = ups_of("a") + ups_of("b");
  CHECK(told(paths + "  rack: {type: rack, from: [ups-a, ups-b], part: hgx-h800-4node}\n", 0)
            .empty());
}

TEST_CASE("E12: one cord can not carry alone", "[cli][texts]") {
  CHECK(told("  grid-b: {type: utility, voltage: 400 V, frequency: 50 Hz, short_circuit: 20 MVA}\n"
             "  rack: {type: rack, from: [tx-a, grid-b], part: hgx-h800-4node, "
             "cords: {each_carries: 60 %}}\n",
             0) ==
        "warning[RT0423]: one cord of 'rack' carries 24.6 kW of 41 kW\n"
        " --> hall.yaml:8:74\n"
        "  |\n"
        "8 |   rack: {type: rack, from: [tx-a, grid-b], part: hgx-h800-4node, "
        "cords: {each_carries: 60 %}}\n"
        "  |                                                                          "
        "^^^^^^^^^^^^^^^^^^ with one side lost the rack drops above 24.6 kW\n");
}

TEST_CASE("E13: cells on an ac bus", "[cli][texts]") {
  CHECK(told("  msb-a: {type: bus, from: tx-a}\n"
             "  lfp-a: {type: battery, from: msb-a, part: vrla-12v150ah}\n") ==
        "error[RT0431]: a battery has no converter; 'msb-a' is a 400 V ac bus\n"
        " --> hall.yaml:8:32\n"
        "  |\n"
        "8 |   lfp-a: {type: battery, from: msb-a, part: vrla-12v150ah}\n"
        "  |                                ^^^^^ type: bess hangs on an ac bus; a battery hangs "
        "under a ups\n");
  CHECK(told("  cells: {type: battery, from: grid-a, part: vrla-12v150ah}\n")
            .starts_with("error[RT0431]: a battery has no converter; 'grid-a' is a utility of 10 "
                         "kV ac\n"));
}

TEST_CASE("E14: cabinets without their switch", "[cli][texts]") {
  CHECK(told("  sw-a:  {type: static_switch, from: tx-a, part: static-switch-2500a}\n"
             "  lfp-a: {type: bess, from: sw-a, part: lfp-cabinet-200kwh, count: 3}\n"
             "  pdu-a: {type: pdu, from: sw-a, part: pdu-1250kva}\n",
             0) ==
        "warning[RT0432]: 'lfp-a' can not carry 'pdu-a' when the feed is lost\n"
        " --> hall.yaml:8:3\n"
        "  |\n"
        "8 |   lfp-a: {type: bess, from: sw-a, part: lfp-cabinet-200kwh, count: 3}\n"
        "  |   ^^^^^ without 'islanding_switch: sw-a' it only follows a live grid\n");
}

TEST_CASE("E15: a ups without its battery", "[cli][texts]") {
  CHECK(told("  ups-a: {type: ups, from: tx-a, part: ups-600kw, modules: 2}\n"
             "  ups-b: {type: ups, from: tx-a, part: ups-600kw, modules: 2}\n"
             "  vrla:  {type: battery, from: ups-a, part: vrla-12v150ah, series: 40, strings: "
             "10}\n") ==
        "error[RT0433]: 'ups-b' has no battery\n"
        " --> hall.yaml:8:3\n"
        "  |\n"
        "8 |   ups-b: {type: ups, from: tx-a, part: ups-600kw, modules: 2}\n"
        "  |   ^^^^^ 'vrla' hangs under ups-a only (line 9); add a battery 'from: ups-b' or say "
        "'no_battery: true'\n");
}

TEST_CASE("E16: two counts that look like pairs", "[cli][texts]") {
  CHECK(
      told("  ups:  {type: ups, from: tx-a, part: ups-600kw, count: 14}\n"
           "  vrla: {type: battery, from: ups, part: vrla-12v150ah, series: 40, strings: 5, "
           "count: 14}\n") ==
      "error[RT0441]: 14 batteries under 14 ups: which under which?\n"
      " --> hall.yaml:8:25\n"
      "  |\n"
      "8 |   vrla: {type: battery, from: ups, part: vrla-12v150ah, series: 40, strings: 5, "
      "count: 14}\n"
      "  |                         ^^^^^^^^^ put ups and vrla into one group with count: 14, then "
      "each has its own\n");
}

TEST_CASE("E16 also from outside of a counted group", "[cli][texts]") {
  CHECK(told("  block: {type: group, count: 3, components: {pdu: {type: pdu, from: tx-a, "
             "part: pdu-1250kva}}}\n"
             "  row: {type: rack, from: block.pdu, part: hgx-h800-4node}\n") ==
        "error[RT0441]: 'block.pdu' has 3 members: which one feeds 'row'?\n"
        " --> hall.yaml:8:21\n"
        "  |\n"
        "8 |   row: {type: rack, from: block.pdu, part: hgx-h800-4node}\n"
        "  |                     ^^^^^^^^^^^^^^^ name one of them, or join them all on a bus\n");
}

TEST_CASE("E17: member 0, or past the end", "[cli][texts]") {
  const std::string block =
      "  block: {type: group, count: 15, components: {load: {type: load, from: tx-a, power: 1 "
      "kW}}}\n"
      "events:\n";
  CHECK(told(block + "  - {at: 60 s, stop: block.0.load}\n") ==
        "error[RT0442]: 'block' has members 1 to 15\n"
        " --> hall.yaml:9:28\n"
        "  |\n"
        "9 |   - {at: 60 s, stop: block.0.load}\n"
        "  |                            ^ members are counted from 1: block.1\n");
  CHECK(told(block + "  - {at: 60 s, stop: block.14-16.load}\n") ==
        "error[RT0442]: 'block' has members 1 to 15\n"
        " --> hall.yaml:9:28\n"
        "  |\n"
        "9 |   - {at: 60 s, stop: block.14-16.load}\n"
        "  |                            ^^^^^ members are counted from 1; the last is block.15\n");
}

TEST_CASE("E18: wiring to a group", "[cli][texts]") {
  CHECK(told("  side-a: {type: group, components: {tx: {type: transformer, from: grid-a, part: "
             "tx-1600kva-10kv-400v}, pdu: {type: pdu, from: tx, part: pdu-1250kva}}}\n"
             "  rack: {type: rack, from: [side-a, tx-a], part: hgx-h800-4node, count: 25}\n") ==
        "error[RT0443]: 'side-a' is a group, not a feeder\n"
        " --> hall.yaml:8:29\n"
        "  |\n"
        "8 |   rack: {type: rack, from: [side-a, tx-a], part: hgx-h800-4node, count: 25}\n"
        "  |                             ^^^^^^ name the child that feeds: side-a.pdu   "
        "(it has: tx, pdu)\n");
}

TEST_CASE("E26: a verb the target does not know", "[cli][texts]") {
  CHECK(told("  ups:    {type: ups, from: tx-a, part: ups-600kw}\n"
             "  vrla-a: {type: battery, from: ups, part: vrla-12v150ah, series: 40, strings: 4}\n"
             "events:\n"
             "  - {at: 5 min, open: vrla-a}\n") ==
        "error[RT0702]: 'vrla-a' can not be opened\n"
        "  --> hall.yaml:10:17\n"
        "   |\n"
        "10 |   - {at: 5 min, open: vrla-a}\n"
        "   |                 ^^^^ open is for breaker, static_switch. A battery knows: fail (as: "
        "open_cell, shorted_cell, high_resistance, breaker_open, loose_link), repair, grow\n");
}

TEST_CASE("E43: architectures with unequal events", "[cli][texts]") {
  const Folder folder;
  folder.write("base.yaml", std::string(kHead) +
                                "events:\n  - {id: blackout, at: 1 min, outage: grid-a, "
                                "for: 10 min}\n");
  folder.write("lead-acid.yaml", "schema_version: 1\nname: a\nextends: ./base.yaml\n");
  folder.write("lfp-bess.yaml",
               "schema_version: 1\nname: b\nextends: ./base.yaml\nevents:\n"
               "  - {id: blackout, for: 5 min}\n");
  const Call call = tool("compare lead-acid.yaml lfp-bess.yaml", folder.path().string());
  CHECK(call.code == 3);
  CHECK(call.out.empty());
  CHECK(
      call.err ==
      "error[RT1201]: not the same events: 'blackout' lasts 10 min in lead-acid.yaml, 5 min here\n"
      " --> lfp-bess.yaml:5:20\n"
      "  |\n"
      "5 |   - {id: blackout, for: 5 min}\n"
      "  |                    ^^^^^^^^^^ base.yaml:8 says 10 min; compare needs equal events (or "
      "--unequal)\n");
  const Call forced =
      tool("compare --unequal lead-acid.yaml lfp-bess.yaml", folder.path().string());
  CHECK(forced.code == 0);
  CHECK(forced.out.find("unequal") != std::string::npos);
}

TEST_CASE("E44: a component where a signal is due", "[cli][texts]") {
  CHECK(told("  bus: {type: bus, from: tx-a}\n"
             "record: [grid-a.power, bus]\n") ==
        "error[RT1211]: 'bus' is a component; which of its quantities?\n"
        " --> hall.yaml:8:24\n"
        "  |\n"
        "8 | record: [grid-a.power, bus]\n"
        "  |                        ^^^ power, voltage, frequency, energy_in, energy_out, "
        "nose_level, state\n");
}

TEST_CASE("E45: a star too many", "[cli][texts]") {
  CHECK(told("  row: {type: load, from: tx-a, power: 10 W, count: 36000}\n"
             "record: [grid-a.power, row.*.power]\n") ==
        "error[RT1212]: this records 36,000 signals; the limit is 1,000\n"
        " --> hall.yaml:8:24\n"
        "  |\n"
        "8 | record: [grid-a.power, row.*.power]\n"
        "  |                        ^^^^^^^^^^^ one number: min(...) is for checks; here name some "
        "members: row.1.power\n");
}

}  // namespace ridethrough::test
