#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdio>

#include "../support/battery_examples.hpp"
#include "../support/csv_rows.hpp"
#include "ridethrough/devices/storage/battery.hpp"
#include "support/validation_case.hpp"

namespace ridethrough::testing {
namespace {

constexpr core::Tick kLongest = 200'000 * core::kTicksPerSecond;

/// Minutes until the end voltage of one block at constant power.
double running_minutes(Parameters parameters, double end_voltage_v, double power_w) {
  parameters["end_voltage"] = Value(end_voltage_v);
  const auto bank = devices::make_bank(parameters);
  bank->set_power(0, power_w, 0.0);
  const core::Tick stop = bank->next_stop(kLongest);
  REQUIRE(stop != core::kNever);
  CHECK(bank->stop_reason() == devices::StorageStop::end_voltage);
  return core::seconds(stop) / 60.0;
}

}  // namespace

TEST_CASE("running times of a lead-acid block meet its maker's watt table", "[validation]") {
  constexpr double kCellsPerBlock = 6.0;
  double sum_of_squares = 0.0;
  double worst = 0.0;
  int points = 0;
  for (const auto& row : reference_rows("vrla_upbh150ft_constant_power.csv")) {
    const double end_voltage_v = row[0];
    const double minutes = row[1];
    if (minutes > 60.0 || end_voltage_v > 1.80) continue;
    const double found = running_minutes(vrla_150ah(), end_voltage_v, row[2] * kCellsPerBlock);
    const double error = found / minutes - 1.0;
    std::printf("UPBH150FT %.2f V/cell %2.0f min: %6.3f min, %+5.2f %%\n", end_voltage_v, minutes,
                found, 100.0 * error);
    sum_of_squares += error * error;
    worst = std::max(worst, std::abs(error));
    ++points;
  }
  REQUIRE(points == 30);
  std::printf("UPBH150FT rms %.2f %%, worst %.2f %%\n", 100.0 * std::sqrt(sum_of_squares / points),
              100.0 * worst);
  // Acceptance gate of the project for every maker's block; this fit is known to be at 2 and 5 %.
  report_case({.name = "lead-acid block against its watt table, worst of 30",
               .kind = "published",
               .reference = "UPBH150FT 12 V 150 Ah data sheet, 10 min to 60 min",
               .measured = 100.0 * worst,
               .allowed = 10.0,
               .unit = "%"});
  report_case({.name = "lead-acid block against its watt table, rms",
               .kind = "published",
               .reference = "the same table",
               .measured = 100.0 * std::sqrt(sum_of_squares / points),
               .allowed = 5.0,
               .unit = "%"});
}

TEST_CASE("the 15-minute power follows the temperature factors", "[validation]") {
  // King and Knight, Uninterruptible Power Supplies, p. 199, as gate 7 of the batteries reference
  // quotes them; the part gives its cold point at -1 degC.
  const double power_w = 6.0 * 537.3;
  const double reference_min = running_minutes(vrla_150ah(), 1.67, power_w);
  const double factors[][2] = {{-1.0, 0.70}, {10.0, 0.86}, {35.0, 1.05}};
  for (const auto& [temperature_degc, factor] : factors) {
    Parameters parameters = vrla_150ah();
    parameters["temperature"] = Value(kIceK + temperature_degc);
    const double minutes = running_minutes(parameters, 1.67, factor * power_w);
    INFO(temperature_degc << " degC: " << minutes << " min");
    // Only the exchange between the wells does not scale; it does not depend on size either.
    CHECK(minutes == Approx(reference_min).epsilon(1e-6));
  }
}

TEST_CASE("8.3 K more halve the float life", "[validation]") {
  Parameters cool = vrla_150ah();
  cool["age"] = Value(10.0 * kYearS);
  Parameters warm = cool;
  warm["age"] = Value(5.0 * kYearS);
  warm["temperature"] = Value(kRoomK + 8.3);
  // Battery University BU-806a: 10 years at 25 degC are 5 at 33. End of life is 80 % of capacity.
  CHECK(devices::capacity_factor(cool) == Approx(0.80).epsilon(1e-12));
  Parameters warm_and_new = warm;
  warm_and_new["age"] = Value(0.0);
  const double aged_share = devices::capacity_factor(warm) / devices::capacity_factor(warm_and_new);
  CHECK(aged_share == Approx(0.80).epsilon(1e-12));
  const double new_min = running_minutes(vrla_150ah(), 1.67, 6.0 * 332.5);
  const double old_min = running_minutes(cool, 1.67, 6.0 * 332.5);
  // Less capacity and more resistance: the time falls by more than the capacity.
  CHECK(old_min < 0.80 * new_min);
  CHECK(old_min > 0.50 * new_min);
}

}  // namespace ridethrough::testing
