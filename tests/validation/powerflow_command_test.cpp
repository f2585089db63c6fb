#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

#include "ridethrough/study/power_flow.hpp"
#include "support/power_tables.hpp"
#include "support/scratch.hpp"
#include "support/validation_case.hpp"

// The same references as for the solver alone, through all layers: the scenario file, parts and
// wiring, as `ridethrough powerflow` runs them.
namespace {

using namespace ridethrough;
using namespace ridethrough::testing;

study::PowerFlow flow_of(const std::string& file) {
  return study::power_flow(
      scenario::load_scenario(file, {{}, RIDETHROUGH_SOURCE_DIR "/scenarios/parts"}));
}

double voltage_of(const study::PowerFlow& flow, const std::string& bus) {
  for (const study::BusState& each : flow.buses) {
    if (each.name == bus) return each.voltage_pu;
  }
  throw std::runtime_error("no bus " + bus);
}

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

TEST_CASE("powerflow on scenarios/powerflow/dc1.yaml agrees with three solvers",
          "[validation][power_flow]") {
  const study::PowerFlow flow = flow_of(RIDETHROUGH_SOURCE_DIR "/scenarios/powerflow/dc1.yaml");
  double worst_pu = 0.0;
  for (const Row& row : read_power_csv("dc1_bus_voltages.csv")) {
    if (row.at("scenario") != "base" || row.at("bus") == "INF") continue;
    const double voltage_pu = voltage_of(flow, lower_case(row.at("bus")));
    worst_pu = std::max(worst_pu, std::abs(voltage_pu - number(row, "vm_pu_newton")));
  }
  report_case({.name = "powerflow command, DC1 lineup",
               .kind = "other_tool",
               .reference = "own Newton, pandapower 2.14, OpenDSS: dc1_bus_voltages.csv",
               .measured = worst_pu,
               .allowed = kVoltageMarginPu,
               .unit = "pu"});
}

TEST_CASE("powerflow on scenarios/powerflow/ieee33.yaml agrees with pandapower",
          "[validation][power_flow]") {
  const study::PowerFlow flow = flow_of(RIDETHROUGH_SOURCE_DIR "/scenarios/powerflow/ieee33.yaml");
  double worst_pu = 0.0;
  for (const Row& row : read_power_csv("ieee33_bus_voltages.csv")) {
    const double voltage_pu = voltage_of(flow, "bus-" + row.at("bus1based"));
    worst_pu = std::max(worst_pu, std::abs(voltage_pu - number(row, "vm_pu")));
  }
  report_case({.name = "powerflow command, 33-bus feeder",
               .kind = "other_tool",
               .reference = "pandapower 2.14: ieee33_bus_voltages.csv",
               .measured = worst_pu,
               .allowed = kVoltageMarginPu,
               .unit = "pu"});
}

TEST_CASE("powerflow on a load behind an impedance agrees with the closed form, collapse included",
          "[validation][power_flow]") {
  // 10 kV and 1 MVA as bases: 1 pu is 100 ohm.
  const auto file = support::scratch_path("cpl2bus.yaml");
  double worst_pu = 0.0;
  for (const Row& row : read_power_csv("cpl2bus_closed_form.csv")) {
    const double emf_pu = number(row, "E_pu");
    const double power_pu = number(row, "P_pu");
    const double reactive_pu = number(row, "Q_pu");
    const double apparent_pu = std::hypot(power_pu, reactive_pu);
    std::string yaml = fmt::format(
        "schema_version: 1\nname: load behind an impedance\nduration: 2 s\ncomponents:\n"
        "  grid: {{type: utility, voltage: 10 kV, frequency: 50 Hz}}\n"
        "  line: {{type: cable, from: grid, length: 1 m, resistance: {} ohm/m, reactance: {} "
        "ohm/m}}\n"
        "  bank: {{type: load, from: line, power: {} kW, power_factor: {}}}\n",
        number(row, "R_pu") * 100.0, number(row, "X_pu") * 100.0, std::max(power_pu, 1e-9) * 1e3,
        apparent_pu > 0.0 ? power_pu / apparent_pu : 1.0);
    if (emf_pu < 1.0) {
      yaml += fmt::format("events: [{{at: 0 s, dip: grid, to: {} pu, for: 1 s}}]\n", emf_pu);
    }
    std::ofstream(file) << yaml;
    const study::PowerFlow flow = flow_of(file.string());
    CAPTURE(emf_pu, power_pu);
    const double expected_pu = number(row, "V_high_pu");
    CHECK(flow.has_collapsed == std::isnan(expected_pu));
    if (std::isnan(expected_pu)) continue;
    worst_pu = std::max(worst_pu, std::abs(voltage_of(flow, "line") - expected_pu));
  }
  std::filesystem::remove(file);
  report_case({.name = "powerflow command, load behind an impedance",
               .kind = "analytic",
               .reference = "both roots of the two-bus equation: cpl2bus_closed_form.csv",
               .measured = worst_pu,
               .allowed = kVoltageMarginPu,
               .unit = "pu"});
}
