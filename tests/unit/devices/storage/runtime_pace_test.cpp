#include "devices/storage/runtime_pace.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <stdexcept>

#include "../../../support/battery_examples.hpp"
#include "../../../support/passive_bank.hpp"
#include "ridethrough/devices/storage/battery.hpp"
#include "support/ticks.hpp"

namespace ridethrough::testing {
namespace {

using devices::make_bank;
using devices::storage::RuntimePace;
using devices::storage::RuntimeRow;
using devices::storage::RuntimeTable;

using ridethrough::support::kSecond;
constexpr core::Tick kFarAhead = 400'000 * kSecond;

/// A third longer than the equation at high power, a tenth shorter at low power.
Parameters with_table() {
  Parameters parameters = vrla_150ah();
  parameters["runtime"] = word("table");
  parameters["table"] = rows({"end_voltage", "time", "power"}, {{1.67, 1200.0, 537.3},
                                                                {1.67, 2300.0, 332.5},
                                                                {1.67, 9800.0, 90.0},
                                                                {1.75, 1000.0, 537.3},
                                                                {1.75, 2000.0, 332.5},
                                                                {1.75, 9000.0, 90.0}});
  return parameters;
}

double lasting_s(const Parameters& parameters, double cell_power_w) {
  const auto bank = make_bank(parameters);
  bank->set_power(0, 6.0 * cell_power_w, 0.0);
  return core::seconds(bank->next_stop(kFarAhead));
}

}  // namespace

TEST_CASE("runtime_table: straight lines in logarithms", "[devices]") {
  const RuntimeTable table({{1.7, 100.0, 400.0},
                            {1.7, 400.0, 100.0},
                            {1.7, 1600.0, 25.0},
                            {1.6, 200.0, 400.0},
                            {1.6, 800.0, 100.0},
                            {1.6, 3200.0, 25.0}});
  CHECK(table.time_s(1.7, 400.0) == Approx(100.0).epsilon(1e-12));
  CHECK(table.time_s(1.7, 200.0) == Approx(200.0).epsilon(1e-12));
  CHECK(table.time_s(1.65, 200.0) == Approx(200.0 * std::sqrt(2.0)).epsilon(1e-12));
  CHECK(table.nearest_end_voltage_v(1.9) == 1.7);
  CHECK(table.nearest_end_voltage_v(1.62) == 1.62);
  // Three rows and one between each two.
  CHECK(table.powers_w(1.7).size() == 5);
  CHECK(table.powers_w(1.65).size() == 5);
}

TEST_CASE("runtime_table: bad tables are refused", "[devices]") {
  CHECK_THROWS_AS(RuntimeTable({}), std::invalid_argument);
  CHECK_THROWS_AS(RuntimeTable({{1.7, 1.0, 3.0}, {1.7, 2.0, 2.0}}), std::invalid_argument);
  CHECK_THROWS_AS(RuntimeTable({{1.7, 1.0, 3.0}, {1.7, 2.0, 2.0}, {1.7, 3.0, 2.0}}),
                  std::invalid_argument);
  CHECK_THROWS_AS(RuntimeTable({{1.7, 1.0, 3.0}, {1.7, 2.0, 4.0}, {1.7, 3.0, 1.0}}),
                  std::invalid_argument);
}

TEST_CASE("runtime_pace: holds its ends and is straight between", "[devices]") {
  const RuntimePace pace({{10.0, 0.5}, {1000.0, 2.0}});
  CHECK(pace.at(1.0) == Approx(0.5));
  CHECK(pace.at(100.0) == Approx(1.0));
  CHECK(pace.at(1e6) == Approx(2.0));
  CHECK(pace.slowest() == Approx(0.5));
  CHECK(RuntimePace().at(5.0) == 1.0);
}

TEST_CASE("runtime: table ends a discharge from full when the table says", "[devices]") {
  const Parameters parameters = with_table();
  // The stop is found to a nanosecond; the table goes through logarithms.
  CHECK(lasting_s(parameters, 537.3) == Approx(1200.0).epsilon(1e-7));
  CHECK(lasting_s(parameters, 332.5) == Approx(2300.0).epsilon(1e-7));
  CHECK(lasting_s(parameters, 90.0) == Approx(9800.0).epsilon(1e-7));
  // Between the rows the equation bends a little beside the straight line of the table,
  // by 1 % in one that is as coarse as this.
  for (const double power_w : {500.0, 420.0, 250.0, 130.0}) {
    const double from_w = power_w > 332.5 ? 537.3 : 332.5;
    const double from_s = power_w > 332.5 ? 1200.0 : 2300.0;
    const double to_w = power_w > 332.5 ? 332.5 : 90.0;
    const double to_s = power_w > 332.5 ? 2300.0 : 9800.0;
    const double share = std::log(power_w / from_w) / std::log(to_w / from_w);
    const double line_s = from_s * std::pow(to_s / from_s, share);
    CHECK(lasting_s(parameters, power_w) == Approx(line_s).epsilon(2e-2));
  }
  Parameters higher = parameters;
  higher["end_voltage"] = Value(1.71);
  CHECK(lasting_s(higher, 332.5) == Approx(std::sqrt(2300.0 * 2000.0)).epsilon(1e-7));
  Parameters without = parameters;
  without.erase("table");
  CHECK_THROWS_AS(make_bank(without), std::invalid_argument);
}

TEST_CASE("runtime: table makes no energy, fast or slow", "[devices]") {
  support::check_passive(*make_bank(with_table()), {.seed = 3,
                                                    .low_w = -1500.0,
                                                    .high_w = 3500.0,
                                                    .changes = 500,
                                                    .longest = 200 * kSecond,
                                                    .slope_w_per_s = -1.0});
}

TEST_CASE("runtime: table of an aged block is that of a smaller one", "[devices]") {
  Parameters aged = with_table();
  aged["ageing"] = word("vrla-float-8k3");
  aged["age"] = Value(5.0 * kYearS);
  // Nine tenths of the charge: nine tenths of the power would last as long, were it not for the
  // resistance, which has grown too.
  const double aged_s = lasting_s(aged, 0.9 * 537.3);
  CHECK(aged_s < 1200.0);
  CHECK(aged_s > 0.8 * 1200.0);
}

}  // namespace ridethrough::testing
