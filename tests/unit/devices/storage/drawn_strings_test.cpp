#include "devices/storage/drawn_strings.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "../../../support/battery_examples.hpp"
#include "ridethrough/devices/storage/battery.hpp"
#include "support/ticks.hpp"

namespace ridethrough::testing {
namespace {

namespace storage = devices::storage;

using ridethrough::support::kSecond;
constexpr core::Tick kDrawnLong = 400'000 * kSecond;

Parameters spread_bank(double capacity_frac, double resistance_frac) {
  Parameters parameters = vrla_150ah();
  parameters["series"] = count(40);
  parameters["strings"] = count(2);
  parameters["soc"] = Value(1.0);
  Parameters spread;
  spread["capacity"] = Value(capacity_frac);
  spread["resistance"] = Value(resistance_frac);
  parameters["spread"] = Value(spread);
  return parameters;
}

double running_s(const Parameters& parameters, std::uint64_t seed) {
  core::RandomStream chance(seed, 0, "vrla");
  const auto bank = devices::make_bank(parameters, &chance);
  bank->set_power(0, 480 * 450.0, 0.0);
  return core::seconds(bank->next_stop(kDrawnLong));
}

}  // namespace

TEST_CASE("drawn_strings: blocks have the spread that was asked for", "[devices]") {
  core::RandomStream chance(1, 0, "vrla");
  const storage::BankLayout layout{.cells_in_series = 24000.0, .strings = 1, .cells_in_block = 6.0};
  const auto strings = storage::drawn_strings(layout, {0.03, 0.10}, 1e-3, 3, chance);
  REQUIRE(strings.size() == 1);
  const auto& groups = strings.front().groups;
  REQUIRE(groups.size() == 4000);
  double size_sum = 0.0, size_squares = 0.0, ohm_sum = 0.0, ohm_squares = 0.0;
  for (const auto& group : groups) {
    const double ohm = group.extra_ohm + 1e-3 / group.size;
    size_sum += group.size;
    size_squares += (group.size - 1.0) * (group.size - 1.0);
    ohm_sum += ohm;
    ohm_squares += (ohm / 1e-3 - 1.0) * (ohm / 1e-3 - 1.0);
  }
  // Mean of 4,000 within four of its standard errors; their spread, cut at three, is 1.3 % less.
  CHECK(size_sum / 4000.0 == Approx(1.0).margin(4.0 * 0.03 / std::sqrt(4000.0)));
  CHECK(ohm_sum / 4000.0 == Approx(1e-3).margin(4.0 * 1e-4 / std::sqrt(4000.0)));
  CHECK(std::sqrt(size_squares / 4000.0) == Approx(0.0296).epsilon(0.05));
  CHECK(std::sqrt(ohm_squares / 4000.0) == Approx(0.0987).epsilon(0.05));
}

TEST_CASE("drawn_strings: no spread is equal cells, and a wider one lasts shorter", "[devices]") {
  Parameters equal = spread_bank(0.0, 0.0);
  const auto bank = devices::make_bank(equal);
  bank->set_power(0, 480 * 450.0, 0.0);
  const double equal_s = core::seconds(bank->next_stop(kDrawnLong));
  CHECK(running_s(equal, 1) == Approx(equal_s).epsilon(1e-7));
  CHECK(running_s(spread_bank(0.02, 0.05), 1) < equal_s);
  CHECK(running_s(spread_bank(0.08, 0.05), 1) < running_s(spread_bank(0.02, 0.05), 1));
}

TEST_CASE("drawn_strings: the seed draws, and draws the same again", "[devices]") {
  const Parameters parameters = spread_bank(0.05, 0.10);
  CHECK(running_s(parameters, 1) == running_s(parameters, 1));
  CHECK(running_s(parameters, 1) != running_s(parameters, 2));
}

}  // namespace ridethrough::testing
