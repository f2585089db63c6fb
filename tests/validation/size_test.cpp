#include "ridethrough/study/size.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>

#include "support/row_study.hpp"
#include "support/validation_case.hpp"

namespace ridethrough::testing {
namespace {

/// Ampere-hours or milliseconds of a value that a study prints: "91.5 Ah".
double number_in(const std::string& value) { return std::stod(value); }

double answer_of(const study::Size& size) {
  REQUIRE(size.answer);
  return number_in(size.value(*size.answer));
}

/// A cell whose voltage does not move, to 1e-5: a tank of energy.
constexpr const char* kFlatCell =
    "schema_version: 1\npart: flat\ntype: battery\n"
    "source: {title: a tank, publisher: this test, retrieved: 2026-11-29, grade: assumed}\n"
    "values:\n"
    "  cells: 1\n  nominal_voltage: 3.2 V\n  capacity: 100 Ah\n  end_voltage: 2.5 V/cell\n"
    "  float_voltage: 3.6 V/cell\n  series: 250\n  ageing: none\n"
    "  model:\n    kind: ocv_rc\n"
    "    open_circuit: [{soc: 0 %, value: 3.2 V}, {soc: 100 %, value: 3.2 V}]\n"
    "    resistances: [{at: 25 degC, soc: 0 %, discharge: 0.0001 mohm}, "
    "{at: 25 degC, soc: 100 %, discharge: 0.0001 mohm}]\n"
    "valid: {temperature: [0 degC, 40 degC]}\n";

/// A cabinet carries a load through an outage to the end of the run.
constexpr const char* kCabinet =
    "schema_version: 1\nname: a tank behind a converter\nduration: 31 min\ncomponents:\n"
    "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
    "  sw: {type: static_switch, from: grid, opens_in: 2 ms}\n"
    "  lfp: {type: bess, from: sw, rating: 200 kW, usable: [0 %, 100 %], soc: 100 %, "
    "efficiency: [{power: 25 %, value: 95 %}, {power: 50 %, value: 95 %}, "
    "{power: 100 %, value: 95 %}], cells: {part: ./flat.yaml}, islanding_switch: sw}\n"
    "  pump: {type: load, from: sw, power: 100 kW}\n"
    "events: [{id: gone, at: 1 min, outage: grid, for: 2 h}]\n"
    "checks: [{id: reserve, at_end: lfp.soc >= 20 %}]\n"
    "study:\n  vary: {lfp.cells.capacity: {from: 50 Ah, to: 200 Ah, within: 0.01 Ah}}\n"
    "  smallest: lfp.cells.capacity\n";

}  // namespace

TEST_CASE("size of a tank is power times time over efficiency", "[validation][size]") {
  const test::Folder folder;
  folder.write("flat.yaml", kFlatCell);
  const scenario::Study study = scenario::read_study(folder.write("tank.yaml", kCabinet));
  const study::Size size = study::find_size(study, test::sweep_on(1));
  // 100 kW for 30 min at 95 % are four fifths of what 250 cells of 3.2 V hold.
  const double needed_ah = 100e3 * 0.5 / 0.95 / (0.8 * 250.0 * 3.2);
  CHECK(size.steps.size() <= 5 + 9);  // 5 + 12 by halves
  report_case({.name = "size of a tank",
               .kind = "analytic",
               .reference = "power times time over efficiency, as charge",
               .measured = std::abs(answer_of(size) - needed_ah),
               .allowed = 0.01,
               .unit = "Ah"});
}

TEST_CASE("size finds the slowest converter that the ITIC curve allows", "[validation][size]") {
  const scenario::Study study =
      scenario::read_study(RIDETHROUGH_SOURCE_DIR "/scenarios/studies/response.yaml");
  // Nothing for 20 ms at most; 2 ms are sensed and 1 ms is the latency of the control.
  const double found_ms = answer_of(study::find_size(study, test::sweep_on(0)));
  report_case({.name = "largest response of a cabinet",
               .kind = "analytic",
               .reference = "the 20 ms of the ITIC curve less sense and latency",
               .measured = std::abs(found_ms - 17.0),
               .allowed = 0.1,
               .unit = "ms"});
}

TEST_CASE("size on the outage scenario is that of a fine sweep", "[validation][size]") {
  const test::Folder folder;
  const std::string head =
      std::string("schema_version: 1\nname: energy\nextends: ") + RIDETHROUGH_SOURCE_DIR +
      "/scenarios/outage/variants/lfp-bess-gensets-fail.yaml\n"
      "checks:\n  - {id: reserve, at_end: block.*.lfp-*.*.soc >= 80 %}\nstudy:\n";
  const scenario::Study range = scenario::read_study(folder.write(
      "range.yaml",
      head + "  vary: {block.lfp-*.cells.capacity: {from: 60 Ah, to: 120 Ah, within: 2 Ah}}\n"
             "  smallest: block.lfp-*.cells.capacity\n"));
  const scenario::Study grid = scenario::read_study(folder.write(
      "grid.yaml",
      head + "  vary: {block.lfp-*.cells.capacity: {from: 60 Ah, to: 120 Ah, steps: 31}}\n"));
  double swept_ah = 0.0;
  for (const study::CellResult& each :
       study::sweep(grid, study::runs_of(grid, 100), test::sweep_on(0))) {
    if (swept_ah == 0.0 && each.end == study::SuiteEnd::passed) swept_ah = number_in(each.name);
  }
  const study::Size size = study::find_size(range, test::sweep_on(0));
  CHECK_FALSE(size.bend);
  CHECK(size.steps.size() <= 8);
  REQUIRE(size.limit);
  CHECK(size.limit->check == "reserve");
  CHECK(answer_of(size) == swept_ah);
}

}  // namespace ridethrough::testing
