#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

#include "../../../support/battery_examples.hpp"
#include "ridethrough/devices/storage/battery.hpp"
#include "support/ticks.hpp"

namespace ridethrough::testing {
namespace {

using devices::BatteryBank;
using devices::make_bank;
using devices::StorageStop;

using ridethrough::support::kSecond;
constexpr core::Tick kDay = 86'400 * kSecond;

/// 40 blocks in series, 4 strings: the bank of the minimal scenario, 288 kWh nominal.
Parameters hall_bank(Parameters parameters = vrla_150ah()) {
  parameters["series"] = count(40);
  parameters["strings"] = count(4);
  return parameters;
}

std::array<double, 8> everything(const BatteryBank& bank, core::Tick t) {
  const auto view = bank.look(t);
  return {view.soc_frac,  view.terminal_voltage_v,   view.current_a,
          view.energy_j,  bank.discharge_limit_w(t), bank.charge_limit_w(t),
          bank.loss_j(t), bank.energy_delivered_j(t)};
}

void check_ledger(const BatteryBank& bank, core::Tick t, double initial_j) {
  const double sum_j = bank.stored_j(t) + bank.loss_j(t) + bank.energy_delivered_j(t);
  CHECK(sum_j == Approx(initial_j).epsilon(1e-12));
}

core::Tick within_a_minute(std::mt19937_64& random) {
  return std::uniform_int_distribution<core::Tick>(0, 60 * kSecond)(random);
}

void look_ahead(BatteryBank& bank, core::Tick now, std::mt19937_64& random) {
  for (int look = 0; look < 30; ++look) {
    everything(bank, now + within_a_minute(random));
    if (look % 7 == 0) bank.next_stop(now + within_a_minute(random));
  }
}

}  // namespace

TEST_CASE("battery_bank: scales with series blocks and strings", "[devices]") {
  const auto block = make_bank(vrla_150ah());
  const auto bank = make_bank(hall_bank());
  block->set_power(0, 3000.0, 0.0);
  bank->set_power(0, 160.0 * 3000.0, 0.0);
  CHECK(bank->next_stop(kDay) == block->next_stop(kDay));
  const core::Tick t = 300 * kSecond;
  CHECK(bank->look(t).terminal_voltage_v == Approx(40.0 * block->look(t).terminal_voltage_v));
  CHECK(bank->look(t).current_a == Approx(4.0 * block->look(t).current_a));
  CHECK(bank->look(t).energy_j == Approx(160.0 * block->look(t).energy_j));
  CHECK(bank->cell_voltage_v(t) * 240.0 == Approx(bank->look(t).terminal_voltage_v));
}

TEST_CASE("battery_bank: the stop is the first tick with a reason", "[devices]") {
  const auto bank = make_bank(hall_bank());
  bank->set_power(0, 480e3, 0.0);
  const core::Tick stop = bank->next_stop(kDay);
  REQUIRE(stop < kDay);
  CHECK(bank->stop_reason() == StorageStop::end_voltage);
  CHECK(bank->cell_voltage_v(stop - 1) > 1.67);
  CHECK(bank->cell_voltage_v(stop) <= 1.67);
  CHECK(bank->next_stop(stop - 1) == core::kNever);
  CHECK(bank->next_stop(stop) == stop);
}

TEST_CASE("battery_bank: the reason is told with the stop, not before", "[devices]") {
  const auto bank = make_bank(hall_bank());
  bank->set_power(0, 480e3, 0.0);
  CHECK(bank->next_stop(10 * kSecond) == core::kNever);
  bank->look(kDay);
  CHECK(bank->stop_reason() == StorageStop::none);
}

TEST_CASE("battery_bank: thousands of looks change no bit", "[devices]") {
  for (const auto& parameters : {hall_bank(), hall_bank(older_vrla_150ah()), lfp_3ah()}) {
    const double power_w = parameters.find("cells")->second.count() == 6 ? 400e3 : 12.0;
    const auto quiet = make_bank(parameters);
    const auto watched = make_bank(parameters);
    std::mt19937_64 random(7);
    core::Tick now = 0;
    for (int change = 0; change < 200; ++change) {
      const double share = std::uniform_real_distribution<double>(-0.3, 1.0)(random);
      const double slope = change % 3 == 0 ? -1e-3 * power_w : 0.0;
      quiet->set_power(now, share * power_w, slope);
      watched->set_power(now, share * power_w, slope);
      look_ahead(*watched, now, random);
      now += within_a_minute(random) / 10;
      CHECK(everything(*quiet, now) == everything(*watched, now));
      CHECK(quiet->next_stop(now + kDay) == watched->next_stop(now + kDay));
    }
  }
}

TEST_CASE("battery_bank: the ledger closes and heat never flows back", "[devices]") {
  for (const auto& parameters : {hall_bank(), hall_bank(older_vrla_150ah()), lfp_3ah()}) {
    const double power_w = parameters.find("cells")->second.count() == 6 ? 300e3 : 9.0;
    const auto bank = make_bank(parameters);
    const double initial_j = bank->stored_j(0);
    std::mt19937_64 random(11);
    double heat_j = 0.0;
    core::Tick now = 0;
    for (int change = 0; change < 500; ++change) {
      double wanted_w = power_w * std::uniform_real_distribution<double>(-1.0, 1.0)(random);
      wanted_w = std::max(wanted_w, -bank->charge_limit_w(now));
      if (change % 5 == 0) wanted_w = 0.0;
      bank->set_power(now, wanted_w, 0.0);
      now += std::uniform_int_distribution<core::Tick>(0, 100 * kSecond)(random);
      check_ledger(*bank, now, initial_j);
      // Stored energy and the sum are of the size of the bank: their rounding is what may be lost.
      CHECK(bank->loss_j(now) >= heat_j - 1e-12 * initial_j);
      heat_j = bank->loss_j(now);
    }
    CHECK(heat_j > 0.0);
  }
}

TEST_CASE("battery_bank: heat is what the currents make", "[devices]") {
  // Plain 500 V circuit: R0 I^2 + R1 i1^2 + R2 i2^2, integrated on its own from the view.
  const auto bank = make_bank(two_rc_500v());
  bank->set_power(0, 250e3, 0.0);
  double fast_a = 0.0;
  double slow_a = 0.0;
  double heat_j = 0.0;
  constexpr double kStepS = 1e-3;
  for (int i = 0; i < 100'000; ++i) {
    const double current_a = bank->look(core::ticks_nearest((i + 0.5) * kStepS)).current_a;
    const double fast_mid = fast_a + 0.5 * kStepS * (current_a - fast_a) / 10.0;
    const double slow_mid = slow_a + 0.5 * kStepS * (current_a - slow_a) / 150.0;
    heat_j += kStepS * (20e-3 * current_a * current_a + 10e-3 * fast_mid * fast_mid +
                        15e-3 * slow_mid * slow_mid);
    fast_a += kStepS * (current_a - fast_mid) / 10.0;
    slow_a += kStepS * (current_a - slow_mid) / 150.0;
  }
  // Midpoint steps of 1 ms on a time constant of 10 s: relative error about 1e-8.
  CHECK(bank->loss_j(100 * kSecond) == Approx(heat_j).epsilon(1e-6));
}

TEST_CASE("battery_bank: after a stop it waits for charge", "[devices]") {
  const auto bank = make_bank(hall_bank());
  bank->set_power(0, 480e3, 0.0);
  core::Tick now = bank->next_stop(kDay);
  CHECK(bank->discharge_limit_w(now - 1) > 0.0);
  CHECK(bank->discharge_limit_w(now) == 0.0);
  bank->set_power(now, 0.0, 0.0);
  now += 600 * kSecond;
  // The wells have levelled and the voltage is back, but a stop is a stop.
  CHECK(bank->cell_voltage_v(now) > 1.9);
  CHECK(bank->discharge_limit_w(now) == 0.0);
  bank->set_power(now, 1e3, 0.0);
  CHECK(bank->next_stop(now + kDay) == now);
  CHECK(bank->stop_reason() == StorageStop::end_voltage);
  const double soc_frac = bank->look(now).soc_frac;
  while (bank->look(now).soc_frac <= soc_frac + 0.10) {
    bank->set_power(now, -bank->charge_limit_w(now), 0.0);
    const core::Tick step_end = std::min(bank->next_stop(now + kDay), now + 600 * kSecond);
    REQUIRE(step_end > now);
    now = step_end;
  }
  bank->set_power(now, 0.0, 0.0);
  CHECK(bank->discharge_limit_w(now) > 0.0);
  bank->set_power(now, 1e3, 0.0);
  CHECK(bank->next_stop(now + 60 * kSecond) == core::kNever);
}

TEST_CASE("battery_bank: stands still after a stop until told otherwise", "[devices]") {
  const auto bank = make_bank(hall_bank());
  bank->set_power(0, 480e3, 0.0);
  const core::Tick stop = bank->next_stop(kDay);
  CHECK(everything(*bank, stop) == everything(*bank, stop + 100 * kSecond));
  CHECK(bank->energy_delivered_j(stop) == Approx(480e3 * core::seconds(stop)).epsilon(1e-12));
}

TEST_CASE("battery_bank: more than it can give stops at once", "[devices]") {
  Parameters parameters = hall_bank();
  parameters["end_voltage"] = Value(0.5);
  const auto bank = make_bank(parameters);
  const double limit_w = bank->discharge_limit_w(0);
  bank->set_power(0, 1.01 * limit_w, 0.0);
  CHECK(bank->next_stop(kDay) == 0);
  CHECK(bank->stop_reason() == StorageStop::maximum_power);
  CHECK(bank->energy_delivered_j(kDay) == 0.0);
  const auto fresh = make_bank(parameters);
  fresh->set_power(0, 0.99 * limit_w, 0.0);
  CHECK(fresh->next_stop(kDay) > 0);
}

TEST_CASE("battery_bank: a steep ramp of power stops at the limit", "[devices]") {
  const auto bank = make_bank(hall_bank());
  const double limit_w = bank->discharge_limit_w(0);
  bank->set_power(0, 0.5 * limit_w, 25.0 * limit_w);
  const core::Tick stop = bank->next_stop(kDay);
  REQUIRE(stop != core::kNever);
  // At the start hardly anything has been drained: half the limit more is reached after 1/50 s.
  CHECK(core::seconds(stop) == Approx(0.02).epsilon(1e-3));
  CHECK(bank->cell_voltage_v(stop) <= 1.67);
  CHECK(bank->cell_voltage_v(stop - 1) > 1.67);
}

TEST_CASE("battery_bank: a voltage that dips under the limit and comes back is found",
          "[devices]") {
  // The fast branch builds up within seconds while the request falls: the voltage sinks, recovers.
  Parameters strict = lfp_3ah();
  strict.erase("max_discharge");
  strict["soc"] = Value(0.8);
  Parameters lower = strict;
  lower["end_voltage"] = Value(1.0);
  constexpr core::Tick kSpan = 30 * kSecond;
  int dips = 0;
  for (int i = 0; i < 200; ++i) {
    const auto bank = make_bank(strict);
    const auto free_running = make_bank(lower);
    const double power_w = (0.80 + 0.001 * i) * bank->discharge_limit_w(0);
    bank->set_power(0, power_w, -0.02 * power_w);
    free_running->set_power(0, power_w, -0.02 * power_w);
    double lowest_v = 3.0;
    for (core::Tick t = 0; t <= kSpan; t += kSecond / 50) {
      lowest_v = std::min(lowest_v, free_running->cell_voltage_v(t));
    }
    const bool dips_and_recovers = lowest_v < 1.999 && free_running->cell_voltage_v(kSpan) > 2.0;
    // Four samples a step can miss a dip of less than a millivolt, never a deeper one.
    if (dips_and_recovers) {
      ++dips;
      CHECK(bank->next_stop(kSpan) != core::kNever);
    }
    if (lowest_v > 2.0) CHECK(bank->next_stop(kSpan) == core::kNever);
  }
  CHECK(dips > 20);
}

TEST_CASE("battery_bank: a shallow dip inside one step is found", "[devices]") {
  // A falling request drains the well: the voltage has a flat lowest point in the midst of a step.
  Parameters strict = vrla_150ah();
  strict["soc"] = Value(0.6);
  Parameters lower = strict;
  lower["end_voltage"] = Value(1.0);
  constexpr core::Tick kSpan = 1000 * kSecond;
  const auto lowest_v = [&](double power_w, double fall_per_s) {
    const auto bank = make_bank(lower);
    bank->set_power(0, power_w, -fall_per_s * power_w);
    double lowest = 3.0;
    for (core::Tick t = 0; t <= kSpan; t += kSecond) {
      lowest = std::min(lowest, bank->cell_voltage_v(t));
    }
    return lowest;
  };
  for (const double fall_per_s : {8.0e-4, 8.5e-4, 9.0e-4, 9.5e-4, 1.0e-3}) {
    double low_w = 500.0;
    double high_w = 12e3;
    for (int i = 0; i < 40; ++i) {
      const double middle_w = 0.5 * (low_w + high_w);
      (lowest_v(middle_w, fall_per_s) > 1.67 ? low_w : high_w) = middle_w;
    }
    // One part in 10^4 of power is 0.05 to 0.1 mV, more than the voltage bends in a quarter step.
    for (const double share : {1.0 - 1e-4, 1.0 + 1e-4, 1.0 + 2e-4, 1.0 + 4e-4}) {
      const auto bank = make_bank(strict);
      bank->set_power(0, share * high_w, -fall_per_s * share * high_w);
      CHECK((bank->next_stop(kSpan) != core::kNever) == (share > 1.0));
    }
  }
}

TEST_CASE("battery_bank: charges within its limits and ends full", "[devices]") {
  for (const auto& parameters : {hall_bank(), hall_bank(older_vrla_150ah()), lfp_3ah()}) {
    const bool lead = parameters.find("cells")->second.count() == 6;
    const double float_v = lead ? 2.27 : 3.6;
    const double max_charge_a = lead ? 4.0 * 0.25 * 150.0 : 3.0;
    Parameters empty = parameters;
    empty["soc"] = Value(0.4);
    const auto bank = make_bank(empty);
    core::Tick now = 0;
    int steps = 0;
    for (; steps < 200; ++steps) {
      bank->set_power(now, -bank->charge_limit_w(now), 0.0);
      CHECK(-bank->look(now).current_a <= max_charge_a * (1.0 + 1e-12));
      const core::Tick stop = bank->next_stop(now + kDay);
      REQUIRE(stop != core::kNever);
      // No stop follows on the heels of the last: each step of the taper lasts.
      REQUIRE(stop > now + kSecond / 1000);
      // A crossing is rounded up to a tick, in which the voltage moves by less than 1 nV.
      CHECK(bank->cell_voltage_v(stop) <= float_v + 1e-9);
      now = stop;
      if (bank->stop_reason() == StorageStop::full) break;
      CHECK(bank->stop_reason() == StorageStop::charge_limit);
    }
    CHECK(steps < 60);
    CHECK(bank->look(now).soc_frac > 0.99);
    CHECK(bank->charge_limit_w(now) == 0.0);
    bank->set_power(now, -1.0, 0.0);
    CHECK(bank->next_stop(now + kDay) == now);
    CHECK(bank->stop_reason() == StorageStop::full);
  }
}

TEST_CASE("battery_bank: a full bank rests without a stop", "[devices]") {
  const auto bank = make_bank(hall_bank());
  bank->set_power(0, 0.0, 0.0);
  CHECK(bank->next_stop(kDay) == core::kNever);
  CHECK(bank->charge_limit_w(kDay) == 0.0);
  CHECK(bank->look(kDay).soc_frac == 1.0);
}

TEST_CASE("battery_bank: LFP is not charged below 0 degC", "[devices]") {
  Parameters cold = lfp_3ah();
  cold["temperature"] = Value(kIceK - 1.0);
  cold["soc"] = Value(0.5);
  const auto bank = make_bank(cold);
  CHECK(bank->charge_limit_w(0) == 0.0);
  CHECK(bank->discharge_limit_w(0) > 0.0);
  bank->set_power(0, -1.0, 0.0);
  CHECK(bank->next_stop(kDay) == 0);
  CHECK(bank->stop_reason() == StorageStop::charge_limit);
}

TEST_CASE("battery_bank: a lost string strands its energy", "[devices]") {
  const auto bank = make_bank(hall_bank());
  const double initial_j = bank->stored_j(0);
  bank->set_power(0, 300e3, 0.0);
  const core::Tick before = bank->next_stop(kDay);
  const core::Tick now = 60 * kSecond;
  bank->lose_string(now);
  CHECK(bank->working_strings() == 3);
  CHECK(bank->next_stop(kDay) < before);
  check_ledger(*bank, now + 60 * kSecond, initial_j);
  CHECK(bank->look(now).energy_j == Approx(0.75 * bank->stored_j(now)));
  const core::Tick later = now + 120 * kSecond;
  const double heat_j = bank->loss_j(later);
  bank->restore_strings(later);
  CHECK(bank->working_strings() == 4);
  check_ledger(*bank, later, initial_j);
  CHECK(bank->loss_j(later) >= heat_j);
}

TEST_CASE("battery_bank: without strings, or with an open breaker, it is dead", "[devices]") {
  const auto bank = make_bank(vrla_150ah());
  bank->set_power(0, 1000.0, 0.0);
  bank->set_breaker(kSecond, false);
  CHECK(bank->next_stop(kDay) == kSecond);
  CHECK(bank->stop_reason() == StorageStop::breaker_open);
  CHECK(bank->discharge_limit_w(kSecond) == 0.0);
  CHECK(bank->charge_limit_w(kSecond) == 0.0);
  CHECK(bank->look(kSecond).current_a == 0.0);
  bank->set_breaker(2 * kSecond, true);
  CHECK(bank->next_stop(10 * kSecond) == core::kNever);
  bank->lose_string(3 * kSecond);
  CHECK(bank->next_stop(kDay) == 3 * kSecond);
  CHECK(bank->stop_reason() == StorageStop::open_cell);
  CHECK(bank->look(4 * kSecond).current_a == 0.0);
  CHECK(bank->energy_delivered_j(kDay) == Approx(2000.0));
  CHECK(std::isfinite(bank->loss_j(kDay)));
}

TEST_CASE("battery_bank: warms by its losses and stops when too hot", "[devices]") {
  Parameters parameters = lfp_3ah();
  parameters["mass"] = Value(0.07);
  parameters["cooling_time"] = Value(1e9);
  const auto bank = make_bank(parameters);
  bank->set_power(0, 38.4, 0.0);
  const core::Tick t = 300 * kSecond;
  const auto view = bank->look(t);
  // Heat in the branches that is still stored as over-voltage has not warmed the cell yet, and
  // stored energy counts it: the two agree to the energy of a branch, 0.1 J of 1.5 kJ.
  CHECK((view.temperature_k - kRoomK) * 70.0 == Approx(bank->loss_j(t)).epsilon(1e-2));
  parameters["temperature_limit"] = Value(kRoomK + 10.0);
  const auto limited = make_bank(parameters);
  limited->set_power(0, 38.4, 0.0);
  const core::Tick stop = limited->next_stop(kDay);
  CHECK(limited->stop_reason() == StorageStop::over_temperature);
  CHECK(limited->look(stop).temperature_k == Approx(kRoomK + 10.0).margin(1e-6));
  limited->set_power(stop, 0.0, 0.0);
  CHECK(limited->discharge_limit_w(stop) == 0.0);
}

}  // namespace ridethrough::testing
