#include <catch2/catch.hpp>
#include <fstream>

#include "ridethrough/study/run.hpp"
#include "support/scratch.hpp"

// What a group has as a whole.
namespace ridethrough::study {
namespace {

constexpr const char* kSites = R"(schema_version: 1
name: two sites
duration: 40 s
parts:
  site:
    type: group
    components:
      tx: {type: transformer, from: inlet, part: tx-1600kva-10kv-400v}
      row:
        type: group
        count: 3
        components:
          rack: {type: rack, from: tx, part: hgx-h800-4node, count: 4}
          fan: {type: load, from: tx, power: 10 kW}
components:
  grid: {type: utility, voltage: 10 kV, frequency: 50 Hz, short_circuit: 200 MVA}
  site-a: {type: group, part: site, from: grid, count: 2}
  site-b: {type: group, part: site, from: grid}
events: [{id: dip, at: 20 s, dip: grid, to: 0 pu, for: 50 ms}]
checks:
)";

scenario::Model loaded(const std::string& checks) {
  const auto file = support::scratch_path("group-sum.yaml");
  std::ofstream(file) << kSites << checks;
  return scenario::load_scenario(file.string(), {{}, RIDETHROUGH_SOURCE_DIR "/scenarios/parts"});
}

/// The margin of one check, and where it stands.
CheckResult checked(const std::string& claim, bool lump = true) {
  RunOptions options;
  options.lump = lump;
  const Outcome outcome = run(loaded("  - {id: it, " + claim + "}\n"), options);
  return outcome.checks.at(0);
}

std::string refusal_of(const std::string& claim) {
  const auto all = check(loaded("  - {id: it, " + claim + "}\n")).all();
  REQUIRE(all.size() == 1);
  return all.front().rule + " " + all.front().message + "; " + all.front().label;
}

}  // namespace

TEST_CASE("the power of a group is what it draws", "[study][group]") {
  // A watt is left for the rounding of three published powers.
  CHECK(checked("always: abs(site-a.power + site-b.power - grid.power) <= 2 W").status ==
        CheckStatus::pass);
  // 2 x 3 rows of 4 racks of 41 kW and a fan of 10 kW, behind a transformer.
  const CheckResult sum = checked("always: site-a.power <= 1044 kW, until: events.dip");
  CHECK(*sum.margin < 0.0);
  CHECK(*sum.margin > -0.02 * 1044e3);
}

TEST_CASE("stars name members of a group, and each has its own sum", "[study][group]") {
  CHECK(checked("always: site-a.*.power <= 500 kW").match == "site-a.1-2");
  CHECK(checked("always: site-*.power <= 600 kW").match == "site-a");
  CHECK(*checked("at_end: max(site-*.*.dropped) <= 1").margin == 1.0);
}

TEST_CASE("counts and losses add up over all that is inside", "[study][group]") {
  const CheckResult dropped = checked("always: site-*.dropped == 0");
  CHECK(dropped.status == CheckStatus::fail);
  CHECK(*dropped.margin == -24.0);
  CHECK(dropped.match == "site-a");
  CHECK(*checked("always: site-b.row.dropped <= 12").margin == 0.0);
  CHECK(*checked("always: sum(site-*.dropped) <= 36").margin == 0.0);
  CHECK(*checked("always: site-a.1.dropped <= 12", false).margin == 0.0);
}

TEST_CASE("what would count twice, or does not add up, is no sum", "[study][group]") {
  CHECK(refusal_of("always: site-a.voltage >= 0.9 pu") ==
        "RT0802 'site-a' is a group, and voltage does not add up; name what is inside: "
        "site-a.row.*.fan.voltage");
  CHECK(refusal_of("always: site-a.energy_in >= 0 kWh") ==
        "RT0802 'site-a' is a group, and the energy_in of a transformer may be counted in another "
        "one, too; name what is inside: site-a.tx.energy_in");
  CHECK(refusal_of("always: site-a.watts >= 0 kW").starts_with("RT0401 nothing in this group"));
  CHECK(refusal_of("always: site-c.power >= 0 kW")
            .starts_with("RT0401 nothing here is called 'site-c'"));
}

}  // namespace ridethrough::study
