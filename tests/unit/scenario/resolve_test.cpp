#include "ridethrough/scenario/resolve.hpp"

#include <catch2/catch.hpp>

#include "text_support.hpp"

namespace ridethrough::scenario {
namespace {

using text_test::ScratchDirectory;

constexpr const char* kBase = R"(schema_version: 1
name: the hall
abstract: true
duration: 30 min
components:
  block:
    type: group
    count: 15
    components:
      ups-a: {type: ups, from: grid, part: ups-600kw}
      vrla-a: {type: battery, from: ups-a, strings: 10}
      vrla-b: {type: battery, from: ups-b, strings: 10}
      rack: {type: rack, from: [ups-a, ups-b], cords: {share: equal}, count: 25}
jobs:
  pretrain: {type: training, racks: block.rack*, profile: train-large-batch}
events:
  - {id: dip, at: 3 min, dip: grid, to: 0.4 pu, for: 150 ms}
  - {id: blackout, at: 15 min, outage: grid, for: 10 min}
checks:
  - {id: reserve, at_end: block.*.vrla-a.soc >= 60 %}
)";

/// Resolves an overlay over kBase in a scratch directory.
struct Resolved {
  Tree root;
  std::string findings;

  explicit Resolved(const std::string& overlay, const std::vector<std::string>& sets = {}) {
    const ScratchDirectory scratch("resolve");
    scratch.write("base.yaml", kBase);
    scratch.write("over.yaml", overlay);
    Diagnostics diagnostics;
    root = resolve_scenario("over.yaml", sets, diagnostics);
    findings = diagnostics.render_all();
  }

  /// The value at a dotted path of tree keys, "" if it is absent.
  std::string at(const std::string& path) const {
    const Tree* tree = &root;
    std::size_t begin = 0;
    while (tree != nullptr && begin <= path.size()) {
      const std::size_t end = std::min(path.find('/', begin), path.size());
      tree = tree->find(path.substr(begin, end - begin));
      begin = end + 1;
    }
    return tree == nullptr ? "" : tree->text;
  }
};

const std::string kOver = "schema_version: 1\nname: overlay\nextends: ./base.yaml\n";

bool is_good(const Resolved& resolved) {
  INFO(resolved.findings);
  CHECK(resolved.findings.empty());
  return resolved.findings.empty();
}

}  // namespace

TEST_CASE("maps merge, scalars and lists replace, events and checks merge by id") {
  const Resolved over(kOver + R"(components:
  block:
    components:
      vrla-a: {strings: 8}
      rack: {from: [ups-a], cords: {each_carries: 60 %}}
events:
  - {id: blackout, for: 20 s}
  - {at: 1 min, open: tie}
checks:
  - {id: new, always: a.b == 0}
)");
  REQUIRE(is_good(over));
  CHECK(over.at("components/block/components/vrla-a/strings") == "8");
  CHECK(over.at("components/block/components/vrla-a/from") == "ups-a");
  CHECK(over.at("components/block/components/rack/cords/share") == "equal");
  CHECK(over.at("components/block/components/rack/cords/each_carries") == "60 %");
  const Tree& rack = *over.root.find("components")->find("block")->find("components")->find("rack");
  CHECK(rack.find("from")->items.size() == 1);
  const Tree& events = *over.root.find("events");
  REQUIRE(events.items.size() == 3);
  CHECK(events.items[1].find("for")->text == "20 s");
  CHECK(events.items[1].find("at")->text == "15 min");
  CHECK(location(events.items[1].find("for")->place) == "over.yaml:10");
  CHECK(over.root.find("checks")->items.size() == 2);
}

TEST_CASE("what belongs to one file is not inherited") {
  const Resolved over(kOver);
  REQUIRE(is_good(over));
  CHECK(over.at("abstract").empty());
  CHECK(over.at("name") == "overlay");
  CHECK(over.at("duration") == "30 min");
  CHECK(over.root.find("extends") == nullptr);
}

TEST_CASE("remove comes before the merge") {
  const Resolved over(kOver + R"(remove: [block.ups-a, events.dip, checks, block.rack.cords.share]
components:
  block:
    components:
      ups-a: {type: bess}
)");
  REQUIRE(is_good(over));
  CHECK(over.at("components/block/components/ups-a/type") == "bess");
  CHECK(over.at("components/block/components/ups-a/part").empty());
  CHECK(over.at("components/block/components/rack/cords/share").empty());
  CHECK(over.root.find("events")->items.size() == 1);
  CHECK(over.root.find("checks") == nullptr);
  CHECK(is_good(Resolved(kOver + "remove: [block.vrla-*, pretrain, jobs]\n")));
}

