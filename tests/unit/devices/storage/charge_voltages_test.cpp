#include "devices/storage/charge_voltages.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <stdexcept>

#include "../../../support/battery_examples.hpp"
#include "ridethrough/devices/storage/battery.hpp"

namespace ridethrough::testing {
namespace {

using devices::StorageStop;
using devices::storage::battery_charge_voltage_v;
using devices::storage::battery_float_voltage_v;

Parameters floating_at(double degc, double v_per_k) {
  Parameters parameters = vrla_150ah();
  parameters["float_voltage"] = Value(2.26);
  parameters["float_compensation"] = Value(v_per_k);
  parameters["temperature"] = Value(kIceK + degc);
  return parameters;
}

/// EnerSys DataSafe HX, 2.26 V at 25 degC: batteries.md 3.2.
struct FloatRow {
  double degc;
  double low_v;
  double high_v;
};
constexpr FloatRow kFloatRows[] = {{0.0, 2.37, 2.38},
                                   {10.0, 2.30, 2.33},
                                   {20.0, 2.27, 2.30},
                                   {30.0, 2.23, 2.26},
                                   {35.0, 2.21, 2.24}};

struct Recharge {
  double soc_frac = 0.0;
  double hours = 0.0;
  double highest_v = 0.0;
};

/// From half charge, as a converter does it, until full.
Recharge recharge(Parameters parameters) {
  constexpr core::Tick kLong = 400 * 3600 * core::kTicksPerSecond;
  parameters["soc"] = Value(0.5);
  const auto bank = devices::make_bank(parameters);
  const double cells = static_cast<double>(devices::get(parameters, "cells").count());
  Recharge result;
  core::Tick now = 0;
  for (int step = 0; step < 200; ++step) {
    const double power_w = bank->charge_limit_w(now);
    bank->set_power(now, -power_w, 0.0);
    if (power_w == 0.0) break;
    now = bank->next_stop(now + kLong);
    result.highest_v = std::max(result.highest_v, bank->look(now).terminal_voltage_v / cells);
    if (bank->stop_reason() == StorageStop::full) break;
  }
  result.soc_frac = bank->look(now).soc_frac;
  result.hours = core::seconds(now) / 3600.0;
  return result;
}

}  // namespace

TEST_CASE("charge_voltages: float follows a maker's table over temperature", "[devices]") {
  for (const FloatRow& row : kFloatRows) {
    CAPTURE(row.degc);
    // One slope meets every row; the usual -3 mV/K is 35 mV low at 0 degC, where the table is
    // steeper, and meets all others.
    const double steep_v = battery_float_voltage_v(floating_at(row.degc, -4.5e-3));
    CHECK(steep_v >= row.low_v);
    CHECK(steep_v <= row.high_v);
    const double usual_v = battery_float_voltage_v(floating_at(row.degc, -3e-3));
    CHECK(usual_v == Approx(2.26 - 0.003 * (row.degc - 25.0)).epsilon(1e-12));
    if (row.degc == 0.0) continue;
    CHECK(usual_v >= row.low_v - 1e-12);
    CHECK(usual_v <= row.high_v + 1e-12);
  }
}

TEST_CASE("charge_voltages: lead-acid is compensated unless told, lithium is not", "[devices]") {
  Parameters warm = vrla_150ah();
  warm["temperature"] = Value(kIceK + 35.0);
  CHECK(battery_float_voltage_v(warm) == Approx(2.27 - 0.03).epsilon(1e-12));
  warm["float_compensation"] = Value(0.0);
  CHECK(battery_float_voltage_v(warm) == 2.27);
  Parameters lithium = lfp_3ah();
  const double at_25_v = battery_float_voltage_v(lithium);
  lithium["temperature"] = Value(kIceK + 35.0);
  CHECK(battery_float_voltage_v(lithium) == at_25_v);
}

TEST_CASE("charge_voltages: boost has its own voltage and slope", "[devices]") {
  Parameters boosted = floating_at(35.0, -3e-3);
  boosted["boost_voltage"] = Value(2.40);
  CHECK(battery_charge_voltage_v(boosted) == Approx(2.35).epsilon(1e-12));
  CHECK(battery_float_voltage_v(boosted) == Approx(2.23).epsilon(1e-12));
  boosted["boost_compensation"] = Value(0.0);
  CHECK(battery_charge_voltage_v(boosted) == 2.40);
  boosted["boost_voltage"] = Value(2.27);
  boosted["boost_compensation"] = Value(-10e-3);
  CHECK(battery_charge_voltage_v(boosted) == battery_float_voltage_v(boosted));
  boosted["boost_voltage"] = Value(2.20);
  CHECK_THROWS_AS(battery_charge_voltage_v(boosted), std::invalid_argument);
}

TEST_CASE("charge_voltages: boost recharges sooner and further, then the bank is full",
          "[devices]") {
  const Parameters floated = floating_at(25.0, -3e-3);
  Parameters boosted = floated;
  boosted["boost_voltage"] = Value(2.40);
  const Recharge by_float = recharge(floated);
  const Recharge by_boost = recharge(boosted);
  CHECK(by_float.highest_v <= 2.26 + 1e-9);
  CHECK(by_boost.highest_v > 2.26);
  CHECK(by_boost.highest_v <= 2.40 + 1e-9);
  CHECK(by_boost.hours < by_float.hours);
  CHECK(by_boost.soc_frac > by_float.soc_frac);
}

}  // namespace ridethrough::testing
