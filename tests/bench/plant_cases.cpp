#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "bench_cases.hpp"
#include "ridethrough/study/run.hpp"

namespace ridethrough::bench {

namespace {

/// A rack of 40 kW whose power is all of its one GPU's, so that a profile of 100 and 50 % is 40/20
/// kW.
constexpr const char* kParts = R"(parts:
  rack-40kw:
    type: rack
    values: {power: 40 kW, gpus: 1, gpu: {tdp: 40 kW, idle: 0 W}, host: 0 W}
  wave-1s:
    type: profile
    values:
      period: 2 s
      shape:
        - {at: 0 s, level: 100 %}
        - {at: 1 s, level: 100 %}
        - {at: 1 s, level: 50 %}
        - {at: 2 s, level: 50 %}
)";

study::Outcome simulate(const std::string& yaml, const study::RunOptions& options) {
  const auto file =
      std::filesystem::temp_directory_path() / fmt::format("ridethrough-bench-{}.yaml", ::getpid());
  std::ofstream(file) << yaml;
  const scenario::Model model =
      scenario::load_scenario(file.string(), {{}, RIDETHROUGH_SOURCE_DIR "/scenarios/parts"});
  std::filesystem::remove(file);
  return study::run(model, options);
}

std::string head(const std::string& name, const std::string& duration) {
  return fmt::format(
      "schema_version: 1\nname: {}\nduration: {}\n{}components:\n"
      "  grid: {{type: utility, voltage: 10 kV, frequency: 50 Hz, short_circuit: "
      "500 MVA, x_over_r: 10}}\n",
      name, duration, kParts);
}

std::string note(const study::Outcome& outcome) {
  const auto& run = outcome.statistics;
  return fmt::format(
      "{} instants, {} solves, rounds <= {}, {:.6f} MWh from the grid, residual {:.0e}",
      run.instants, run.solves, run.rounds_max, outcome.ledger.in_j / 3.6e9,
      outcome.ledger.residual);
}

Result result_of(const study::Outcome& outcome) {
  return {static_cast<double>(outcome.statistics.reactions), note(outcome)};
}

}  // namespace

Result island_update() {
  std::string yaml = head("island", "2000 s");
  yaml +=
      "  ups: {type: ups, from: grid, part: ups-600kw, voltage: 10 kV}\n"
      "  vrla: {type: battery, from: ups, part: vrla-12v150ah, series: 40, strings: 10}\n"
      "  rack: {type: rack, from: ups, part: rack-40kw, count: 10}\n"
      "jobs:\n  wave: {type: training, racks: rack, profile: {part: wave-1s}, checkpoint: {every: "
      "1 h}, "
      "restart: {warm: 1 min, cold: 1 min}}\n";
  return result_of(simulate(yaml, {}));
}

Result synchronous_hall(bool lump) {
  std::string yaml = head("synchronous hall", "1 h");
  yaml += fmt::format(
      "  block:\n    type: group\n    count: 10\n    components:\n"
      "      ups: {{type: ups, from: grid, part: ups-600kw, voltage: 10 kV, rating: 45 MW}}\n"
      "      vrla: {{type: battery, from: ups, part: vrla-12v150ah, series: 40, strings: 260}}\n"
      "      rack: {{type: rack, from: ups, part: rack-40kw, count: {}}}\n"
      "jobs:\n  wave: {{type: training, racks: block.rack, profile: {{part: wave-1s}}, checkpoint: "
      "{{every: 2 h}}, restart: {{warm: 1 min, cold: 1 min}}}}\n",
      lump ? 1000 : 100);
  study::RunOptions options;
  options.lump = lump;
  return result_of(simulate(yaml, options));
}

Result t1000(double voltage_tolerance_pu) {
  std::string yaml = head("T1000", "3600 s");
  for (int block = 0; block < 10; ++block) {
    yaml += fmt::format(
        "  ups-{0}: {{type: ups, from: grid, part: ups-600kw, voltage: 10 kV, rating: 4.5 MW}}\n"
        "  vrla-{0}: {{type: battery, from: ups-{0}, part: vrla-12v150ah, series: 40, strings: "
        "26}}\n",
        block);
  }
  std::string jobs = "jobs:\n";
  for (int rack = 0; rack < 1000; ++rack) {
    yaml +=
        fmt::format("  rack-{}: {{type: rack, from: ups-{}, part: rack-40kw}}\n", rack, rack / 100);
    jobs += fmt::format(
        "  job-{0}: {{type: training, racks: rack-{0}, profile: square-2s, start: {1} ms, "
        "checkpoint: {{every: 2 h}}, restart: {{warm: 1 min, cold: 1 min}}}}\n",
        rack, (rack * 37) % 2000 + 1);
  }
  yaml += jobs + "events: [{at: 1800 s, outage: grid, for: 300 s}]\n";
  study::RunOptions options;
  options.voltage_tolerance_pu = voltage_tolerance_pu;
  return result_of(simulate(yaml, options));
}

}  // namespace ridethrough::bench
