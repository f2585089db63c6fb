#include <catch2/catch.hpp>

#include "../support/battery_examples.hpp"
#include "ridethrough/devices/storage/battery.hpp"

namespace ridethrough::testing {
namespace {

constexpr core::Tick kLongestDischarge = 200'000 * core::kTicksPerSecond;

double half_hour_minutes(const Parameters& parameters) {
  constexpr double kHalfHourPowerW = 6.0 * 332.5;  // maker's table, 30 min to 1.67 V/cell
  const auto bank = devices::make_bank(parameters);
  bank->set_power(0, kHalfHourPowerW, 0.0);
  const core::Tick stop = bank->next_stop(kLongestDischarge);
  REQUIRE(stop != core::kNever);
  return core::seconds(stop) / 60.0;
}

}  // namespace

TEST_CASE("8.3 K more halve the float life", "[validation]") {
  Parameters cool = vrla_150ah();
  cool["age"] = Value(10.0 * kYearS);
  Parameters warm = cool;
  warm["age"] = Value(5.0 * kYearS);
  warm["temperature"] = Value(kRoomK + 8.3);
  // Battery University BU-806a: 10 years at 25 degC are 5 at 33. End of life is 80 % of capacity.
  CHECK(devices::capacity_factor(cool) == Approx(0.80).epsilon(1e-12));
  CHECK(devices::capacity_factor(warm) == Approx(0.80).epsilon(1e-12));
  const double new_min = half_hour_minutes(vrla_150ah());
  const double old_min = half_hour_minutes(cool);
  // Less capacity and more resistance: the time falls by more than the capacity.
  CHECK(old_min < 0.80 * new_min);
  CHECK(old_min > 0.50 * new_min);
}

}  // namespace ridethrough::testing
