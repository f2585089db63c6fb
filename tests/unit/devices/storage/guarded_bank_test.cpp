#include <catch2/catch.hpp>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include "../../../support/battery_examples.hpp"
#include "devices/storage/cell_bank.hpp"
#include "devices/storage/guarded_bank.hpp"
#include "devices/storage/ocv_rc_cell.hpp"
#include "devices/storage/string_pack.hpp"
#include "devices/storage/uniform_pack.hpp"
#include "support/ticks.hpp"

// Protection of strings against closed forms: cells of which the whole course is known.
namespace ridethrough::testing {
namespace {

using devices::BatteryBank;
using devices::StorageStop;
using devices::StringFault;
using devices::StringFaultKind;
using devices::TripCause;
namespace storage = devices::storage;

using ridethrough::support::kMs;
using ridethrough::support::kSecond;
constexpr core::Tick kGuardedLong = 100'000 * kSecond;
constexpr double kOhm = 1e-3;
constexpr double kChargeC = 100.0 * kAmpereHour;

/// 3.2 V behind 1 mohm at any charge, or 3 V + 0.4 V s.
storage::OcvRcCell known_cell(bool is_level) {
  storage::OcvRcCell::Data data;
  data.charge_c = kChargeC;
  data.ocv_v = is_level ? storage::MonotoneCurve({{0.0, 3.2}, {1.0, 3.2}})
                        : storage::MonotoneCurve({{0.0, 3.0}, {1.0, 3.4}});
  data.discharge_resistance_ohm = storage::MonotoneCurve({{0.0, kOhm}, {1.0, kOhm}});
  data.charge_resistance_ohm = data.discharge_resistance_ohm;
  data.limits.end_voltage_v = 2.0;
  data.limits.float_voltage_v = 3.6;
  return storage::OcvRcCell(data);
}

constexpr storage::BankLayout kTwoStrings{.cells_in_series = 10.0, .strings = 2};

/// Two strings of ten cells.
storage::GuardedBank two_strings(const storage::StringProtection& protection,
                                 bool is_level = true) {
  using Pack = storage::UniformPack<storage::OcvRcCell>;
  return {std::make_unique<storage::CellBank<Pack>>(Pack(known_cell(is_level), kTwoStrings),
                                                    kTwoStrings),
          protection};
}

/// Power of both strings at a current of each, with level cells.
double power_at_w(double string_a) { return 2.0 * string_a * 10.0 * (3.2 - kOhm * string_a); }

storage::StringProtection breaker(double current_a, double delay_s) {
  storage::StringProtection protection;
  protection.set(TripCause::string_breaker, current_a, delay_s);
  return protection;
}

/// The first trip while the same power is set again every `period` from `from` on.
core::Tick trip_while_set_again(BatteryBank& bank, double power_w, core::Tick from,
                                core::Tick period) {
  for (core::Tick now = from;; now += period) {
    bank.set_power(now, power_w, 0.0);
    const core::Tick due = bank.next_trip(now + period);
    if (due != core::kNever) return due;
    REQUIRE(now < from + kGuardedLong);
  }
}

}  // namespace

TEST_CASE("guarded_bank: a breaker opens after its delay, to the tick", "[devices]") {
  for (const core::Tick period : {kMs, 7 * kMs, kSecond}) {
    auto bank = two_strings(breaker(400.0, 0.1));
    CHECK(bank.next_trip(kGuardedLong) == core::kNever);
    CHECK(trip_while_set_again(bank, power_at_w(500.0), 5 * kSecond, period) ==
          5 * kSecond + 100 * kMs);
    const auto trips = bank.trip(5 * kSecond + 100 * kMs);
    REQUIRE(trips.size() == 1);
    CHECK(trips[0].cause == TripCause::string_breaker);
    CHECK(trips[0].strings == 2);
    CHECK(bank.working_strings() == 0);
    CHECK(bank.next_stop(kGuardedLong) == 5 * kSecond + 100 * kMs);
    CHECK(bank.stop_reason() == StorageStop::protection);
    CHECK(bank.next_trip(kGuardedLong) == core::kNever);
  }
}

TEST_CASE("guarded_bank: a delay goes on over changes of power, and ends with its cause",
          "[devices]") {
  auto bank = two_strings(breaker(400.0, 0.1));
  bank.set_power(0, power_at_w(450.0), 0.0);
  bank.set_power(60 * kMs, power_at_w(600.0), 0.0);
  CHECK(bank.next_trip(kSecond) == 100 * kMs);
  // A power that lasts no time ends nothing.
  bank.set_power(70 * kMs, 0.0, 0.0);
  bank.set_power(70 * kMs, power_at_w(500.0), 0.0);
  CHECK(bank.next_trip(kSecond) == 100 * kMs);
  bank.set_power(99 * kMs, power_at_w(399.0), 0.0);
  CHECK(bank.next_trip(kSecond) == core::kNever);
  bank.set_power(200 * kMs, power_at_w(401.0), 0.0);
  CHECK(bank.next_trip(kSecond) == 300 * kMs);
  // Charging is a current, too.
  bank.set_power(250 * kMs, power_at_w(-401.0), 0.0);
  CHECK(bank.next_trip(290 * kMs) == core::kNever);
}

TEST_CASE("guarded_bank: a ramp of power passes a limit on its way", "[devices]") {
  auto bank = two_strings(breaker(400.0, 0.1));
  const double slope = power_at_w(400.0) / 10.0;
  bank.set_power(0, 0.0, slope);
  CHECK(core::seconds(bank.next_trip(kGuardedLong)) == Approx(10.1).margin(1e-8));
  auto again = two_strings(breaker(400.0, 0.1));
  for (core::Tick now = 0; now < 10 * kSecond + 50 * kMs; now += 13 * kMs) {
    again.set_power(now, slope * core::seconds(now), slope);
  }
  CHECK(core::seconds(again.next_trip(kGuardedLong)) == Approx(10.1).margin(1e-8));
}

TEST_CASE("guarded_bank: a fuse melts as its law says", "[devices]") {
  constexpr double kRatedA = 200.0;
  storage::StringProtection protection;
  protection.set_fuse(storage::FuseLaw(kRatedA, 500.0, 10.0));
  const double tau_s = 10.0 / -std::log(1.0 - 2.0 * 0.16);
  const auto melts_s = [&](double current_a) {
    return -tau_s * std::log(1.0 - 2.0 * std::pow(kRatedA / current_a, 2));
  };
  for (const double current_a : {290.0, 500.0, 800.0}) {
    auto bank = two_strings(protection);
    bank.set_power(kSecond, power_at_w(current_a), 0.0);
    CHECK(core::seconds(bank.next_trip(kGuardedLong)) ==
          Approx(1.0 + melts_s(current_a)).margin(1e-6));
    auto again = two_strings(protection);
    const core::Tick due = trip_while_set_again(again, power_at_w(current_a), kSecond, 10 * kMs);
    CHECK(core::seconds(due) == Approx(1.0 + melts_s(current_a)).margin(1e-6));
    CHECK(again.trip(due).at(0).cause == TripCause::fuse);
  }
  auto bank = two_strings(protection);
  bank.set_power(0, power_at_w(1.41 * kRatedA), 0.0);
  CHECK(bank.next_trip(1000 * kSecond) == core::kNever);

  // 5 s of 400 A, 20 s of rest, then 400 A again: what was left of the heat shortens it.
  auto warm = two_strings(protection);
  warm.set_power(0, power_at_w(400.0), 0.0);
  warm.set_power(5 * kSecond, 0.0, 0.0);
  warm.set_power(25 * kSecond, power_at_w(400.0), 0.0);
  const double heat = 2.0 * (1.0 - std::exp(-5.0 / tau_s)) * std::exp(-20.0 / tau_s);
  const double rest_s = -tau_s * std::log(1.0 / (2.0 - heat));
  CHECK(core::seconds(warm.next_trip(kGuardedLong)) == Approx(25.0 + rest_s).margin(1e-6));

  // Along a ramp of the square of the current there is a closed form too; here a fine sum.
  auto ramp = two_strings(protection);
  ramp.set_power(0, 0.0, 500.0);
  double x = 0.0;
  double t_s = 0.0;
  constexpr double kStepS = 1e-4;
  for (; x < 1.0; t_s += kStepS) {
    const double cell_w = 500.0 * (t_s + 0.5 * kStepS) / 20.0;
    const double current_a = (3.2 - std::sqrt(3.2 * 3.2 - 4.0 * kOhm * cell_w)) / (2.0 * kOhm);
    x += (std::pow(current_a / kRatedA, 2) / 2.0 - x) * -std::expm1(-kStepS / tau_s);
  }
  CHECK(core::seconds(ramp.next_trip(kGuardedLong)) == Approx(t_s).margin(1e-3));
}

TEST_CASE("guarded_bank: low cells open a string after their delay", "[devices]") {
  storage::StringProtection protection;
  protection.set(TripCause::cell_under_voltage, 3.1, 2.0);
  auto bank = two_strings(protection, false);
  bank.set_current(0, 200.0);
  // 3.4 V - 0.4 V I t / Q - R I falls to 3.1 V.
  const double falls_s = (3.4 - kOhm * 100.0 - 3.1) / 0.4 * kChargeC / 100.0;
  const core::Tick due = bank.next_trip(kGuardedLong);
  CHECK(core::seconds(due) == Approx(falls_s + 2.0).margin(1e-6));
  // A second before it the load is taken off: the voltage recovers.
  bank.set_power(due - kSecond, 0.0, 0.0);
  CHECK(bank.next_watch(due - kSecond) == core::kNever);
}

TEST_CASE("guarded_bank: how often a power is set does not move a trip", "[devices]") {
  storage::StringProtection protection;
  protection.set(TripCause::cell_under_voltage, 3.0, 0.5);
  auto once = two_strings(protection, false);
  // 390 A at 3 V: it falls below within some minutes.
  const double power_w = 2.0 * 390.0 * 10.0 * 3.0;
  once.set_power(0, power_w, 0.0);
  const core::Tick due = once.next_trip(kGuardedLong);
  REQUIRE(due > kSecond);
  REQUIRE(due < 600 * kSecond);
  auto often = two_strings(protection, false);
  CHECK(std::abs(trip_while_set_again(often, power_w, 0, kMs) - due) < kMs / 100);
}

TEST_CASE("guarded_bank: the good string of two trips first, then the other", "[devices]") {
  using Pack = storage::StringPack<storage::OcvRcCell>;
  const auto unequal = [] {
    return std::make_unique<storage::CellBank<Pack>>(
        Pack(known_cell(true), kTwoStrings,
             {{1, true, false, 2e-3, {{.cells = 10.0, .at = 0}}},
              {1, true, false, 0.0, {{.cells = 10.0, .at = 5}}}}),
        kTwoStrings);
  };
  storage::StringProtection protection;
  protection.set(TripCause::string_over_current, 275.0, 0.1);
  storage::GuardedBank bank(unequal(), protection);
  // At 29 V: 3 V over 10 mohm and over 12 mohm, 300 A and 250 A.
  bank.set_power(0, 29.0 * 550.0, 0.0);
  CHECK(bank.next_trip(kSecond) == 100 * kMs);
  const auto first = bank.trip(100 * kMs);
  REQUIRE(first.size() == 1);
  CHECK(first[0].cause == TripCause::string_over_current);
  CHECK(first[0].strings == 1);
  CHECK(bank.working_strings() == 1);
  CHECK(bank.next_stop(100 * kMs) == core::kNever);
  const auto seen = bank.look(110 * kMs);
  CHECK(seen.current_a * seen.terminal_voltage_v == Approx(29.0 * 550.0));
  CHECK(seen.current_a > 600.0);
  CHECK(bank.next_trip(kSecond) == 200 * kMs);
  CHECK(bank.trip(200 * kMs).size() == 1);
  CHECK(bank.next_stop(kSecond) == 200 * kMs);
  CHECK(bank.stop_reason() == StorageStop::protection);
  bank.restore_strings(kSecond);
  bank.set_power(kSecond, 1000.0, 0.0);
  CHECK(bank.working_strings() == 2);
  CHECK(bank.next_trip(2 * kSecond) == core::kNever);
}

TEST_CASE("guarded_bank: strings told apart but equal trip together", "[devices]") {
  storage::StringProtection protection = breaker(400.0, 0.1);
  protection.set_fuse(storage::FuseLaw(200.0, 500.0, 10.0));
  auto bank = two_strings(protection);
  // 350 A for 5 s warm both fuses; then one string is told apart.
  bank.set_power(0, power_at_w(350.0), 0.0);
  bank.spoil(5 * kSecond, {StringFaultKind::loose_link, 1.0, 1e-15});
  REQUIRE(bank.rows() == 2);
  auto whole = two_strings(protection);
  whole.set_power(0, power_at_w(350.0), 0.0);
  const core::Tick due = whole.next_trip(kGuardedLong);
  CHECK(std::abs(bank.next_trip(kGuardedLong) - due) < 100);
  bank.set_power(5 * kSecond, power_at_w(500.0), 0.0);
  CHECK(bank.next_trip(kGuardedLong) == 5 * kSecond + 100 * kMs);
  CHECK(bank.trip(5 * kSecond + 100 * kMs).at(0).strings == 2);
}

TEST_CASE("guarded_bank: a shorted cell is low, and only its string opens", "[devices]") {
  storage::StringProtection protection;
  protection.set(TripCause::cell_under_voltage, 2.5, 2.0);
  auto bank = two_strings(protection);
  bank.spoil(kSecond, {StringFaultKind::shorted_cell, 1.0, 0.0});
  CHECK(bank.next_trip(kGuardedLong) == 3 * kSecond);
  CHECK(bank.trip(3 * kSecond).at(0).strings == 1);
  CHECK(bank.working_strings() == 1);
  CHECK(bank.next_watch(3 * kSecond) == core::kNever);
}

TEST_CASE("guarded_bank: at rest nothing is searched but what has begun", "[devices]") {
  storage::StringProtection protection = breaker(400.0, 0.1);
  protection.set(TripCause::cell_over_voltage, 3.3, 2.0);
  CHECK(two_strings(protection).next_watch(0) == core::kNever);
  protection.set(TripCause::cell_over_voltage, 3.1, 2.0);
  CHECK(two_strings(protection).next_watch(0) == 2 * kSecond);
}

TEST_CASE("guarded_bank: looking changes nothing", "[devices]") {
  storage::StringProtection protection;
  protection.set(TripCause::cell_under_voltage, 3.0, 0.5);
  protection.set_fuse(storage::FuseLaw(250.0, 500.0, 100.0));
  const auto run = [&](bool looks) {
    auto bank = two_strings(protection, false);
    core::Tick now = 0;
    for (int i = 0; i < 40; ++i) {
      bank.set_power(now, 2.0 * 320.0 * 10.0 * (i % 3 == 0 ? 2.0 : 3.0), 0.0);
      if (looks) {
        for (int k = 1; k < 5; ++k) bank.next_trip(now + k * 77 * kMs);
        bank.next_trip(now + 20 * kSecond);
        bank.look(now + 3 * kSecond);
      }
      now += 2 * kSecond + 3 * kMs;
    }
    return bank.next_trip(kGuardedLong);
  };
  CHECK(run(true) == run(false));
}

}  // namespace ridethrough::testing
