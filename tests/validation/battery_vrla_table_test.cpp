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

constexpr double kCellsOfBlock = 6.0;
constexpr core::Tick kLongestRun = 200'000 * core::kTicksPerSecond;

/// Errors of running times against a table.
struct TableErrors {
  double sum_of_squares = 0.0;
  double worst = 0.0;
  int points = 0;

  void add(double error) {
    sum_of_squares += error * error;
    worst = std::max(worst, std::abs(error));
    ++points;
  }
  double rms_percent() const { return 100.0 * std::sqrt(sum_of_squares / points); }
  double worst_percent() const { return 100.0 * worst; }
};

/// Minutes that a block of the part lasts for one row of its table.
double lasting_minutes(Parameters values, const VrlaRow& row, bool is_power) {
  values["temperature"] = Value(row.temperature_k);
  values["end_voltage"] = Value(row.end_voltage_v);
  const auto bank = devices::make_bank(values);
  if (is_power) {
    bank->set_power(0, row.value * kCellsOfBlock, 0.0);
  } else {
    bank->set_current(0, row.value);
  }
  const core::Tick stop = bank->next_stop(kLongestRun);
  REQUIRE(stop != core::kNever);
  CHECK(bank->stop_reason() == devices::StorageStop::end_voltage);
  return core::seconds(stop) / 60.0;
}

TableErrors errors_of(const VrlaBlock& block, const char* kind) {
  TableErrors errors;
  const Parameters values = battery_part(block.part);
  for (const VrlaRow& row : vrla_rows(block.table, kind)) {
    if (!is_within_fit(row)) continue;
    const double minutes = lasting_minutes(values, row, std::string(kind) == "CP_W");
    errors.add(minutes / row.minutes - 1.0);
  }
  CHECK(errors.points >= 59);
  std::printf("%-10s %s: %2d rows, rms %.2f %%, worst %.2f %%\n", block.table, kind, errors.points,
              errors.rms_percent(), errors.worst_percent());
  return errors;
}

constexpr const char* kWattTable = "maker's table of watts, up to 10 h, 1.60 to 1.80 V/cell";
constexpr const char* kAmpereTable = "maker's table of amperes, to which nothing was fitted";

}  // namespace

TEST_CASE("running times of UPBH blocks meet their makers' watt tables", "[validation]") {
  const TableErrors upbh190ft = errors_of(kVrlaBlocks[0], "CP_W");
  const TableErrors upbh150ft = errors_of(kVrlaBlocks[1], "CP_W");
  const TableErrors upbh62ft = errors_of(kVrlaBlocks[2], "CP_W");
  report_case({.name = "UPBH190FT, running times at constant power, rms",
               .kind = "published",
               .reference = kWattTable,
               .measured = upbh190ft.rms_percent(),
               .allowed = 5.0,
               .unit = "%"});
  report_case({.name = "UPBH190FT, running times at constant power, worst row",
               .kind = "published",
               .reference = kWattTable,
               .measured = upbh190ft.worst_percent(),
               .allowed = 10.0,
               .unit = "%"});
  report_case({.name = "UPBH150FT, running times at constant power, rms",
               .kind = "published",
               .reference = kWattTable,
               .measured = upbh150ft.rms_percent(),
               .allowed = 5.0,
               .unit = "%"});
  report_case({.name = "UPBH150FT, running times at constant power, worst row",
               .kind = "published",
               .reference = kWattTable,
               .measured = upbh150ft.worst_percent(),
               .allowed = 10.0,
               .unit = "%"});
  report_case({.name = "UPBH62FT, running times at constant power, rms",
               .kind = "published",
               .reference = kWattTable,
               .measured = upbh62ft.rms_percent(),
               .allowed = 5.0,
               .unit = "%"});
  report_case({.name = "UPBH62FT, running times at constant power, worst row",
               .kind = "published",
               .reference = kWattTable,
               .measured = upbh62ft.worst_percent(),
               .allowed = 10.0,
               .unit = "%"});
}

