#include "devices/storage/two_well_cell.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "../../../support/battery_examples.hpp"
#include "../../../support/passive_bank.hpp"
#include "devices/dense_ode.hpp"
#include "devices/storage/lead_acid_parameters.hpp"
#include "ridethrough/devices/storage/battery.hpp"
#include "support/ticks.hpp"

namespace ridethrough::testing {
namespace {

using devices::make_bank;
using devices::StorageStop;
using devices::storage::lead_acid_cell;
using devices::storage::TwoWellCell;

using ridethrough::support::kSecond;
constexpr core::Tick kWellLong = 400'000 * kSecond;

Parameters at_temperature(double degc) {
  Parameters parameters = vrla_150ah();
  parameters["temperature"] = Value(kIceK + degc);
  return parameters;
}

double running_s(Parameters parameters, double power_w, double end_voltage_v) {
  parameters["end_voltage"] = Value(end_voltage_v);
  const auto bank = make_bank(parameters);
  bank->set_power(0, power_w, 0.0);
  return core::seconds(bank->next_stop(kWellLong));
}

TwoWellCell::State slope_at_power(const TwoWellCell& cell, const TwoWellCell::State& state,
                                  double power_w) {
  return cell.slope(state, cell.flow(state, power_w));
}

}  // namespace

TEST_CASE("two_well_cell: more power and a higher end voltage last shorter", "[devices]") {
  double longer_s = 1e9;
  for (double power_w = 150.0; power_w < 4500.0; power_w *= 1.1) {
    const double found_s = running_s(vrla_150ah(), power_w, 1.67);
    CHECK(found_s < longer_s);
    CHECK(found_s < running_s(vrla_150ah(), power_w, 1.66));
    CHECK(found_s > running_s(vrla_150ah(), power_w, 1.68));
    longer_s = found_s;
  }
}

TEST_CASE("two_well_cell: voltage falls with current and rises with charge", "[devices]") {
  const TwoWellCell cell = lead_acid_cell(vrla_150ah());
  double before_v = 3.0;
  for (double current_a = -200.0; current_a < 400.0; current_a += 7.0) {
    const double voltage_v = cell.flow_at_current({0.7, 0.5, 0.0}, current_a).voltage_v;
    CHECK(voltage_v < before_v);
    CHECK(cell.flow_at_current({0.71, 0.5, 0.0}, current_a).voltage_v > voltage_v);
    if (current_a > 0.0)
      CHECK(cell.flow_at_current({0.7, 0.51, 0.0}, current_a).voltage_v > voltage_v);
    before_v = voltage_v;
  }
}

TEST_CASE("two_well_cell: power and current tell the same", "[devices]") {
  const TwoWellCell cell = lead_acid_cell(at_temperature(5.0));
  for (const double power_w : {-80.0, -5.0, 0.0, 3.0, 100.0, 300.0}) {
    const auto flow = cell.flow({0.8, 0.7, 0.0}, power_w);
    CHECK(flow.current_a * flow.voltage_v == Approx(power_w).margin(1e-12));
    CHECK(cell.flow_at_current({0.8, 0.7, 0.0}, flow.current_a).voltage_v ==
          Approx(flow.voltage_v).epsilon(1e-12));
  }
}

TEST_CASE("two_well_cell: no cycle makes energy, whatever the temperature", "[devices]") {
  for (const double degc : {-20.0, 0.0, 25.0, 40.0}) {
    support::check_passive(
        *make_bank(at_temperature(degc)),
        {.seed = 5, .low_w = -1500.0, .high_w = 2500.0, .longest = 300 * kSecond});
  }
}

TEST_CASE("two_well_cell: the heat is that of the current", "[devices]") {
  const auto bank = make_bank(vrla_150ah());
  bank->set_power(0, 3000.0, 0.0);
  double heat_j = 0.0;
  constexpr int kSteps = 6000;
  for (int i = 0; i < kSteps; ++i) {
    const auto view = bank->look((2 * i + 1) * kSecond / 20);
    const double emf_v = 6.0 * (2.15 - 0.21 * (1.0 - view.soc_frac));
    heat_j += 0.1 * view.current_a * (emf_v - view.terminal_voltage_v);
  }
  // Midpoint steps of 0.1 s of a curve that bends over minutes.
  CHECK(bank->loss_j(kSteps / 10 * kSecond) == Approx(heat_j).epsilon(1e-7));
}

TEST_CASE("two_well_cell: empty at rest is 1.94 V and no energy", "[devices]") {
  const TwoWellCell cell = lead_acid_cell(vrla_150ah());
  CHECK(cell.flow(cell.rested(0.0), 0.0).voltage_v == Approx(1.94).epsilon(1e-12));
  CHECK(cell.flow(cell.rested(1.0), 0.0).voltage_v == Approx(2.15).epsilon(1e-12));
  CHECK(cell.stored_j(cell.rested(0.0)) == 0.0);
  // Mean of both voltages times the charge.
  CHECK(cell.stored_j(cell.rested(1.0)) == Approx(228.962 * 3600.0 * 2.045).epsilon(1e-12));
}

TEST_CASE("two_well_cell: cold hides charge, and warmth gives it back", "[devices]") {
  const double power_w = 1800.0;
  double before_s = 0.0;
  for (const double degc : {-20.0, -5.0, 5.0, 15.0, 25.0, 32.0, 40.0}) {
    const double found_s = running_s(at_temperature(degc), power_w, 1.67);
    CHECK(found_s > before_s);
    before_s = found_s;
  }
  // Energy belongs to the state of charge alone.
  CHECK(make_bank(at_temperature(-20.0))->stored_j(0) == make_bank(vrla_150ah())->stored_j(0));
}

TEST_CASE("two_well_cell: numbers of a model at 20 degC hold at 20 degC", "[devices]") {
  Parameters at_twenty = at_temperature(20.0);
  at_twenty["model_temperature"] = Value(kIceK + 20.0);
  const double power_w = 3000.0;
  CHECK(running_s(at_twenty, power_w, 1.67) == running_s(vrla_150ah(), power_w, 1.67));
  at_twenty["temperature"] = Value(kRoomK);
  CHECK(running_s(at_twenty, power_w, 1.67) > running_s(vrla_150ah(), power_w, 1.67));
}

TEST_CASE("two_well_cell: an old factor of power scales power exactly", "[devices]") {
  const double reference_s = running_s(older_vrla_150ah(), 3200.0, 1.67);
  Parameters cold = older_vrla_150ah();
  cold["temperature"] = Value(kIceK + 10.0);
  CHECK(running_s(cold, 0.86 * 3200.0, 1.67) == Approx(reference_s).epsilon(1e-9));
  Parameters newer = vrla_150ah();
  newer["temperature_factor"] = cold["temperature_factor"];
  Parameters model = newer["model"].map();
  model.erase("temperatures");
  newer["model"] = Value(model);
  const double newer_s = running_s(newer, 3200.0, 1.67);
  newer["temperature"] = Value(kIceK + 10.0);
  CHECK(running_s(newer, 0.86 * 3200.0, 1.67) == Approx(newer_s).epsilon(1e-9));
}

TEST_CASE("two_well_cell: pulses that charge what they took leave the wells level", "[devices]") {
  Parameters parameters = vrla_150ah();
  parameters["soc"] = Value(0.6);
  const TwoWellCell cell = lead_acid_cell(parameters);
  // A charge goes where it was taken from; else the available well would run dry in the long run.
  const auto given = slope_at_power(cell, {0.6, 0.5, 0.0}, 50.0);
  const auto taken = slope_at_power(cell, {0.6, 0.5, 0.0}, -50.0);
  const double given_ratio = (given[1] - 0.1 * 0.192605 / 3600.0) / given[0];
  const double taken_ratio = (taken[1] - 0.1 * 0.192605 / 3600.0) / taken[0];
  CHECK(given_ratio == Approx(1.0 / 0.494366).epsilon(1e-6));
  CHECK(taken_ratio > 0.9 / 0.494366);
  // Level wells fill alike, so that the available one is never above full.
  const auto level = slope_at_power(cell, {0.6, 0.6, 0.0}, -50.0);
  CHECK(level[1] == Approx(level[0]).epsilon(1e-12));
}

TEST_CASE("two_well_cell: the opening of a path is as good as its steps", "[devices]") {
  std::mt19937_64 random(11);
  const auto draw = [&](double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random);
  };
  int opened = 0;
  for (int i = 0; i < 2000; ++i) {
    const TwoWellCell cell = lead_acid_cell(i % 2 == 0 ? vrla_150ah() : older_vrla_150ah());
    const double soc = draw(0.1, 1.0);
    const TwoWellCell::State state{soc, std::min(1.0, soc * draw(0.2, 1.1)), 0.0};
    const double power_w = std::exp(draw(std::log(1.0), std::log(900.0)));
    const auto flow = cell.flow(state, power_w);
    if (!flow.possible || cell.stop(state, flow) != StorageStop::none) continue;
    const auto opening = cell.opening(state, flow);
    if (!opening) continue;
    ++opened;
    devices::DensePath<TwoWellCell::State> quick;
    quick.restart(state, cell.tolerance(), 1.0);
    quick.open(*opening);
    devices::DensePath<TwoWellCell::State> exact;
    exact.restart(state, {1e-14, 1e-14, 1e-10}, opening->span_s);
    while (exact.end_s() < opening->span_s) {
      exact.grow([&](double, const auto& s) { return slope_at_power(cell, s, power_w); });
    }
    for (const double part : {0.3, 0.7, 1.0}) {
      const auto a = quick.at(part * opening->span_s);
      const auto b = exact.at(part * opening->span_s);
      INFO("soc " << soc << ", head " << state[1] << ", " << power_w << " W");
      CHECK(a[0] == Approx(b[0]).margin(cell.tolerance()[0]).epsilon(0.0));
      CHECK(a[1] == Approx(b[1]).margin(cell.tolerance()[1]).epsilon(0.0));
      CHECK(a[2] == Approx(b[2]).margin(cell.tolerance()[2]).epsilon(0.0));
    }
  }
  CHECK(opened > 500);
}

