#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdio>

#include "../support/vrla_tables.hpp"
#include "support/validation_case.hpp"

namespace ridethrough::testing {
namespace {

using devices::Parameters;
using devices::Value;

/// Relative error of the time that the block of `values` carries the power of `row`.
double error_of_row(Parameters values, const VrlaRow& row) {
  values["temperature"] = Value(row.temperature_k);
  values["end_voltage"] = Value(row.end_voltage_v);
  const auto bank = devices::make_bank(values);
  bank->set_power(0, row.value * 6.0, 0.0);
  const core::Tick stop = bank->next_stop(400'000 * core::kTicksPerSecond);
  REQUIRE(stop != core::kNever);
  // Heat must not flow back where the table lasts longer than the equation.
  CHECK(bank->loss_j(stop) > 0.0);
  return core::seconds(stop) / 60.0 / row.minutes - 1.0;
}

/// Largest error over all printed rows, those outside of the fit too.
double worst_of_table(const VrlaBlock& block) {
  Parameters values = battery_part(block.part);
  values["runtime"] = Value(std::string("table"));
  double worst = 0.0;
  for (const VrlaRow& row : vrla_rows(block.table, "CP_W")) {
    INFO(block.table << ' ' << row.end_voltage_v << " V, " << row.minutes << " min");
    worst = std::max(worst, std::abs(error_of_row(values, row)));
  }
  std::printf("%-10s runtime: table, worst row %.4f %%\n", block.table, 100.0 * worst);
  return worst;
}

}  // namespace

TEST_CASE("with its table as run-time truth a block lasts as printed", "[validation]") {
  double worst = 0.0;
  for (const VrlaBlock& block : kVrlaBlocks) worst = std::max(worst, worst_of_table(block));
  report_case({.name = "lead-acid blocks with 'runtime: table', worst row of 8 tables",
               .kind = "published",
               .reference = "makers' tables of watts, all rows, 5 min to 20 h, 1.60 to 1.85 V/cell",
               .measured = 100.0 * worst,
               .allowed = 1.0,
               .unit = "%"});
}

}  // namespace ridethrough::testing