TEST_CASE("running times of USF blocks meet their makers' watt tables", "[validation]") {
  const TableErrors usf12_125 = errors_of(kVrlaBlocks[3], "CP_W");
  const TableErrors usf12_100a = errors_of(kVrlaBlocks[4], "CP_W");
  report_case({.name = "USF12-125, running times at constant power, rms",
               .kind = "published",
               .reference = kWattTable,
               .measured = usf12_125.rms_percent(),
               .allowed = 5.0,
               .unit = "%"});
  report_case({.name = "USF12-125, running times at constant power, worst row",
               .kind = "published",
               .reference = kWattTable,
               .measured = usf12_125.worst_percent(),
               .allowed = 10.0,
               .unit = "%"});
  report_case({.name = "USF12-100A, running times at constant power, rms",
               .kind = "published",
               .reference = kWattTable,
               .measured = usf12_100a.rms_percent(),
               .allowed = 5.0,
               .unit = "%"});
  report_case({.name = "USF12-100A, running times at constant power, worst row",
               .kind = "published",
               .reference = kWattTable,
               .measured = usf12_100a.worst_percent(),
               .allowed = 10.0,
               .unit = "%"});
}

TEST_CASE("running times of USL blocks meet their makers' watt tables", "[validation]") {
  const TableErrors usl12_28 = errors_of(kVrlaBlocks[5], "CP_W");
  const TableErrors usl12_45 = errors_of(kVrlaBlocks[6], "CP_W");
  const TableErrors usl12_20 = errors_of(kVrlaBlocks[7], "CP_W");
  report_case({.name = "USL12-28, running times at constant power, rms",
               .kind = "published",
               .reference = kWattTable,
               .measured = usl12_28.rms_percent(),
               .allowed = 5.0,
               .unit = "%"});
  report_case({.name = "USL12-28, running times at constant power, worst row",
               .kind = "published",
               .reference = kWattTable,
               .measured = usl12_28.worst_percent(),
               .allowed = 10.0,
               .unit = "%"});
  report_case({.name = "USL12-45, running times at constant power, rms",
               .kind = "published",
               .reference = kWattTable,
               .measured = usl12_45.rms_percent(),
               .allowed = 5.0,
               .unit = "%"});
  report_case({.name = "USL12-45, running times at constant power, worst row",
               .kind = "published",
               .reference = kWattTable,
               .measured = usl12_45.worst_percent(),
               .allowed = 10.0,
               .unit = "%"});
  report_case({.name = "USL12-20, running times at constant power, rms",
               .kind = "published",
               .reference = kWattTable,
               .measured = usl12_20.rms_percent(),
               .allowed = 5.0,
               .unit = "%"});
  report_case({.name = "USL12-20, running times at constant power, worst row",
               .kind = "published",
               .reference = kWattTable,
               .measured = usl12_20.worst_percent(),
               .allowed = 10.0,
               .unit = "%"});
}

TEST_CASE("running times at constant current meet their makers' tables", "[validation]") {
  const TableErrors upbh150ft = errors_of(kVrlaBlocks[1], "CC_A");
  const TableErrors usf12_100a = errors_of(kVrlaBlocks[4], "CC_A");
  report_case({.name = "UPBH150FT, running times at constant current, rms",
               .kind = "published",
               .reference = kAmpereTable,
               .measured = upbh150ft.rms_percent(),
               .allowed = 6.0,
               .unit = "%"});
  report_case({.name = "UPBH150FT, running times at constant current, worst row",
               .kind = "published",
               .reference = kAmpereTable,
               .measured = upbh150ft.worst_percent(),
               .allowed = 15.0,
               .unit = "%"});
  report_case({.name = "USF12-100A, running times at constant current, rms",
               .kind = "published",
               .reference = kAmpereTable,
               .measured = usf12_100a.rms_percent(),
               .allowed = 6.0,
               .unit = "%"});
  report_case({.name = "USF12-100A, running times at constant current, worst row",
               .kind = "published",
               .reference = kAmpereTable,
               .measured = usf12_100a.worst_percent(),
               .allowed = 15.0,
               .unit = "%"});
}

}  // namespace ridethrough::testing
