#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "ridethrough/study/run.hpp"
#include "support/marked_page.hpp"
#include "support/outcome_reads.hpp"
#include "support/scratch.hpp"
#include "support/validation_case.hpp"

// The record of Toledo, 28 April 2025 (LEMUR, Universidad de Oviedo, MIT licence; one row every 2 s
// over the Iberian blackout), played back by a utility, against its own rows.
namespace ridethrough::testing {
namespace {

using ridethrough::support::recorded;

const char* const kRecord = "../shared/data/iberia_2025-04-28_toledo_frequency_voltage_2s.csv";
constexpr double kNominalV = 45e3;  // of the line that was metered phase to neutral; assumed
constexpr double kBeginS = 5400.0;  // 12:30:00, the last minutes before the blackout
constexpr double kLengthS = 400.0;

struct RecordRow {
  double time_s = 0.0;
  double voltage_pu = 0.0;
  double hertz = 0.0;
};

/// Seconds since 11:00:00 of "28-Apr-2025 12:33:20".
double seconds_of(const std::string& time) {
  const double hours = std::atof(time.substr(12, 2).c_str());
  const double minutes = std::atof(time.substr(15, 2).c_str());
  return 3600.0 * (hours - 11.0) + 60.0 * minutes + std::atof(time.substr(18, 2).c_str());
}

/// Rows of the span that is played, by a reader of its own.
std::vector<RecordRow> record_rows(const std::string& file) {
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  std::vector<RecordRow> rows;
  while (std::getline(stream, line)) {
    std::istringstream cells(line);
    std::string cell[5];
    for (std::string& each : cell) std::getline(cells, each, ',');
    RecordRow row;
    row.time_s = seconds_of(cell[4]) - kBeginS;
    row.voltage_pu = std::atof(cell[0].c_str()) * std::numbers::sqrt3 / kNominalV;
    row.hertz = std::atof(cell[3].c_str());
    if (row.time_s < 0.0 || row.time_s > kLengthS) continue;
    if (std::isnan(row.hertz)) row = {row.time_s, rows.back().voltage_pu, rows.back().hertz};
    rows.push_back(row);
  }
  return rows;
}

study::Outcome played(const std::string& trace) {
  const auto file = support::scratch_path("grid-playback.yaml");
  const std::string keys = "trace: " + trace +
                           ", time: time, time_format: \"%d-%b-%Y %H:%M:%S\", interpolate: linear, "
                           "gaps: hold, outside: hold";
  std::ofstream(file) << "schema_version: 1\nname: Toledo\nstart: 2025-04-28 12:30:00\nduration: "
                      << kLengthS
                      << " s\ncomponents:\n  grid:\n    type: utility\n"
                         "    nominal: {voltage: 45 kV, frequency: 50 Hz}\n    voltage: {"
                      << keys
                      << ", column: AnalyzerL1PhaseVoltage, unit: V, scale: 1.7320508075688772}\n"
                         "    frequency: {"
                      << keys
                      << ", column: AnalyzerL1Frequency, unit: Hz}\n"
                         "  hall: {type: load, from: grid, power: 1 MW, current_limit: 1.2 pu}\n"
                         "checks: [{id: a, always: grid.frequency >= 47 Hz}]\n"
                         "record: [grid.frequency, grid.voltage]\n";
  const auto model = scenario::load_scenario(
      file.string(), {.sets = {}, .library = repository_path("scenarios/parts")});
  study::RunOptions options;
  options.record = true;
  return study::run(model, options);
}

/// Its path; empty, with a warning, where it is not at hand.
std::string record_path() {
  const auto path = std::filesystem::weakly_canonical(repository_path(kRecord));
  if (std::filesystem::exists(path)) return path.generic_string();
  WARN("the record of 28 April 2025 is not at hand; its playback is not compared");
  return {};
}

}  // namespace

TEST_CASE("the blackout of 28 April 2025 is played back row by row", "[validation][playback]") {
  const std::string record = record_path();
  if (record.empty()) return;
  const std::vector<RecordRow> rows = record_rows(record);
  REQUIRE(rows.size() > 190);
  const study::Outcome outcome = played(record);
  CHECK(outcome.verdict == study::Verdict::pass);
  const study::Trace& hertz = recorded(outcome, "grid.frequency").trace;
  const study::Trace& volts = recorded(outcome, "grid.voltage").trace;
  double worst_hz = 0.0;
  double worst_pu = 0.0;
  double held_hz = 50.0;
  double lowest_hz = 50.0;
  for (const RecordRow& row : rows) {
    const core::Tick at = core::ticks_nearest(row.time_s);
    if (row.voltage_pu >= 0.5) held_hz = row.hertz;
    lowest_hz = std::min(lowest_hz, held_hz);
    worst_hz = std::max(worst_hz, std::abs(study::value_at(hertz, at) - held_hz));
    worst_pu = std::max(worst_pu, std::abs(study::value_at(volts, at) - row.voltage_pu));
  }
  CHECK(lowest_hz == 47.476);  // and not what the meter read when the voltage was gone
  report_case({.name = "utility: frequency of the Iberian blackout played back",
               .kind = "measured",
               .reference = "its 201 rows over 400 s, held below 0.5 pu",
               .measured = worst_hz,
               .allowed = 1e-9,
               .unit = "Hz"});
  report_case({.name = "utility: voltage of the Iberian blackout played back",
               .kind = "measured",
               .reference = "the same rows, over 45 kV",
               .measured = worst_pu,
               .allowed = 1e-4,
               .unit = "pu"});
}

}  // namespace ridethrough::testing
