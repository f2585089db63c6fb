#include "ridethrough/study/fit.hpp"

#include <catch2/catch.hpp>
#include <cmath>

namespace ridethrough::study {
namespace {

constexpr double kHourS = 3600.0;

/// A block as the library has them: 120 Ah in ten hours.
const CellNumbers kKnown{150.0 * kHourS, 0.7, 0.5 / kHourS, 0.010, 0.09 * kHourS};

/// Sets what the known cell carries for the time of `row`: by bisection, so that it is exact.
void fill_held(TableRow& row, Held held) {
  double low = 1.0, high = 1500.0;
  for (int halving = 0; halving < 60; ++halving) {
    row.held = 0.5 * (low + high);
    (lasting_s(kKnown, held, row) > row.time_s ? low : high) = row.held;
  }
}

/// Rows of constant power, or current, that the known cell carries for the time it is asked.
std::vector<TableRow> synthetic_rows(Held held) {
  std::vector<TableRow> rows;
  int line = 2;
  for (const double end_v : {1.60, 1.67, 1.75, 1.80}) {
    for (const double minutes : {15.0, 20.0, 30.0, 45.0, 60.0, 120.0, 180.0, 300.0, 480.0, 600.0}) {
      TableRow row{{}, end_v, minutes * 60.0, 0.0};
      row.place.line = line++;
      fill_held(row, held);
      rows.push_back(row);
    }
  }
  return rows;
}

DischargeTable table_of(std::vector<TableRow> power, std::vector<TableRow> current) {
  DischargeTable table;
  table.file = "synthetic.csv";
  table.power = std::move(power);
  table.current = std::move(current);
  return table;
}

void check_known(const CellFit& fit) {
  CHECK(fit.errors.rms_frac < 1e-3);
  CHECK(fit.holdout.rms_frac < 1e-3);
  // What the prior bends and the search leaves: the contract of `fit` is 1 %.
  CHECK(fit.cell.charge_c == Approx(kKnown.charge_c).epsilon(0.01));
  CHECK(fit.cell.share_ratio == Approx(kKnown.share_ratio).epsilon(0.01));
  CHECK(fit.cell.exchange_per_s == Approx(kKnown.exchange_per_s).epsilon(0.01));
  CHECK(fit.cell.tafel_v == Approx(kKnown.tafel_v).epsilon(0.01));
  CHECK(fit.cell.resistance_ohm_c == Approx(kKnown.resistance_ohm_c).epsilon(0.01));
}

}  // namespace

TEST_CASE("a table of the model itself gives back its numbers", "[study][fit]") {
  const CellFit of_power = fit_cell(table_of(synthetic_rows(Held::power), {}), {});
  check_known(of_power);
  CHECK(of_power.points.size() == 40);
  CHECK(of_power.warnings.empty());
  const CellFit of_current = fit_cell(table_of({}, synthetic_rows(Held::current)), {});
  CHECK(of_current.held == Held::current);
  check_known(of_current);
  // Ten hours to 1.80 V/cell are one of its rows, so the capacity is that row.
  CHECK(of_current.capacity_c == Approx(of_current.points[39].row.held * 36000.0));
  // At constant power the current is highest at the end: a little less is delivered.
  CHECK(of_power.capacity_c == Approx(of_current.capacity_c).epsilon(0.02));
}

TEST_CASE("rows at constant current are foretold where power is fitted", "[study][fit]") {
  const CellFit fit =
      fit_cell(table_of(synthetic_rows(Held::power), synthetic_rows(Held::current)), {});
  CHECK(fit.held == Held::power);
  CHECK(fit.unseen.size() == 40);
  CHECK(fit.unseen_errors.rms_frac < 1e-3);
}

TEST_CASE("rows outside of the range are not used", "[study][fit]") {
  FitRange range;
  range.shortest_s = 30.0 * 60.0;
  range.longest_s = 8.0 * kHourS;
  range.high_v = 1.75;
  const CellFit fit = fit_cell(table_of(synthetic_rows(Held::power), {}), range);
  CHECK(fit.points.size() == 3 * 7);
  CHECK(fit.unused.size() == 40 - 3 * 7);
  for (const FitPoint& point : fit.points) {
    CHECK(point.row.time_s >= range.shortest_s);
    CHECK(point.row.time_s <= range.longest_s);
    CHECK(point.row.end_voltage_v <= 1.75);
  }
}

TEST_CASE("short rows are used only up to their own end voltage", "[study][fit]") {
  std::vector<TableRow> rows = synthetic_rows(Held::power);
  for (TableRow& row : rows) {
    if (row.time_s == 900.0) row.time_s = 899.0;
  }
  CHECK(fit_cell(table_of(rows, {}), {}).unused.size() == 1);  // the one to 1.80 V/cell
}

TEST_CASE("a table of less than a decade is warned of", "[study][fit]") {
  FitRange range;
  range.longest_s = 2.0 * kHourS;
  const CellFit fit = fit_cell(table_of(synthetic_rows(Held::power), {}), range);
  REQUIRE(fit.warnings.size() == 1);
  CHECK(fit.warnings[0].rule == "RT1407");
  CHECK(fit.warnings[0].message.find("less than a decade") != std::string::npos);
}

TEST_CASE("a cell that is not of lead ends at a bound, and that is told", "[study][fit]") {
  std::vector<TableRow> rows = synthetic_rows(Held::power);
  // Twice the power to the lowest end voltage: no lead-acid cell has such a resistance.
  for (TableRow& row : rows) row.held *= row.end_voltage_v < 1.65 ? 2.0 : 1.0;
  const CellFit fit = fit_cell(table_of(rows, {}), {});
  REQUIRE_FALSE(fit.warnings.empty());
  CHECK(fit.warnings[0].message.find("ended at its bound") != std::string::npos);
}

TEST_CASE("too few rows are refused", "[study][fit]") {
  std::vector<TableRow> rows = synthetic_rows(Held::power);
  rows.resize(3);
  try {
    fit_cell(table_of(rows, {}), {});
    FAIL("three rows were fitted");
  } catch (const scenario::ScenarioError& error) {
    REQUIRE(error.diagnostics().all().size() == 1);
    CHECK(error.diagnostics().all()[0].rule == "RT1405");
    CHECK(error.diagnostics().all()[0].message ==
          "3 of 3 rows of 'synthetic.csv' can be used, at 3 durations");
  }
}

TEST_CASE("more than a cell can give is a short time that falls with it", "[study][fit]") {
  double last_s = 900.0;
  for (const double power_w : {2000.0, 3000.0, 10000.0}) {
    const double time_s = lasting_s(kKnown, Held::power, {{}, 1.67, 900.0, power_w});
    CHECK(time_s < last_s);
    CHECK(time_s > 0.0);
    last_s = time_s;
  }
}

TEST_CASE("a fitted part binds and runs as it was fitted", "[study][fit]") {
  const CellFit fit = fit_cell(table_of(synthetic_rows(Held::power), {}), {});
  const std::string text =
      fitted_part_text(fit, {"my-block", "a \"quoted\" \\ table.csv", "2026-11-24"});
  const auto part = scenario::read_part_text(text, "my-block.yaml", "battery", {});
  CHECK(part.name == "my-block");
  CHECK(part.title == "a \"quoted\" \\ table.csv");
  CHECK(part.grade == "derived");
  REQUIRE(part.valid.size() == 3);
  CHECK(part.valid[1].low == Approx(900.0));
  CHECK(part.valid[1].high == Approx(36000.0));
  const auto& model = devices::get(part.values, "model").map();
  // Six digits are written.
  CHECK(devices::get(model, "charge").number() == Approx(fit.cell.charge_c).epsilon(1e-5));
  CHECK(devices::get(model, "available_share").number() ==
        Approx(1.0 / (1.0 + fit.cell.share_ratio)).epsilon(1e-5));
}

}  // namespace ridethrough::study
