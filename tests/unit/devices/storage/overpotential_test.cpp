#include "devices/storage/overpotential.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

namespace ridethrough::testing {
namespace {

using devices::storage::CellLimits;
using devices::storage::current_at_voltage;
using devices::storage::deliverable_w;
using devices::storage::flow_at_power;
using devices::storage::Overpotential;

constexpr double kEmfV = 2.1;
constexpr double kSeriesOhm = 1e-3;
constexpr double kExchangeA = 5.0;

}  // namespace

TEST_CASE("overpotential: the flow has the power that was asked", "[devices]") {
  for (const double tafel_v : {1e-9, 1e-4, 7e-3, 0.04}) {
    const Overpotential over{kSeriesOhm, tafel_v, kExchangeA};
    for (const double power_w : {0.0, 1e-6, 1.0, 100.0, 500.0, 800.0}) {
      INFO(tafel_v << " V, " << power_w << " W");
      const auto flow = flow_at_power(kEmfV, over, power_w);
      REQUIRE(flow.possible);
      CHECK(flow.current_a * flow.voltage_v == Approx(power_w).epsilon(1e-14));
      // The root with the higher voltage, and on the curve: Newton ends at rounding.
      CHECK(flow.voltage_v == Approx(kEmfV - over.at(flow.current_a)).epsilon(1e-12));
      CHECK(flow.voltage_v > 0.4 * kEmfV);
    }
  }
}

TEST_CASE("overpotential: a tiny Tafel term is none", "[devices]") {
  const auto plain = flow_at_power(kEmfV, Overpotential{kSeriesOhm, 0.0, kExchangeA}, 400.0);
  const auto tiny = flow_at_power(kEmfV, Overpotential{kSeriesOhm, 1e-12, kExchangeA}, 400.0);
  // 1e-12 V times asinh(40), over a slope of 2 V / 200 A.
  CHECK(tiny.current_a == Approx(plain.current_a).epsilon(1e-11));
}

TEST_CASE("overpotential: more power than there is, is not possible", "[devices]") {
  const Overpotential over{kSeriesOhm, 0.02, kExchangeA};
  double low_w = 0.0;
  double high_w = kEmfV * kEmfV / kSeriesOhm;
  for (int i = 0; i < 200; ++i) {
    const double middle_w = 0.5 * (low_w + high_w);
    (flow_at_power(kEmfV, over, middle_w).possible ? low_w : high_w) = middle_w;
  }
  // The largest power by going through all currents.
  double largest_w = 0.0;
  for (double current_a = 0.0; current_a < 2000.0; current_a += 0.01) {
    largest_w = std::max(largest_w, current_a * (kEmfV - over.at(current_a)));
  }
  CHECK(low_w == Approx(largest_w).epsilon(1e-9));
  const auto beyond = flow_at_power(kEmfV, over, 2.0 * largest_w);
  CHECK_FALSE(beyond.possible);
  CHECK(std::isfinite(beyond.current_a));
  CHECK(beyond.voltage_v > 0.0);
  CHECK_FALSE(flow_at_power(-0.1, over, 1.0).possible);
}

TEST_CASE("overpotential: the current at a voltage is on the curve", "[devices]") {
  for (const double tafel_v : {0.0, 1e-9, 7e-3, 0.04}) {
    const Overpotential over{kSeriesOhm, tafel_v, kExchangeA};
    for (const double voltage_v : {0.5, 1.0, 1.67, 2.0, 2.0999}) {
      INFO(tafel_v << " V at " << voltage_v << " V");
      const double current_a = current_at_voltage(kEmfV, over, voltage_v);
      CHECK(kEmfV - over.at(current_a) == Approx(voltage_v).epsilon(1e-13));
    }
    CHECK(current_at_voltage(kEmfV, over, kEmfV) == 0.0);
    CHECK(current_at_voltage(kEmfV, over, kEmfV + 0.1) == 0.0);
  }
}

TEST_CASE("overpotential: what can be delivered ends at the end voltage or the limit of current",
          "[devices]") {
  CellLimits limits;
  limits.end_voltage_v = 1.67;
  const Overpotential over{kSeriesOhm, 7e-3, kExchangeA};
  const double by_voltage_w = deliverable_w(limits, kEmfV, over);
  CHECK(flow_at_power(kEmfV, over, by_voltage_w).voltage_v == Approx(1.67).epsilon(1e-12));
  limits.max_discharge_a = 100.0;
  const double by_current_w = deliverable_w(limits, kEmfV, over);
  CHECK(flow_at_power(kEmfV, over, by_current_w).current_a == Approx(100.0).epsilon(1e-12));
  CHECK(deliverable_w(limits, 1.6, over) == 0.0);
}

}  // namespace ridethrough::testing
