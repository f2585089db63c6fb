#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "../support/battery_examples.hpp"
#include "../support/csv_rows.hpp"
#include "ridethrough/devices/storage/battery.hpp"
#include "support/validation_case.hpp"

namespace ridethrough::testing {

TEST_CASE("a two-RC circuit at constant power follows the reference curve", "[validation]") {
  const auto bank = devices::make_bank(two_rc_500v());
  bank->set_power(0, 250e3, 0.0);
  double worst_v = 0.0;
  double worst_a = 0.0;
  const auto reference = reference_rows("battery_2rc_cpl_250kw.csv");
  REQUIRE(reference.size() == 601);
  for (const auto& row : reference) {
    const auto view = bank->look(core::ticks_nearest(row[0]));
    worst_v = std::max(worst_v, std::abs(view.terminal_voltage_v - row[1]));
    worst_a = std::max(worst_a, std::abs(view.current_a - row[2]));
  }
  INFO("largest error " << worst_v << " V, " << worst_a << " A");
  // The file has seven decimals; the two engines behind it agree to 1.5e-4 V.
  CHECK(worst_a < 1e-4);
  report_case({.name = "two-RC battery at 250 kW, terminal voltage",
               .kind = "other_tool",
               .reference = "scipy DOP853, checked with ngspice",
               .measured = worst_v,
               .allowed = 1e-4,
               .unit = "V"});
}

}  // namespace ridethrough::testing