TEST_CASE("battery_bank: a held current is held until its stop", "[devices]") {
  Parameters two_strings = vrla_150ah();
  two_strings["strings"] = count(2);
  for (const auto& parameters : {two_strings, lfp_3ah()}) {
    const bool lead = parameters.find("cells")->second.count() == 6;
    const double current_a = lead ? 200.0 : 3.0;
    const auto bank = make_bank(parameters);
    const double initial_j = bank->stored_j(0);
    bank->set_current(0, current_a);
    const core::Tick stop = bank->next_stop(kWellLong);
    REQUIRE(stop != core::kNever);
    double energy_j = 0.0;
    constexpr int kSteps = 20'000;
    for (int i = 0; i < kSteps; ++i) {
      const auto view = bank->look(stop / (2 * kSteps) * (2 * i + 1));
      CHECK(view.current_a == Approx(current_a).epsilon(1e-9));
      energy_j += core::seconds(stop) / kSteps * view.current_a * view.terminal_voltage_v;
    }
    // Midpoints of 20,000 steps: 1e-8 where the voltage bends, more in its knee at the end.
    CHECK(bank->energy_delivered_j(stop) == Approx(energy_j).epsilon(1e-5));
    const double sum_j = bank->stored_j(stop) + bank->loss_j(stop) + bank->energy_delivered_j(stop);
    CHECK(sum_j == Approx(initial_j).epsilon(1e-12));
    bank->set_power(stop, 0.0, 0.0);
    CHECK(bank->look(stop + kSecond).current_a == 0.0);
  }
}

}  // namespace ridethrough::testing
