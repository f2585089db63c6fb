#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "ridethrough/scenario/wiring.hpp"
#include "scenario/wiring_checks.hpp"
#include "support/tool.hpp"

namespace ridethrough::scenario {
namespace {

/// A model with these component lines, and its plan.
struct WiredText {
  explicit WiredText(const std::string& components, bool lump = true) {
    const test::Folder folder;
    const std::string file = folder.write(
        "s.yaml",
        "schema_version: 1\nname: wired\nduration: 10 s\ncomponents:\n"
        "  grid: {type: utility, voltage: 10 kV, frequency: 50 Hz, short_circuit: 220 MVA}\n" +
            components);
    model = load_scenario(file, {{}, RIDETHROUGH_LIBRARY_DIR});
    plan = wire(model, {lump}, diagnostics);
  }

  int index_of(const std::string& path) const {
    for (std::size_t i = 0; i < plan.cohorts.size(); ++i) {
      if (plan.cohorts[i].path() == path) return static_cast<int>(i);
    }
    return -1;
  }
  /// Whether `first` is wired before `second`.
  bool is_before(const std::string& first, const std::string& second) const {
    const auto& order = plan.feeding_order;
    return std::find(order.begin(), order.end(), index_of(first)) <
           std::find(order.begin(), order.end(), index_of(second));
  }
  std::string rule() const {
    return diagnostics.all().empty() ? "" : diagnostics.all().front().rule;
  }