TEST_CASE("set changes parameters, also those that the file leaves to a default") {
  const Resolved over(
      kOver + R"(set:
  block.vrla-*.age: 6 y
  block.*.ups-a.walk_in.ramp: 3 s
  block.count: 20
  duration: 1 h
  events.blackout.for: 20 s
  pretrain.profile.jitter: 0 ms
)",
      {"block.count=7", "seed=9", "block.rack.load=130 %", "block.ups-a.usable=[5 %, 95 %]"});
  REQUIRE(is_good(over));
  CHECK(over.at("components/block/components/vrla-b/age") == "6 y");
  CHECK(over.at("components/block/components/ups-a/walk_in/ramp") == "3 s");
  CHECK(over.at("components/block/count") == "7");
  CHECK(over.at("duration") == "1 h");
  CHECK(over.at("seed") == "9");
  CHECK(over.root.find("events")->items[1].find("for")->text == "20 s");
  CHECK(over.at("jobs/pretrain/profile/part") == "train-large-batch");
  CHECK(over.at("jobs/pretrain/profile/jitter") == "0 ms");
  const Place load = over.root.find("components")
                         ->find("block")
                         ->find("components")
                         ->find("rack")
                         ->find("load")
                         ->place;
  CHECK(load.source->name == "--set");
  CHECK(load.column == 17);
}

TEST_CASE("values of single members are kept beside the tree, the later one last") {
  const Resolved over(kOver + "set: {block.7+6.vrla-a.age: 6 y, block.1.rack.load: 90 %}\n",
                      {"block.6-7.vrla-a.age=7 y", "block.vrla-a.age=1 y"});
  REQUIRE(is_good(over));
  const Tree& members = *over.root.find(kMemberSet);
  REQUIRE(members.entries.size() == 2);
  CHECK(members.entries[0].key == "block.1.rack.load");
  CHECK(members.entries[1].key == "block.6-7.vrla-a.age");
  CHECK(members.entries[1].value.text == "7 y");
  CHECK(over.at("components/block/components/vrla-a/age") == "1 y");
}

TEST_CASE("E22: an overlay changes the type") {
  const Resolved over(kOver +
                      "components:\n  block:\n    components:\n"
                      "        ups-a: {type: bess, part: lfp-cabinet-200kwh}\n");
  CHECK(over.findings == R"(error[RT0603]: 'block.ups-a' is a ups in the base, here a bess
 --> over.yaml:7:23
  |
7 |         ups-a: {type: bess, part: lfp-cabinet-200kwh}
  |                       ^^^^ first 'remove: [block.ups-a]' )"
                         R"((base: base.yaml:10), then write it in full
)");
}

TEST_CASE("E23: nothing to remove") {
  CHECK(Resolved(kOver + "remove: [block.ups-a, block.vrla]\n").findings ==
        R"(error[RT0604]: nothing to remove at 'block.vrla'
 --> over.yaml:4:23
  |
4 | remove: [block.ups-a, block.vrla]
  |                       ^^^^^^^^^^ did you mean 'block.vrla-a'?
)");
  CHECK(Resolved(kOver + "remove: [events.dpi]\n").findings.find("'events.dip'") !=
        std::string::npos);
  CHECK(Resolved(kOver + "remove: [schema_version]\n").findings.find("RT0604") !=
        std::string::npos);
  CHECK(Resolved(kOver + "remove: [block.3.rack]\n").findings.find("RT0604") != std::string::npos);
}

TEST_CASE("E24: set invents something") {
  CHECK(Resolved(kOver + "remove: [block.ups-a, block.rack]\nset:\n  block.7.vrla-c.age: 6 y\n")
            .findings == R"(error[RT0605]: 'set' changes what exists; 'block.7.vrla-c' does not
 --> over.yaml:6:11
  |
6 |   block.7.vrla-c.age: 6 y
  |           ^^^^^^ block has vrla-a, vrla-b; a new component belongs under 'components:'
)");
  for (const char* set : {"grd.voltage=1 V", "events.nope.for=3 s", "block=3", "block", "=3",
                          "block.count=", "block.ups-a.type=bess", "Block.count=3",
                          "block.count=[1, 2", "block.rack.cords.*=3", "block.rack.from.x=3"}) {
    INFO(set);
    CHECK_FALSE(Resolved(kOver, {set}).findings.empty());
  }
}

