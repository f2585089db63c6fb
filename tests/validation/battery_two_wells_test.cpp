#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>

#include "../support/battery_examples.hpp"
#include "devices/dense_ode.hpp"
#include "devices/storage/two_well_cell.hpp"
#include "ridethrough/devices/storage/battery.hpp"
#include "support/validation_case.hpp"

namespace ridethrough::testing {
namespace {

/// Charges of the two wells.
struct Wells {
  double available_c = 0.0;
  double bound_c = 0.0;
};

/// KiBaM under constant current, as Manwell and McGowan printed it (Solar Energy 50, 1993).
Wells closed_form(const Wells& start, double c, double k, double current_a, double t) {
  const double q0 = start.available_c + start.bound_c;
  const double e = std::exp(-k * t);
  const double ramp = k * t - 1.0 + e;
  return {
      start.available_c * e + (q0 * k * c - current_a) * (1.0 - e) / k - current_a * c * ramp / k,
      start.bound_c * e + q0 * (1.0 - c) * (1.0 - e) - current_a * (1.0 - c) * ramp / k};
}

constexpr double kCharge = 207.49 * kAmpereHour;
constexpr double kShare = 0.50583;
constexpr double kExchange = 0.61243 * kPerHour;
constexpr double kEmf = 2.0;

using Path = devices::DensePath<devices::storage::TwoWellCell::State>;

void grow_until(Path& path, double span_s, const devices::storage::TwoWellCell& cell,
                double power_w) {
  while (path.end_s() < span_s) {
    path.grow(
        [&](double, const auto& state) { return cell.slope(state, cell.flow(state, power_w)); });
  }
}

}  // namespace

TEST_CASE("the wells follow the closed form of KiBaM", "[validation]") {
  // Without resistance and head term the voltage is constant: constant power is constant current.
  devices::storage::TwoWellCell::Data data;
  data.charge_c = kCharge;
  data.available_share = kShare;
  data.exchange_per_s = kExchange;
  data.emf_v = kEmf;
  const devices::storage::TwoWellCell cell(data);
  Wells wells{kShare * kCharge, (1.0 - kShare) * kCharge};
  auto state = cell.rested(1.0);
  Path path;
  double worst = 0.0;
  const double currents[][2] = {
      {300.0, 600.0}, {0.0, 900.0}, {120.0, 700.0}, {-40.0, 3000.0}, {10.0, 9000.0}};
  for (const auto& [current_a, span_s] : currents) {
    const double power_w = current_a * kEmf;
    path.restart(state, cell.tolerance(), cell.first_step_s(state, cell.flow(state, power_w)));
    grow_until(path, span_s, cell, power_w);
    state = path.at(span_s);
    wells = closed_form(wells, kShare, kExchange, current_a, span_s);
    const double total = (wells.available_c + wells.bound_c) / kCharge;
    const double head = wells.available_c / (kShare * kCharge);
    // The gate of the project is 1e-9; the tolerance of a step is 1e-10.
    worst = std::max({worst, std::abs(state[0] - total), std::abs(state[1] - head)});
    if (current_a == 0.0) CHECK(cell.rest(state, 0.0)[1] == Approx(head).margin(1e-9));
  }
  report_case({.name = "two wells under constant current, share of charge",
               .kind = "analytic",
               .reference = "Manwell and McGowan, Solar Energy 50 (1993), closed form",
               .measured = worst,
               .allowed = 1e-9,
               .unit = "of full"});
}

TEST_CASE("available charge ends when the closed form says so", "[validation]") {
  constexpr double kResistanceOhm = 1e-9;  // a cell without any is refused
  Parameters parameters =
      two_well_battery(150.0, {207.49, kShare, 0.61243, kEmf, kResistanceOhm, 0.0});
  parameters["end_voltage"] = Value(0.0);
  const auto bank = devices::make_bank(parameters);
  const double current_a = 300.0;
  bank->set_power(0, current_a * kEmf, 0.0);
  const core::Tick stop = bank->next_stop(100'000 * core::kTicksPerSecond);
  REQUIRE(stop != core::kNever);
  CHECK(bank->stop_reason() == devices::StorageStop::available_charge);
  // Constant power draws that much more through the resistance: 0.2 ms of the whole time.
  const double drawn_a = current_a * (1.0 + current_a * kResistanceOhm / kEmf);
  const Wells full{kShare * kCharge, (1.0 - kShare) * kCharge};
  // The well counts as empty at a thousandth of its head; find that time by halving.
  double low = 0.0;
  double high = 3600.0;
  for (int i = 0; i < 100; ++i) {
    const double middle = 0.5 * (low + high);
    const double left_c = closed_form(full, kShare, kExchange, drawn_a, middle).available_c;
    (left_c > 1e-3 * kShare * kCharge ? low : high) = middle;
  }
  // 1e-9 of the charge at 300 A is 3 us.
  report_case({.name = "two wells, time at which the available charge ends",
               .kind = "analytic",
               .reference = "the same closed form, its root by halving",
               .measured = std::abs(core::seconds(stop) - low),
               .allowed = 5e-6,
               .unit = "s"});
}

}  // namespace ridethrough::testing
