#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "ridethrough/study/run.hpp"
#include "support/marked_page.hpp"
#include "support/scratch.hpp"
#include "support/validation_case.hpp"

// A metered power that is played back through a whole run, against sums over the rows of its file.
namespace ridethrough::testing {
namespace {

const char* const kRawTrace = "../shared/data/smc_h100_gpt3_64node_ac_2s.csv";

struct RawRow {
  double time_s = 0.0;
  double power_w = 0.0;
};

std::vector<RawRow> raw_rows(const std::string& file) {
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  std::vector<RawRow> rows;
  while (std::getline(stream, line)) {
    std::istringstream cells(line);
    RawRow row;
    char comma = 0;
    cells >> row.time_s >> comma >> row.power_w;
    rows.push_back(row);
  }
  return rows;
}

/// One rack of 512 GPUs that plays the raw trace from its first to its last row.
study::Outcome replayed(const std::string& trace, double length_s, const std::string& keys) {
  const auto file = support::scratch_path("trace-replay.yaml");
  std::ofstream(file) << "schema_version: 1\nname: replay\nduration: " << length_s
                      << " s\ncomponents:\n"
                         "  grid: {type: utility, voltage: 10 kV, frequency: 50 Hz}\n"
                         "  hall: {type: rack, from: grid, gpus: 512, host: 103680 W, power: 600 "
                         "kW}\njobs:\n  train:\n    type: training\n    racks: hall\n"
                         "    profile: {trace: "
                      << trace << ", time_unit: s, column: total_W, unit: W, " << keys
                      << "}\nchecks: [{id: a, at_end: train.interruptions == 0}]\n";
  const auto model = scenario::load_scenario(
      file.string(), {.sets = {}, .library = repository_path("scenarios/parts")});
  return study::run(model, {});
}

double error_of(const study::Outcome& outcome, double expected_j) {
  return std::abs(outcome.ledger.in_j / expected_j - 1.0);
}

/// Its path; empty, with a warning, where it is not at hand.
std::string raw_trace() {
  const auto path = std::filesystem::weakly_canonical(repository_path(kRawTrace));
  if (std::filesystem::exists(path)) return path.generic_string();
  WARN("the raw trace is not at hand; its replay is not compared");
  return {};
}

}  // namespace

TEST_CASE("a raw trace that is played back gives the energy of its rows", "[validation]") {
  const std::string trace = raw_trace();
  if (trace.empty()) return;
  const std::vector<RawRow> rows = raw_rows(trace);
  REQUIRE(rows.size() > 1700);
  double steps_j = 0.0;
  double trapezoids_j = 0.0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const double span_s = rows[i].time_s - rows[i - 1].time_s;
    steps_j += span_s * rows[i - 1].power_w;
    trapezoids_j += 0.5 * span_s * (rows[i].power_w + rows[i - 1].power_w);
  }
  const double length_s = rows.back().time_s;
  // Each row is rounded to 2^-10 W of 440 kW, each slope to 2^-10 W/s over 2 s.
  constexpr double kAllowed = 1e-9;
  const study::Outcome held = replayed(trace, length_s, "interpolate: hold");
  report_case({.name = "raw training trace played back, held rows",
               .kind = "measured",
               .reference = "sum of power times spacing over its 1,707 rows",
               .measured = error_of(held, steps_j),
               .allowed = kAllowed,
               .unit = "of energy"});
  const study::Outcome linear = replayed(trace, length_s, "interpolate: linear");
  report_case({.name = "raw training trace played back, linear rows",
               .kind = "measured",
               .reference = "trapezoids over its 1,707 rows",
               .measured = error_of(linear, trapezoids_j),
               .allowed = kAllowed,
               .unit = "of energy"});
  CHECK(held.ledger.residual < 1e-12);
  CHECK(linear.ledger.residual < 1e-12);
}

TEST_CASE("a trace repeats, is scaled and shifted as its keys say", "[validation]") {
  const std::string trace = raw_trace();
  if (trace.empty()) return;
  const std::vector<RawRow> rows = raw_rows(trace);
  double cycle_j = 0.0;
  for (const RawRow& row : rows) cycle_j += 2.0 * row.power_w;  // the last row lasts 2 s as well
  const double cycle_s = 2.0 * static_cast<double>(rows.size());
  const study::Outcome outcome =
      replayed(trace, 3.0 * cycle_s,
               "interpolate: hold, outside: repeat, scale: 0.5, offset: 50 kW, shift: 1 min");
  CHECK(outcome.ledger.in_j == Approx(3.0 * (0.5 * cycle_j + 50e3 * cycle_s)).epsilon(1e-9));
}

}  // namespace ridethrough::testing
