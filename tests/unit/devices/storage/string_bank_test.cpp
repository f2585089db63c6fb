#include <catch2/catch.hpp>
#include <cmath>
#include <memory>
#include <vector>

#include "../../../support/battery_examples.hpp"
#include "../../../support/passive_bank.hpp"
#include "devices/storage/cell_bank.hpp"
#include "devices/storage/lead_acid_parameters.hpp"
#include "devices/storage/ocv_rc_cell.hpp"
#include "devices/storage/string_pack.hpp"
#include "ridethrough/devices/storage/battery.hpp"
#include "support/ticks.hpp"

namespace ridethrough::testing {
namespace {

using devices::BatteryBank;
using devices::make_bank;
using devices::StorageStop;
using devices::StringFault;
using devices::StringFaultKind;
namespace storage = devices::storage;

using ridethrough::support::kSecond;
constexpr core::Tick kLong = 400'000 * kSecond;

Parameters of_strings(Parameters parameters, int series, int strings) {
  parameters["series"] = count(series);
  parameters["strings"] = count(strings);
  parameters["soc"] = Value(1.0);
  return parameters;
}

/// The bank after a fault of one of its strings.
std::unique_ptr<BatteryBank> spoilt(const Parameters& parameters, const StringFault& fault) {
  auto bank = make_bank(parameters);
  auto apart = bank->spoil(0, fault);
  return apart ? std::move(apart) : std::move(bank);
}

/// 3.2 V behind 1 mohm, 100 Ah: what it does is known in closed form.
storage::OcvRcCell plain_cell() {
  storage::OcvRcCell::Data data;
  data.charge_c = 100.0 * kAmpereHour;
  data.ocv_v = storage::MonotoneCurve({{0.0, 3.2}, {1.0, 3.2}});
  data.discharge_resistance_ohm = storage::MonotoneCurve({{0.0, 1e-3}, {1.0, 1e-3}});
  data.charge_resistance_ohm = data.discharge_resistance_ohm;
  data.limits.end_voltage_v = 2.5;
  data.limits.float_voltage_v = 3.6;
  return storage::OcvRcCell(data);
}

using PlainPack = storage::StringPack<storage::OcvRcCell>;

}  // namespace

TEST_CASE("string_bank: strings that are told apart but equal do as before", "[devices]") {
  const StringFault nothing{StringFaultKind::loose_link, 1.0, 1e-15};
  for (const auto& parameters : {of_strings(vrla_150ah(), 4, 3), of_strings(lfp_3ah(), 4, 3)}) {
    const bool is_lead = get(parameters, "cells").count() == 6;
    const double power_w = is_lead ? 72 * 400.0 : 12 * 25.0;
    const auto one = make_bank(parameters);
    const auto other = spoilt(parameters, nothing);
    one->set_power(0, power_w, 0.0);
    other->set_power(0, power_w, 0.0);
    const core::Tick stop = one->next_stop(kLong);
    CHECK(core::seconds(other->next_stop(kLong)) == Approx(core::seconds(stop)).epsilon(1e-7));
    CHECK(one->stop_reason() == other->stop_reason());
    const auto a = one->look(stop / 2);
    const auto b = other->look(stop / 2);
    CHECK(b.terminal_voltage_v == Approx(a.terminal_voltage_v).epsilon(1e-9));
    CHECK(b.current_a == Approx(a.current_a).epsilon(1e-9));
    CHECK(b.soc_frac == Approx(a.soc_frac).epsilon(1e-8));
    CHECK(b.energy_j == Approx(a.energy_j).epsilon(1e-8));
  }
}

TEST_CASE("string_bank: strings share a power as their resistances tell", "[devices]") {
  // 10 cells of 1 mohm, and the same with 5 mohm in a joint: conductances 100 and 66.67 S.
  const PlainPack pack(plain_cell(), {.cells_in_series = 10.0},
                       {{1, true, false, 0.0, {{.cells = 10.0, .at = 0}}},
                        {1, true, false, 5e-3, {{.cells = 10.0, .at = 5}}}});
  const auto state = pack.rested(0.7);
  const double siemens = 100.0 + 200.0 / 3.0;
  for (const double power_w : {-5000.0, -10.0, 0.0, 10.0, 5000.0, 40000.0}) {
    const auto flow = pack.flow(state, power_w, 0.0);
    // U^2 G - U G E + P = 0, the higher root.
    const double expected_v = 0.5 * (32.0 + std::sqrt(32.0 * 32.0 - 4.0 * power_w / siemens));
    CHECK(flow.possible);
    CHECK(flow.voltage_v == Approx(expected_v).epsilon(1e-12));
    CHECK(flow.voltage_v * flow.current_a == Approx(power_w).margin(1e-9));
    const auto slope = pack.slope(state, flow);
    if (power_w != 0.0) CHECK(slope[0] / slope[5] == Approx(1.5).epsilon(1e-9));
  }
  // E^2 G / 4 is all there is.
  const double most_w = 32.0 * 32.0 * siemens / 4.0;
  CHECK(pack.flow(state, 0.999999 * most_w, 0.0).possible);
  CHECK_FALSE(pack.flow(state, 1.000001 * most_w, 0.0).possible);
  // Down to 2.5 V a cell: 25 V times G times 7 V.
  CHECK(pack.deliverable_w(state) == Approx(25.0 * 7.0 * siemens).epsilon(1e-9));
}

TEST_CASE("string_bank: a charged string pours into an empty one at rest", "[devices]") {
  storage::OcvRcCell::Data data;
  data.charge_c = 100.0 * kAmpereHour;
  data.ocv_v = storage::MonotoneCurve({{0.0, 3.0}, {1.0, 3.4}});
  data.discharge_resistance_ohm = storage::MonotoneCurve({{0.0, 1e-3}, {1.0, 1e-3}});
  data.charge_resistance_ohm = data.discharge_resistance_ohm;
  const PlainPack pack(storage::OcvRcCell(data), {.cells_in_series = 10.0},
                       {{1, true, false, 0.0, {{.cells = 10.0, .at = 0}}},
                        {1, true, false, 0.0, {{.cells = 10.0, .at = 5}}}});
  auto state = pack.rested(0.8);
  state[5] = 0.4;
  const auto flow = pack.flow(state, 0.0, 0.0);
  CHECK(flow.current_a == 0.0);
  CHECK(flow.voltage_v == Approx(10.0 * 3.24).epsilon(1e-12));
  // Half of 10 * 0.16 V over 10 mohm: 80 A out of one into the other.
  const auto slope = pack.slope(state, flow);
  CHECK(slope[0] == Approx(-80.0 / data.charge_c).epsilon(1e-9));
  CHECK(slope[5] == Approx(80.0 / data.charge_c).epsilon(1e-9));
  // Both meet in the middle with the time constant R Q / (2 dU/ds): 1 mohm * 360 kC / 0.8 V.
  devices::DensePath<std::vector<double>> path;
  path.restart(state, pack.tolerance(), 1.0);
  const double time_s = 1e-3 * data.charge_c / (2.0 * 0.4) * 2.0;
  while (path.end_s() < time_s) {
    path.grow([&](double, const auto& s) { return pack.slope(s, pack.flow(s, 0.0, 0.0)); });
  }
  CHECK(path.at(time_s)[0] - path.at(time_s)[5] == Approx(0.4 * std::exp(-1.0)).epsilon(1e-6));
}

TEST_CASE("string_bank: a shorted cell costs its voltage, and nothing is created", "[devices]") {
  for (const auto kind : {StringFaultKind::shorted_cell, StringFaultKind::high_resistance,
                          StringFaultKind::loose_link, StringFaultKind::open_cell}) {
    for (const bool is_lead : {true, false}) {
      const Parameters parameters =
          is_lead ? of_strings(vrla_150ah(), 4, 3) : of_strings(lfp_3ah(), 16, 3);
      const auto bank = spoilt(parameters, {kind, 2.0, 0.0});
      // What a shorted cell held has become heat at once.
      CHECK(bank->stored_j(0) + bank->loss_j(0) ==
            Approx(make_bank(parameters)->stored_j(0)).epsilon(1e-12));
      const double per_w = is_lead ? 72 * 300.0 : 48 * 15.0;
      support::check_passive(*bank, {.seed = 7,
                                     .low_w = -0.5 * per_w,
                                     .high_w = per_w,
                                     .changes = 60,
                                     .longest = 120 * kSecond,
                                     .heat_margin_frac = 1e-9});
    }
  }
}

TEST_CASE("string_bank: a bad string takes less of a load, and the bank ends earlier",
          "[devices]") {
  const Parameters parameters = of_strings(vrla_150ah(), 40, 2);
  const auto sound = make_bank(parameters);
  const double power_w = 480 * 450.0;
  sound->set_power(0, power_w, 0.0);
  const double sound_s = core::seconds(sound->next_stop(kLong));
  double before_s = sound_s;
  for (const double ohm : {0.01, 0.03, 0.1, 0.3}) {
    const auto bank = spoilt(parameters, {StringFaultKind::loose_link, 1.0, ohm});
    bank->set_power(0, power_w, 0.0);
    const double found_s = core::seconds(bank->next_stop(kLong));
    CHECK(found_s < before_s);
    before_s = found_s;
  }
  const auto open = spoilt(parameters, {});
  open->set_power(0, power_w, 0.0);
  CHECK(core::seconds(open->next_stop(kLong)) < before_s);
  open->restore_strings(0);
  open->set_power(0, power_w, 0.0);
  CHECK(core::seconds(open->next_stop(kLong)) == Approx(sound_s).epsilon(1e-7));
}

TEST_CASE("string_bank: a small cell is reversed, and its string carries on", "[devices]") {
  const storage::TwoWellCell cell = storage::lead_acid_cell(vrla_150ah());
  using Pack = storage::StringPack<storage::TwoWellCell>;
  const storage::BankLayout layout{.cells_in_series = 240.0};
  const Pack weak(
      cell, layout,
      {{1, true, false, 0.0, {{.cells = 239.0, .at = 0}, {.cells = 1.0, .size = 0.3, .at = 3}}}});
  const Pack sound(cell, layout, {{1, true, false, 0.0, {{.cells = 240.0, .at = 0}}}});
  storage::CellBank<Pack> with_weak(weak, layout);
  storage::CellBank<Pack> without(sound, layout);
  with_weak.set_power(0, 240.0 * 400.0, 0.0);
  without.set_power(0, 240.0 * 400.0, 0.0);
  const core::Tick stop = with_weak.next_stop(kLong);
  CHECK(stop < without.next_stop(kLong));
  // One of 240 cells gives nothing at the end, and takes 1 V away: under 2 % of the voltage.
  CHECK(core::seconds(stop) > 0.9 * core::seconds(without.next_stop(kLong)));
  CHECK(with_weak.stop_reason() == StorageStop::end_voltage);
  CHECK(with_weak.cell_voltage_v(stop) == Approx(-storage::kReversalV).margin(0.01));
  CHECK(with_weak.look(stop).terminal_voltage_v == Approx(240 * 1.67).epsilon(1e-6));
}

TEST_CASE("string_bank: each fault finds a sound string, and a repair leaves what was drawn",
          "[devices]") {
  Parameters parameters = of_strings(vrla_150ah(), 40, 3);
  const auto twice = spoilt(parameters, {StringFaultKind::loose_link, 1.0, 0.1});
  twice->spoil(0, {StringFaultKind::loose_link, 1.0, 0.1});
  twice->spoil(0, {StringFaultKind::loose_link, 1.0, 0.1});
  // All three are the same now: the bank has the resistance of one joint over three more.
  const auto sound = make_bank(parameters);
  const double current_a = 300.0;
  twice->set_current(0, current_a);
  sound->set_current(0, current_a);
  CHECK(sound->look(0).terminal_voltage_v - twice->look(0).terminal_voltage_v ==
        Approx(current_a / 3.0 * 0.1).epsilon(1e-9));

  Parameters spread;
  spread["capacity"] = Value(0.03);
  spread["resistance"] = Value(0.10);
  parameters["spread"] = Value(spread);
  core::RandomStream chance(1, 0, "vrla");
  core::RandomStream again(1, 0, "vrla");
  const auto drawn = make_bank(parameters, &chance);
  const auto broken = make_bank(parameters, &again);
  broken->spoil(0, {StringFaultKind::high_resistance, 100.0, 0.01});
  CHECK(broken->discharge_limit_w(0) < drawn->discharge_limit_w(0));
  broken->restore_strings(0);
  CHECK(broken->discharge_limit_w(0) == Approx(drawn->discharge_limit_w(0)).epsilon(1e-9));
}

TEST_CASE("string_bank: balancing brings a full cell down to the others", "[devices]") {
  storage::OcvRcCell::Data data;
  data.charge_c = 100.0 * kAmpereHour;
  data.ocv_v = storage::MonotoneCurve({{0.0, 3.0}, {1.0, 3.6}});
  data.discharge_resistance_ohm = storage::MonotoneCurve({{0.0, 1e-3}, {1.0, 1e-3}});
  data.charge_resistance_ohm = data.discharge_resistance_ohm;
  data.limits.float_voltage_v = 3.65;
  const storage::BankLayout layout{
      .cells_in_series = 16.0, .soc_frac = 0.9, .balancing = {0.5, 3.4}};
  const std::vector<storage::CellString> strings = {
      {.groups = {{.cells = 15.0, .at = 0}, {.cells = 1.0, .soc_offset_frac = 0.05, .at = 5}}}};
  storage::CellBank<PlainPack> bank(PlainPack(storage::OcvRcCell(data), layout, strings), layout);
  const double initial_j = bank.stored_j(0);
  const double before_v = bank.look(0).terminal_voltage_v;
  // 5 Ah too much at 0.5 A: ten hours, less near the end where 5 mV are left (0.8 % of charge).
  const core::Tick half = 5 * 3600 * kSecond;
  CHECK(before_v - bank.look(half).terminal_voltage_v == Approx(0.6 * 0.025).epsilon(1e-6));
  CHECK(bank.look(half).current_a == 0.0);
  const core::Tick later = 30 * 3600 * kSecond;
  CHECK(before_v - bank.look(later).terminal_voltage_v == Approx(0.6 * 0.05).epsilon(0.02));
  CHECK(bank.loss_j(later) == Approx(initial_j - bank.stored_j(later)).epsilon(1e-12));
  CHECK(bank.loss_j(later) > 0.0);
  // Below the threshold nothing is taken.
  CHECK(storage::Balancing{0.5, 3.4}.taken_a(3.39, 3.2) == 0.0);
  CHECK(storage::Balancing{0.5, 3.4}.taken_a(3.45, 3.44) == 0.5);
}

}  // namespace ridethrough::testing