  Model model;
  Diagnostics diagnostics;
  Plan plan;
};

}  // namespace

TEST_CASE("feeders come before those they feed, batteries before their converter") {
  const WiredText wired(
      "  a-load: {type: load, from: ups, power: 10 kW}\n"
      "  ups: {type: ups, from: tx, part: ups-600kw}\n"
      "  z-cells: {type: battery, from: ups, part: vrla-12v150ah, series: 40, strings: 4}\n"
      "  tx: {type: transformer, from: grid, part: tx-1600kva-10kv-400v}\n");
  REQUIRE_FALSE(wired.diagnostics.has_errors());
  CHECK(wired.plan.feeding_order.size() == 5);
  CHECK(wired.is_before("grid", "tx"));
  CHECK(wired.is_before("tx", "ups"));
  CHECK(wired.is_before("z-cells", "ups"));
  CHECK(wired.is_before("ups", "a-load"));
}

TEST_CASE("a bus without from takes its level through ties from one that is fed") {
  const WiredText wired(
      "  a: {type: bus}\n"
      "  b: {type: bus}\n"
      "  c: {type: bus, from: grid}\n"
      "  ab: {type: cable, part: cable-10kv-240mm2, length: 100 m, between: [a, b]}\n"
      "  bc: {type: cable, part: cable-10kv-240mm2, length: 100 m, between: [c, b]}\n");
  INFO(wired.diagnostics.render_all());
  REQUIRE_FALSE(wired.diagnostics.has_errors());
  CHECK(wired.is_before("c", "b"));
  CHECK(wired.is_before("b", "a"));
  CHECK(wired.is_before("a", "ab"));
}

TEST_CASE("buses that only tie each other are fed by nothing") {
  const WiredText wired(
      "  a: {type: bus}\n"
      "  b: {type: bus}\n"
      "  tie: {type: breaker, part: breaker-10kv-630a, between: [a, b]}\n");
  CHECK(wired.rule() == "RT0412");
  CHECK(wired.diagnostics.errors() == 2);
}

TEST_CASE("members of a counted group that a bus joins are cohorts of their own") {
  const std::string text =
      "  block: {type: group, count: 3, components: {tx: {type: transformer, from: grid, part: "
      "tx-1600kva-10kv-400v}, load: {type: load, from: tx, power: 1 kW}}}\n";
  CHECK(WiredText(text).plan.cohorts.size() == 3);  // grid, 3 x tx and 3 x load lumped
  const WiredText joined(text + "  bus: {type: bus, from: block.tx}\n");
  REQUIRE_FALSE(joined.diagnostics.has_errors());
  CHECK(joined.plan.cohorts[static_cast<std::size_t>(joined.index_of("bus"))].feeders.size() == 3);
  CHECK(joined.index_of("block.2.tx") >= 0);
}

TEST_CASE("what is not a bus hangs under one member only") {
  const std::string text =
      "  block: {type: group, count: 3, components: {tx: {type: transformer, from: grid, part: "
      "tx-1600kva-10kv-400v}}}\n";
  for (const char* from : {"block.tx", "block.*.tx", "block.1-2.tx"}) {
    INFO(from);
    const std::string load = std::string("  load: {type: load, power: 1 kW, from: ") + from + "}\n";
    CHECK(WiredText(text + load).rule() == "RT0441");
  }
  const WiredText one(text + "  load: {type: load, power: 1 kW, from: block.2.tx}\n");
  CHECK_FALSE(one.diagnostics.has_errors());
  CHECK(one.index_of("block.2.tx") >= 0);
  CHECK(one.index_of("block.1+3.tx") >= 0);
}

TEST_CASE("inlet is what the group is fed from, also through two groups") {
  const WiredText wired(
      "  outer: {type: group, from: grid, components: {inner: {type: group, from: inlet, "
      "components: {tx: {type: transformer, from: inlet, part: tx-1600kva-10kv-400v}}}}}\n");
  REQUIRE_FALSE(wired.diagnostics.has_errors());
  const auto tx = static_cast<std::size_t>(wired.index_of("outer.inner.tx"));
  CHECK(wired.plan.cohorts[tx].feeders == std::vector<int>{wired.index_of("grid")});
  for (const char* inlet : {"inlet.0", "inlet.2"}) {
    const WiredText wrong(std::string("  g: {type: group, from: grid, components: {tx: {type: "
                                      "transformer, part: tx-1600kva-10kv-400v, from: ") +
                          inlet + "}}}\n");
    CHECK(wrong.rule() == "RT0444");
  }
}

TEST_CASE("points that all paths share stop where energy is stored") {
  const WiredText wired(
      "  tx: {type: transformer, from: grid, part: tx-1600kva-10kv-400v}\n"
      "  plain: {type: ups, from: tx, part: ups-600kw, no_battery: true}\n"
      "  ups: {type: ups, from: tx, part: ups-600kw}\n"
      "  cells: {type: battery, from: ups, part: vrla-12v150ah, series: 40, strings: 4}\n"
      "  pdu: {type: pdu, from: ups, part: pdu-800kva}\n"
      "  gen: {type: genset, part: diesel-1600kw}\n"
      "  ats: {type: ats, from: [tx, gen], part: ats-2500a}\n");
  REQUIRE_FALSE(wired.diagnostics.has_errors());
  const auto points = common_points(wired.plan);
  const auto of = [&](const char* name) {
    std::vector<std::string> names;
    for (const int each : points[static_cast<std::size_t>(wired.index_of(name))]) {
      names.push_back(wired.plan.cohorts[static_cast<std::size_t>(each)].path());
    }
    return names;
  };
  CHECK(of("plain") == std::vector<std::string>{"plain", "tx", "grid"});
  CHECK(of("pdu") == std::vector<std::string>{"pdu", "ups"});
  CHECK(of("ats") == std::vector<std::string>{"ats"});
}

TEST_CASE("more boxes than can be simulated are refused, not tried") {
  const std::string text =
      "  block: {type: group, count: 100000, components: {load: {type: load, from: grid, power: "
      "1 W, count: 100000}}}\n";
  CHECK_FALSE(WiredText(text).diagnostics.has_errors());
  CHECK(WiredText(text, false).rule() == "RT0446");
}

TEST_CASE("branch breakers stand between a pdu and what hangs on it") {
  const WiredText wired(
      "  tx: {type: transformer, from: grid, part: tx-1600kva-10kv-400v}\n"
      "  pdu: {type: pdu, from: tx, rating: 300 kVA, branch: {trip: {pickup: 100 A}}}\n"
      "  plain: {type: pdu, from: tx, rating: 300 kVA}\n"
      "  aux: {type: load, from: pdu, power: 10 kW}\n"
      "  rack: {type: rack, from: [plain, pdu], part: hgx-h800-4node, count: 4}\n"
      "  ups: {type: ups, from: pdu, part: ups-600kw, no_battery: true}\n"
      "  far: {type: load, from: ups, power: 10 kW}\n");
  REQUIRE_FALSE(wired.diagnostics.has_errors());
  const auto feeder = [&](const std::string& path, std::size_t inlet = 0) {
    const Cohort& cohort = wired.plan.cohorts[static_cast<std::size_t>(wired.index_of(path))];
    return wired.plan.cohorts[static_cast<std::size_t>(cohort.feeders.at(inlet))].path();
  };
  CHECK(feeder("aux") == "aux.branch");
  CHECK(feeder("aux.branch") == "pdu");
  CHECK(feeder("rack.1-4", 0) == "plain");
  CHECK(feeder("rack.1-4", 1) == "rack.1-4.branch-2");
  CHECK(feeder("rack.1-4.branch-2") == "pdu");
  CHECK(feeder("far") == "ups");
  CHECK(wired.index_of("pdu.branch") == -1);
  const auto at = static_cast<std::size_t>(wired.index_of("rack.1-4.branch-2"));
  CHECK(wired.plan.cohorts[at].count == 4);
  CHECK(wired.plan.cohorts[at].type->name == "breaker");
  CHECK(wired.plan.feeding_order.size() == wired.plan.cohorts.size());
  CHECK(wired.is_before("pdu", "rack.1-4.branch-2"));
  CHECK(wired.is_before("rack.1-4.branch-2", "rack.1-4"));
  CHECK(wired.is_before("ups.branch", "ups"));
}

TEST_CASE("a dc bus joins rectifiers whatever the frequency of their feeds") {
  const std::string feeds =
      "  other: {type: utility, voltage: 10 kV, frequency: 60 Hz, short_circuit: 220 MVA}\n"
      "  rect-a: {type: rectifier, from: grid, part: rectifier-10kv-800vdc-1800kw}\n"
      "  rect-b: {type: rectifier, from: other, part: rectifier-10kv-800vdc-1800kw}\n"
      "  row: {type: bus, from: [rect-a, rect-b], voltage: 800 V}\n";
  CHECK(WiredText(feeds).rule().empty());
  const std::string tie = "  tie: {type: breaker, part: breaker-10kv-630a, between: [a, b]}\n";
  CHECK(WiredText(feeds + "  a: {type: bus, from: grid}\n  b: {type: bus, from: other}\n" + tie)
            .rule() == "RT0417");
}

TEST_CASE("a bus that only a tie feeds has an outlet, and is dc where the tie is") {
  const auto rule_of = [](const std::string& event) {
    return WiredText(
               "  rect: {type: rectifier, from: grid, part: rectifier-10kv-800vdc-1800kw}\n"
               "  a: {type: bus, from: rect, voltage: 800 V}\n"
               "  b: {type: bus, voltage: 800 V}\n"
               "  tie: {type: breaker, part: breaker-10kv-630a, between: [a, b]}\n"
               "  rack: {type: rack, from: b, part: gb200-nvl72}\n"
               "events: [{at: 1 s, for: 1 s, " +
               event + "}]\n")
        .rule();
  };
  CHECK(rule_of("fault: b").empty());
  CHECK(rule_of("fault: b, kind: line_line") == "RT0702");
  CHECK(rule_of("fault: tie") == "RT0702");
}

TEST_CASE("what takes the heat is wired first, several of it with how many one box sees") {
  const WiredText wired(
      "  block:\n    type: group\n    count: 3\n    components:\n"
      "      a-cdu: {type: cdu, from: grid, power: 1 kW, capacity: 1 MW, volume: 1 m^3, "
      "cooled_by: [chiller, spare]}\n"
      "      rack: {type: rack, from: grid, power: 10 kW, cooled_by: a-cdu, count: 4}\n"
      "  chiller: {type: chiller, from: grid, capacity: 1 MW, count: 2}\n"
      "  spare: {type: chiller, from: grid, capacity: 1 MW}\n");
  INFO(wired.diagnostics.render_all());
  REQUIRE_FALSE(wired.diagnostics.has_errors());
  CHECK(wired.is_before("chiller.1-2", "block.1-3.a-cdu"));
  CHECK(wired.is_before("block.1-3.a-cdu", "block.1-3.rack.1-4"));
  const auto at = [&](const char* path) {
    return wired.plan.cohorts[static_cast<std::size_t>(wired.index_of(path))];
  };
  CHECK(at("block.1-3.a-cdu").peer_members == std::vector<std::int64_t>{2, 1});
  CHECK(at("block.1-3.rack.1-4").peer_members == std::vector<std::int64_t>{1});
}

TEST_CASE("a member that cooled_by names is split off") {
  const WiredText wired(
      "  cdu: {type: cdu, from: grid, power: 1 kW, capacity: 1 MW, volume: 1 m^3, count: 3}\n"
      "  rack: {type: rack, from: grid, power: 10 kW, cooled_by: cdu.2}\n");
  INFO(wired.diagnostics.render_all());
  REQUIRE_FALSE(wired.diagnostics.has_errors());
  CHECK(wired.index_of("cdu.2") >= 0);
  CHECK(wired.index_of("cdu.1+3") >= 0);
}

TEST_CASE("racks are not paired silently with counted units that cool them") {
  CHECK(WiredText("  cdu: {type: cdu, from: grid, power: 1 kW, capacity: 1 MW, volume: 1 m^3, "
                  "count: 2}\n"
                  "  rack: {type: rack, from: grid, power: 10 kW, cooled_by: cdu, count: 2}\n")
            .rule() == "RT0441");
  CHECK(WiredText("  rack: {type: rack, from: grid, power: 10 kW, cooled_by: cud}\n").rule() ==
        "RT0401");
  CHECK(WiredText("  a: {type: pump, from: grid, power: 1 kW, cooled_by: b}\n"
                  "  b: {type: pump, from: grid, power: 1 kW, cooled_by: a}\n")
            .rule() == "RT0413");
}

}  // namespace ridethrough::scenario