TEST_CASE("E46, E47, E48: versions") {
  CHECK(Resolved("name: hall\nduration: 3 s\n").findings ==
        R"(error[RT0101]: the first key must be 'schema_version'
 --> over.yaml:1:1
  |
1 | name: hall
  | ^^^^ write 'schema_version: 1' above it
)");
  const Resolved newer("schema_version: 2\nname: x\nextends: ./base.yaml\nnew_word: 1\n");
  CHECK(newer.findings.find("error[RT0102]: this file is schema_version 2; ridethrough ") == 0);
  CHECK(newer.findings.find(" knows 1\n --> over.yaml:1:17\n  |\n1 | schema_version: 2\n"
                            "  |                 ^ install ridethrough 2.0 or newer\n") !=
        std::string::npos);
  CHECK(newer.findings.find(R"(error[RT0601]: base.yaml is schema_version 1, this file 2
 --> over.yaml:3:10
  |
3 | extends: ./base.yaml
  |          ^^^^^^^^^^^ ridethrough migrate base.yaml
)") != std::string::npos);
  CHECK(newer.findings.find("new_word:") == std::string::npos);
}

TEST_CASE("chains of files") {
  const ScratchDirectory scratch("chains");
  const auto link = [&](const std::string& name, const std::string& base) {
    scratch.write(name, "schema_version: 1\nname: n\n" +
                            (base.empty() ? "duration: 1 s\n" : "extends: " + base + "\n"));
  };
  link("1.yaml", "");
  for (int i = 2; i <= 9; ++i) link(std::to_string(i) + ".yaml", std::to_string(i - 1) + ".yaml");
  Diagnostics eight, nine, circle, diamond;
  CHECK(resolve("8.yaml", {}, eight).files.front() == "1.yaml");
  CHECK_FALSE(eight.has_errors());
  resolve("9.yaml", {}, nine);
  CHECK(nine.render_all().find("RT0606") != std::string::npos);
  link("sub/a.yaml", "../b.yaml");
  link("b.yaml", "./sub/a.yaml");
  resolve("b.yaml", {}, circle);
  CHECK(circle.render_all().find(
            "'extends' goes round in a circle: b.yaml -> sub/a.yaml -> b.yaml") !=
        std::string::npos);
  link("top.yaml", "[7.yaml, 6.yaml, 7.yaml]");
  CHECK(resolve("top.yaml", {}, diamond).files.size() == 8);
  CHECK_FALSE(diamond.has_errors());
}

TEST_CASE("a study with an axis of bases waits for one of them") {
  const ScratchDirectory scratch("axis");
  scratch.write("base.yaml", kBase);
  scratch.write("study.yaml",
                "schema_version: 1\nname: s\nremove: [events]\n"
                "set: {block.count: 3}\nstudy:\n  vary:\n"
                "    extends: {hall: ./base.yaml}\n");
  Diagnostics diagnostics;
  CHECK(resolve("study.yaml", {}, diagnostics).root.find("components") == nullptr);
  const Tree cell = resolve("study.yaml", {{}, "./base.yaml"}, diagnostics).root;
  INFO(diagnostics.render_all());
  REQUIRE_FALSE(diagnostics.has_errors());
  CHECK(cell.find("components")->find("block")->find("count")->text == "3");
  CHECK(cell.find("events") == nullptr);
}

TEST_CASE("paths into a group from a part are left to the binder") {
  const Resolved over("schema_version: 1\nname: x\ncomponents:\n  side: {type: group, part: sys}\n",
                      {"side.ups.modules=3"});
  REQUIRE(is_good(over));
  CHECK(over.root.find(kMemberSet)->entries[0].key == "side.ups.modules");
}

TEST_CASE("files are relative to the file in which they are written") {
  const auto source = text_test::source_of("", "scenarios/outage/lead-acid.yaml");
  CHECK(resolve_file({source, 1, 1, 1}, "./base.yaml") == "scenarios/outage/base.yaml");
  CHECK(resolve_file({source, 1, 1, 1}, "../data/x.csv") == "scenarios/data/x.csv");
  CHECK(resolve_file({source, 1, 1, 1}, "/data/x.csv") == "/data/x.csv");
  const auto argument = text_test::source_of("", "--set");
  CHECK(resolve_file({argument, 1, 1, 1}, "./x.csv") == "x.csv");
}

}  // namespace ridethrough::scenario
