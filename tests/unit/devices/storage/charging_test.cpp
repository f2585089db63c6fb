#include "devices/storage/charging.hpp"

#include <catch2/catch.hpp>
#include <cmath>

namespace ridethrough::testing {
namespace {

using devices::storage::Charging;

/// Of a 229 Ah cell: full to one part in ten thousand, half full, and one without gassing.
constexpr Charging kNearlyFull{2.15, 13.1, 0.45};
constexpr Charging kHalfFull{2.045, 2.62e-3, 0.45};
constexpr Charging kWithoutGas{2.045, 2.62e-3, 0.0};

}  // namespace

TEST_CASE("charging: the voltage gives the power and the current", "[devices]") {
  for (const Charging& law : {kNearlyFull, kHalfFull, kWithoutGas}) {
    for (const double wanted : {1e-9, 1e-3, 0.1, 1.0, 30.0, 300.0}) {
      INFO(law.resistance_ohm << " ohm, " << wanted);
      const double by_power_v = law.voltage_at_power(wanted);
      // The voltage rounds at 4e-16 V: of a current, that much over the differential resistance.
      const double rounding_a = 1e-14 * by_power_v * law.slope_s(by_power_v);
      CHECK(by_power_v * law.current_a(by_power_v) ==
            Approx(wanted).epsilon(1e-12).margin(2.0 * rounding_a));
      const double by_current_v = law.voltage_at_current(wanted);
      CHECK(law.current_a(by_current_v) == Approx(wanted).epsilon(1e-12).margin(rounding_a));
    }
  }
}

TEST_CASE("charging: gassing holds the voltage of a full cell", "[devices]") {
  // A tenth of the capacity in A, 50 times what gasses at 2.25 V: 0.087 V * ln 50 above it.
  const double voltage_v = kNearlyFull.voltage_at_current(22.9);
  CHECK(voltage_v == Approx(2.25 + 0.087 * std::log(22.9 / 0.45)).margin(0.005));
  CHECK(kNearlyFull.plate_a(voltage_v) < 0.05);
}

TEST_CASE("charging: a cell at rest does not gas", "[devices]") {
  CHECK(kHalfFull.current_a(kHalfFull.emf_v) == 0.0);
  CHECK(kHalfFull.voltage_at_power(1e-12) == Approx(kHalfFull.emf_v).epsilon(1e-12));
}

}  // namespace ridethrough::testing
