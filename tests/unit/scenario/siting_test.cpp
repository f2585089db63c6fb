#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "ridethrough/scenario/wiring.hpp"
#include "support/tool.hpp"

/// Loads on floors and energy in fire areas against the limits of `siting:`.
namespace ridethrough::scenario {
namespace {

constexpr const char* kGrid =
    "components:\n"
    "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz, short_circuit: 20 MVA}\n";

/// 40 blocks of 50 kg and a stand of 452.2 kg: 2452.2 kg, so that 1 m^2 carries 24.05 kN.
constexpr const char* kBattery =
    "  ups: {type: ups, from: grid, part: ups-600kw}\n"
    "  vrla: {type: battery, from: ups, part: vrla-12v150ah, series: 40, strings: 2, mass: 50 kg, "
    "stand_mass: 452.2 kg";

/// 1000 Ah * 3.2 V * 100 * 2 = 640 kWh.
constexpr const char* kLithium =
    "  ups: {type: ups, from: grid, part: ups-600kw}\n"
    "  lfp: {type: battery, from: ups, part: lfp-280ah-prismatic, capacity: 1000 Ah, "
    "nominal_voltage: 3.2 V, series: 100, strings: 2}\n";

std::vector<Diagnostic> told(const std::string& siting, const std::string& components,
                             bool lump = true) {
  const test::Folder folder;
  const std::string file = folder.write(
      "s.yaml", "schema_version: 1\nname: sited\nduration: 1 s\n" + siting + kGrid + components);
  const Model model = load_scenario(file, {{}, RIDETHROUGH_LIBRARY_DIR});
  Diagnostics diagnostics;
  wire(model, {.lump = lump}, diagnostics);
  return diagnostics.all();
}

std::string floor_limit(const std::string& limit) {
  return "siting: {floor_limit: " + limit + "}\n";
}

std::string fire_area(const std::string& keys) { return "siting: {fire_area: {" + keys + "}}\n"; }

}  // namespace

TEST_CASE("a floor carries the blocks and the stand of one string", "[scenario][siting]") {
  const std::string battery = kBattery;
  // 2452.2 kg * 9.80665 m/s^2 = 24 047.86 N
  CHECK(told(floor_limit("24.048 kN/m^2"), battery + ", footprint: 1 m^2}\n").empty());
  CHECK(told(floor_limit("12.024 kN/m^2"), battery + ", footprint: 2 m^2}\n").empty());
  const auto warned = told(floor_limit("24.047 kN/m^2"), battery + ", footprint: 1 m^2}\n");
  REQUIRE(warned.size() == 1);
  CHECK(warned[0].severity == Severity::warning);
  CHECK(warned[0].rule == "RT1501");
  CHECK(text_at(warned[0].place) == "vrla");
  CHECK(warned[0].message == "'vrla' loads its floor with 24 kN/m^2, the limit is 24.047 kN/m^2");
  CHECK(warned[0].label.find("one string: 2452 kg on 1 m^2") == 0);
}

TEST_CASE("without a stated limit nothing is judged", "[scenario][siting]") {
  CHECK(told("", std::string(kBattery) + ", footprint: 0.01 m^2}\n").empty());
  CHECK(told("siting: {}\n", std::string(kBattery) + ", footprint: 0.01 m^2}\n").empty());
}

TEST_CASE("what is not known is said, not guessed", "[scenario][siting]") {
  const auto no_footprint = told(floor_limit("12 kN/m^2"), std::string(kBattery) + "}\n");
  REQUIRE(no_footprint.size() == 1);
  CHECK(no_footprint[0].rule == "RT1503");
  CHECK(no_footprint[0].message == "the floor under 'vrla' is not judged: no 'footprint'");
  const auto no_mass =
      told(floor_limit("12 kN/m^2"),
           "  ups: {type: ups, from: grid, part: ups-600kw}\n"
           "  vrla: {type: battery, from: ups, part: vrla-12v150ah, series: 40, footprint: 1 m^2, "
           "mass: none, stand_mass: 100 kg}\n");
  REQUIRE(no_mass.size() == 1);
  CHECK(no_mass[0].message == "the floor under 'vrla' is not judged: no 'mass'");
}

TEST_CASE("a cabinet stands with all that is in it", "[scenario][siting]") {
  const std::string cabinet =
      "  bess: {type: bess, from: grid, part: lfp-cabinet-200kwh, count: 4, cabinet_mass: 1000 kg, "
      "footprint: 1 m^2}\n";
  CHECK(told(floor_limit("9.807 kN/m^2"), cabinet).empty());
  const auto warned = told(floor_limit("9.806 kN/m^2"), cabinet);
  REQUIRE(warned.size() == 1);  // not once more for the cells in it
  CHECK(warned[0].rule == "RT1501");
  CHECK(warned[0].label.find("one cabinet: 1000 kg on 1 m^2") == 0);
}

TEST_CASE("the energy of a fire area is that of the nameplates", "[scenario][siting]") {
  CHECK(told(fire_area("limit: 640 kWh"), kLithium).empty());
  const auto warned = told(fire_area("limit: 639.9 kWh"), kLithium);
  REQUIRE(warned.size() == 1);
  CHECK(warned[0].severity == Severity::warning);
  CHECK(warned[0].rule == "RT1502");
  CHECK(text_at(warned[0].place) == "639.9 kWh");
  CHECK(warned[0].message == "the scenario holds 640 kWh, the limit of a fire area is 639.9 kWh");
  CHECK(warned[0].label == "lfp 640 kWh");
}

TEST_CASE("lead-acid counts where it is asked for", "[scenario][siting]") {
  const std::string battery = std::string(kBattery) + "}\n";
  // 12 V * 150 Ah * 40 * 2 = 144 kWh
  const auto none = told(fire_area("limit: 100 kWh"), battery);
  REQUIRE(none.size() == 1);
  CHECK(none[0].rule == "RT1503");
  CHECK(told(fire_area("limit: 144 kWh, counts: all"), battery).empty());
  CHECK(told(fire_area("limit: 143 kWh, counts: all"), battery).at(0).rule == "RT1502");
}

TEST_CASE("each member of what is named is a fire area", "[scenario][siting]") {
  const std::string blocks =
      "  block:\n    type: group\n    count: 5\n    components:\n"
      "      a: {type: bess, from: grid, part: lfp-cabinet-200kwh, count: 2}\n"
      "      b: {type: bess, from: grid, part: lfp-cabinet-200kwh}\n";
  CHECK(told(fire_area("limit: 600 kWh, of: block"), blocks).empty());
  CHECK(told(fire_area("limit: 3000 kWh"), blocks).empty());
  CHECK(told(fire_area("limit: 2999 kWh"), blocks).at(0).label ==
        "block.a 2000 kWh, block.b 1000 kWh");
  const auto warned = told(fire_area("limit: 599 kWh, of: block"), blocks);
  REQUIRE(warned.size() == 1);
  CHECK(warned[0].message == "each 'block' holds 600 kWh, the limit of a fire area is 599 kWh");
  CHECK(warned[0].label == "block.a 400 kWh, block.b 200 kWh");
  CHECK(told(fire_area("limit: 399 kWh, of: block.a"), blocks).empty());
  CHECK(told(fire_area("limit: 199 kWh, of: block.*"), blocks).size() == 1);
}

TEST_CASE("a glob names several fire areas", "[scenario][siting]") {
  const std::string rooms =
      "  room-a: {type: bess, from: grid, part: lfp-cabinet-200kwh, count: 2}\n"
      "  room-b: {type: bess, from: grid, part: lfp-cabinet-200kwh}\n"
      "  yard: {type: bess, from: grid, part: lfp-cabinet-200kwh, energy: 5 MWh}\n";
  CHECK(told(fire_area("limit: 200 kWh, of: room-*"), rooms).empty());  // by cabinet
  const auto warned = told(fire_area("limit: 199 kWh, of: room-*"), rooms);
  REQUIRE(warned.size() == 2);
  CHECK(warned[1].message.starts_with("'room-b' holds 200 kWh"));
  CHECK(warned[0].message.starts_with("each 'room-a' holds 200 kWh"));
}

TEST_CASE("the fullest of unequal members is told, lumped or not", "[scenario][siting]") {
  const std::string blocks =
      "  block:\n    type: group\n    count: 4\n    components:\n"
      "      a: {type: bess, from: grid, part: lfp-cabinet-200kwh, count: 2}\n"
      "set: {block.3.a.energy: 350 kWh}\n";
  for (const bool lump : {true, false}) {
    const auto warned = told(fire_area("limit: 600 kWh, of: block"), blocks, lump);
    REQUIRE(warned.size() == 1);
    CHECK(warned[0].message == "each 'block' holds 700 kWh, the limit of a fire area is 600 kWh");
  }
}

}  // namespace ridethrough::scenario
