#include <algorithm>
#include <catch2/catch.hpp>

#include "../../../support/battery_examples.hpp"
#include "ridethrough/devices/storage/battery.hpp"
#include "support/ticks.hpp"

namespace ridethrough::testing {
namespace {

using ridethrough::support::kSecond;

/// 40 blocks in series, 4 strings, 288 kWh nominal.
Parameters string_bank() {
  Parameters parameters = vrla_150ah();
  parameters["series"] = count(40);
  parameters["strings"] = count(4);
  return parameters;
}

}  // namespace

TEST_CASE("battery_bank: a full bank that gives a little often is charged again", "[devices]") {
  const auto bank = devices::make_bank(string_bank());
  core::Tick now = 0;
  double lowest_frac = 1.0;
  int charges = 0;
  // Each outage of 2 s takes 0.02 %; the charger tries after each.
  for (int outage = 0; outage < 100; ++outage) {
    bank->set_power(now, 40e3, 0.0);
    now += 2 * kSecond;
    bank->set_power(now, -1e3, 0.0);
    if (bank->next_stop(now + kSecond) != now) ++charges;
    now += kSecond;
    lowest_frac = std::min(lowest_frac, bank->look(now).soc_frac);
    bank->set_power(now, 0.0, 0.0);
  }
  CHECK(charges > 0);
  // Charged again from 99.9 %; a try may find it one outage below that.
  CHECK(lowest_frac < 0.9995);
  CHECK(bank->charge_limit_w(now) > 0.0);
}

}  // namespace ridethrough::testing
