#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>

#include "devices/grid/genset_path.hpp"
#include "ridethrough/study/run.hpp"
#include "support/csv_rows.hpp"
#include "support/device_rig.hpp"
#include "support/genset_examples.hpp"
#include "support/marked_page.hpp"
#include "support/plain_devices.hpp"
#include "support/validation_case.hpp"

// Cases GS1 and GS2 of the power reference: load steps of one machine by a fixed-step Runge-Kutta
// and by a matrix exponential, both independent of this code.
namespace ridethrough::testing {
namespace {

using namespace devices;
using namespace support;

MachineConstants gs1_machine() {
  MachineConstants constants;
  constants.inertia_s = 1.0;
  return constants;
}

MachinePath step_of(const Machine& machine, double to) {
  MachinePath path(machine);
  path.restart(machine.rest({}).value(), {{to, 0.0}, 0.0, 0.0});
  path.grow_to(20.0);
  return path;
}

/// Largest difference from column 1 of a table, which is read as base + scale * speed.
double worst_of(const MachinePath& path, const std::string& table, double base, double scale) {
  double worst = 0.0;
  const auto rows = reference_rows("genset/" + table);
  REQUIRE(rows.size() > 300);
  for (const auto& row : rows) {
    worst = std::max(worst, std::abs(base + scale * path.at(row[0])[kSpeed] - row[1]));
  }
  return worst;
}

double gs1_error_hz(double to, const std::string& table) {
  const Machine machine(gs1_machine());
  return worst_of(step_of(machine, to), table, 60.0, 60.0);
}

/// The verdict on a step from no load on a set of case GS1.
Judgement verdict_on(double to) {
  Rig rig;
  rig.add("gen", make_genset(gs1_set()));
  rig.add("load", std::make_unique<PlainLoad>(0.0), {.from = {"gen"}});
  rig.set(kSecond, "load", "power", to * 1.6e6);
  rig.run(kMin);
  const Report report = rig.report("gen");
  REQUIRE(report.judgements.size() == 1);
  return report.judgements.front();
}

double figure(const Judgement& judgement, std::string_view name) {
  for (const Finding& each : judgement.figures) {
    if (each.name == name) return each.value;
  }
  return std::nan("");
}

}  // namespace

TEST_CASE("validation: isochronous diesel, case GS1", "[validation][genset]") {
  report_case({.name = "isochronous diesel, step of 25 %",
               .kind = "other_tool",
               .reference = "Runge-Kutta with 0.2 ms, converged to 1e-13 Hz (GS1)",
               .measured = gs1_error_hz(0.25, "gs1_isoch_step_0to25.csv"),
               .allowed = 1e-6,
               .unit = "Hz"});
  report_case({.name = "isochronous diesel, step of 50 %",
               .kind = "other_tool",
               .reference = "Runge-Kutta with 0.2 ms, converged to 1e-13 Hz (GS1)",
               .measured = gs1_error_hz(0.50, "gs1_isoch_step_0to50.csv"),
               .allowed = 1e-6,
               .unit = "Hz"});
  report_case({.name = "isochronous diesel at its fuel stop, step of 100 %",
               .kind = "other_tool",
               .reference = "Runge-Kutta with 0.2 ms, itself good to 5e-4 Hz (GS1)",
               .measured = gs1_error_hz(1.00, "gs1_isoch_step_0to100.csv"),
               .allowed = 1e-3,
               .unit = "Hz"});
}

TEST_CASE("validation: TGOV1, case GS2", "[validation][genset]") {
  MachineConstants constants;
  constants.inertia_s = 3.0;
  constants.governor = {.is_droop = true,
                        .droop = 0.05,
                        .reference_power = 0.0,
                        .actuator_s = 0.1,
                        .engine_s = 1.0,
                        .lead_s = 0.2};
  const Machine machine(constants);
  const MachinePath path = step_of(machine, 0.1);
  double nadir = 0.0;
  for (double t = 0.0; t < 5.0; t += 1e-3) nadir = std::min(nadir, path.at(t)[kSpeed]);
  report_case({.name = "TGOV1 on a step of 10 %, its nadir",
               .kind = "other_tool",
               .reference = "matrix exponential (GS2): -0.0093845137 pu",
               .measured = std::abs(nadir + 0.0093845137),
               .allowed = 1e-6,
               .unit = "pu"});
  report_case({.name = "TGOV1 on a step of 10 %, 20 s",
               .kind = "other_tool",
               .reference = "matrix exponential (GS2); ANDES is within 8.3e-7 pu of it",
               .measured = worst_of(path, "gs2_tgov1_step10pct.csv", 0.0, 1.0),
               .allowed = 1e-6,
               .unit = "pu"});
}

TEST_CASE("validation: a scenario reaches the nadir of GS1", "[validation][genset]") {
  const scenario::Model model =
      scenario::load_scenario(repository_path("tests/validation/data/plant/genset-step.yaml"),
                              {.sets = {}, .library = repository_path("scenarios/parts")});
  const study::Outcome outcome = study::run(model, {});
  double lowest_hz = 0.0;
  for (const auto& component : outcome.components) {
    for (const auto& each : component.findings) {
      if (each.finding.name == "lowest_frequency") lowest_hz = each.finding.value;
    }
  }
  const auto rows = reference_rows("genset/gs1_isoch_step_0to50.csv");
  const auto lowest = std::min_element(rows.begin(), rows.end(),
                                       [](const auto& a, const auto& b) { return a[1] < b[1]; });
  // The table has a row every 50 ms; between two of them the nadir is up to 4 mHz lower.
  const Machine machine(gs1_machine());
  const MachinePath path = step_of(machine, 0.5);
  double nadir = 0.0;
  for (double t = 0.0; t < 1.0; t += 1e-4) nadir = std::min(nadir, path.at(t)[kSpeed]);
  CHECK(60.0 * (1.0 + nadir) == Approx((*lowest)[1]).margin(0.02));
  report_case({.name = "diesel set in a scenario, nadir of a step of 50 %",
               .kind = "other_tool",
               .reference = "the machine alone, which meets GS1",
               .measured = std::abs(lowest_hz - 60.0 * (1.0 + nadir)),
               .allowed = 1e-6,
               .unit = "Hz"});
}

TEST_CASE("validation: what a network sees of a step is within the chords",
          "[validation][genset]") {
  Rig rig;
  rig.add("gen", make_genset(gs1_set()));
  rig.add("load", std::make_unique<PlainLoad>(0.0), {.from = {"gen"}});
  rig.set(kSecond, "load", "power", 0.8e6);
  double worst = 0.0;
  for (const auto& row : reference_rows("genset/gs1_isoch_step_0to50.csv")) {
    rig.run(kSecond + core::ticks_nearest(row[0]));
    worst = std::max(worst, std::abs(rig.look("gen", "frequency") - row[1]));
  }
  report_case({.name = "diesel set on a bus, frequency over 20 s",
               .kind = "other_tool",
               .reference = "GS1, step of 50 %; chords of 1 mHz",
               .measured = worst,
               .allowed = 1e-3,
               .unit = "Hz"});
}

TEST_CASE("validation: classes of ISO 8528-5 of case GS1", "[validation][genset]") {
  const Judgement half = verdict_on(0.5);
  CHECK(half.verdict == "G3");
  CHECK(half.is_unverified);
  report_case({.name = "diesel set, dip and recovery of a step of 50 %",
               .kind = "other_tool",
               .reference = "GS1: 6.69 % and 1.43 s into 1 %, class G3",
               .measured = std::max(std::abs(figure(half, "frequency_dip") - 0.0669) / 5e-5,
                                    std::abs(figure(half, "frequency_recovery") - 1.43) / 5e-3),
               .allowed = 1.0,
               .unit = "of the last digit"});
  const Judgement full = verdict_on(1.0);
  CHECK(full.verdict == "G1");
  CHECK(figure(full, "frequency_dip") == Approx(0.137).margin(5e-4));
  // G1 is judged in its own, wider band; in 1 % it takes 3.54 s.
  CHECK(figure(full, "frequency_recovery") < 3.54);
}

}  // namespace ridethrough::testing
