#include <catch2/catch.hpp>
#include <fstream>
#include <string>

#include "ridethrough/report/data.hpp"
#include "ridethrough/study/run.hpp"
#include "support/scratch.hpp"

// Sources that meet out of phase where no switch closes that would tell it.
namespace ridethrough::study {
namespace {

/// The warnings of out-of-phase joints, one after the other.
std::string told_of(const std::string& rest) {
  const auto file = support::scratch_path("source-joint-test.yaml");
  std::ofstream(file) << "schema_version: 1\nname: two sources\nduration: 30 s\n" << rest;
  const scenario::LoadOptions options{{}, RIDETHROUGH_SOURCE_DIR "/scenarios/parts"};
  std::string told;
  for (const RunWarning& warning :
       run(scenario::load_scenario(file.string(), options), {}).warnings) {
    if (warning.rule == "RT1322") told += warning.component + " " + warning.text + "; ";
  }
  return told;
}

std::string tied_ups(int degrees, const std::string& state) {
  return "components:\n"
         "  grid-a: {type: utility, voltage: 400 V, frequency: 50 Hz, short_circuit: 20 MVA}\n"
         "  grid-b: {type: utility, voltage: 400 V, frequency: 50 Hz, short_circuit: 20 MVA, "
         "angle: " +
         std::to_string(degrees) +
         " deg}\n"
         "  a:     {type: ups, from: grid-a, part: ups-600kw, no_battery: true}\n"
         "  b:     {type: ups, from: grid-b, part: ups-600kw, no_battery: true}\n"
         "  bus-a: {type: bus, from: a}\n"
         "  bus-b: {type: bus, from: b}\n"
         "  tie:   {type: breaker, between: [bus-a, bus-b], state: " +
         state + "}\n  row:   {type: load, from: bus-a, power: 100 kW}\n";
}

TEST_CASE("outputs of ups that are tied out of phase from the start are told", "[study][joint]") {
  CHECK(told_of(tied_ups(60, "closed"))
            .starts_with("b out-of-phase from the start: 'a', joined with it, is 60 deg"));
  CHECK(told_of(tied_ups(5, "closed")).empty());
  CHECK(told_of(tied_ups(60, "open")).empty());
}

TEST_CASE("grids on one bus whose angles in the file differ are refused", "[study][joint]") {
  const auto grids = [](const std::string& angle, const char* group, const char* tie) {
    return "components:\n"
           "  mv:   {type: utility, voltage: 10 kV, frequency: 50 Hz, short_circuit: 200 MVA}\n"
           "  lv:   {type: utility, voltage: 400 V, frequency: 50 Hz, short_circuit: 20 MVA, "
           "angle: " +
           angle + "}\n  tx:   {type: transformer, from: mv, part: tx-1600kva-10kv-400v, " +
           "vector_group: " + group +
           "}\n  bus:  {type: bus, from: tx}\n  end:  {type: bus, from: lv}\n" +
           "  tie:  {type: breaker, between: [bus, end], state: " + tie +
           "}\n  row:  {type: load, from: bus, power: 100 kW}\n";
  };
  CHECK(told_of(grids("0 deg", "yyn0", "closed")).empty());
  CHECK(told_of(grids("30 deg", "dyn11", "closed")).empty());
  CHECK(told_of(grids("0 deg", "dyn11", "open")).empty());
  CHECK_THROWS_WITH(told_of(grids("0 deg", "dyn11", "closed")),
                    Catch::Contains("RT0420") &&
                        Catch::Contains("'mv' and 'lv' are joined out of phase, 30 deg apart") &&
                        Catch::Contains("say 'angle: 30 deg' here"));
  CHECK_THROWS_WITH(told_of(grids("-25 deg", "yyn0", "closed")),
                    Catch::Contains("25 deg apart") && Catch::Contains("say 'angle: 0 deg' here"));
}

TEST_CASE("a grid that returns onto a live bus out of phase is told", "[study][joint]") {
  const auto grids = [](const char* angle) {
    return std::string(
               "components:\n"
               "  grid-a: {type: utility, voltage: 400 V, frequency: 50 Hz, "
               "short_circuit: 20 MVA}\n"
               "  grid-b: {type: utility, voltage: 400 V, frequency: 50 Hz, "
               "short_circuit: 20 MVA}\n"
               "  main:   {type: bus, from: [grid-a, grid-b]}\n"
               "  row:    {type: load, from: main, power: 100 kW}\n"
               "events:\n"
               "  - {at: 10 s, outage: grid-b, for: 10 s}\n"
               "  - {at: 12 s, set: {grid-b.angle: ") +
           angle + "}}\n";
  };
  CHECK(told_of(grids("120 deg"))
            .starts_with("grid-b out-of-phase return: its bus was live and 120"));
  CHECK(told_of(grids("5 deg")).empty());
}

}  // namespace
}  // namespace ridethrough::study
