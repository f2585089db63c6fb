#include <catch2/catch.hpp>
#include <memory>

#include "../../../support/battery_examples.hpp"
#include "devices/storage/lead_acid_parameters.hpp"
#include "ridethrough/devices/conversion/ups.hpp"
#include "ridethrough/devices/storage/battery.hpp"
#include "ridethrough/devices/storage/battery_device.hpp"
#include "support/device_rig.hpp"
#include "support/plain_devices.hpp"
#include "support/ups_examples.hpp"

namespace ridethrough::testing {
namespace {

using devices::make_bank;
using devices::storage::lead_acid_cell;
using devices::storage::TwoWellCell;

constexpr double kMonthS = 2'628'000.0;  ///< a twelfth of 365 days
constexpr double kJustBelowFull = 0.9998;
constexpr core::Tick kRestHour = 3600 * core::kTicksPerSecond;

Parameters leaking(Parameters parameters, double soc_frac, double degc = 25.0) {
  parameters["self_discharge"] = Value(0.03 / kMonthS);
  parameters["soc"] = Value(soc_frac);
  parameters["temperature"] = Value(kIceK + degc);
  return parameters;
}

double left_after(const Parameters& parameters, double months) {
  const auto now = static_cast<core::Tick>(months * kMonthS) * core::kTicksPerSecond;
  return make_bank(parameters)->look(now).soc_frac;
}

}  // namespace

TEST_CASE("self_discharge: 91, 82 and 64 % are left after 3, 6 and 12 months", "[devices]") {
  // Panasonic, batteries.md 3.2, from full.
  for (const Parameters& kind : {vrla_150ah(), lfp_3ah()}) {
    const Parameters stored = leaking(kind, kJustBelowFull);
    CHECK(left_after(stored, 3.0) == Approx(0.91 * kJustBelowFull).margin(1e-3));
    CHECK(left_after(stored, 6.0) == Approx(0.82 * kJustBelowFull).margin(1e-3));
    CHECK(left_after(stored, 12.0) == Approx(0.64 * kJustBelowFull).margin(1e-3));
  }
}

TEST_CASE("self_discharge: twice as much 10 K warmer, and nothing below empty", "[devices]") {
  const double cool = 0.9 - left_after(leaking(vrla_150ah(), 0.9), 4.0);
  const double warm = 0.9 - left_after(leaking(vrla_150ah(), 0.9, 35.0), 4.0);
  CHECK(cool == Approx(0.12).epsilon(1e-9));
  CHECK(warm == Approx(2.0 * cool).epsilon(1e-9));
  CHECK(left_after(leaking(vrla_150ah(), 0.1), 6.0) == 0.0);
  CHECK(left_after(leaking(lfp_3ah(), 0.1), 6.0) == 0.0);
}

TEST_CASE("self_discharge: rest is the solution of the slopes", "[devices]") {
  // The wells are far from level, so that leak and exchange act together.
  const TwoWellCell cell = lead_acid_cell(leaking(vrla_150ah(), 0.7));
  TwoWellCell::State state{0.7, 0.4, 0.0};
  const TwoWellCell::State rested = cell.rest(state, 20'000.0);
  constexpr int kSteps = 4000;
  for (int i = 0; i < kSteps; ++i) {
    constexpr double kStepS = 20'000.0 / kSteps;
    const auto first = cell.slope(state, cell.flow(state, 0.0));
    TwoWellCell::State middle = state;
    for (std::size_t j = 0; j < 3; ++j) middle[j] += 0.5 * kStepS * first[j];
    const auto second = cell.slope(middle, cell.flow(middle, 0.0));
    for (std::size_t j = 0; j < 3; ++j) state[j] += kStepS * second[j];
  }
  CHECK(state[0] == Approx(rested[0]).epsilon(1e-12));
  CHECK(state[1] == Approx(rested[1]).epsilon(1e-7));
  CHECK(rested[0] == Approx(0.7 - 0.03 * 20'000.0 / kMonthS).epsilon(1e-12));
}

TEST_CASE("self_discharge: a discharge has it in its table", "[devices]") {
  const auto stop_of = [](const Parameters& parameters) {
    const auto bank = make_bank(parameters);
    bank->set_power(0, 300.0, 0.0);
    return bank->next_stop(100 * kRestHour);
  };
  Parameters tight = vrla_150ah();
  CHECK(stop_of(leaking(vrla_150ah(), 1.0)) == stop_of(tight));
  tight["soc"] = Value(0.8);
  CHECK(stop_of(leaking(vrla_150ah(), 0.8)) == stop_of(tight));
}

TEST_CASE("self_discharge: float holds a full bank", "[devices]") {
  const auto bank = make_bank(leaking(vrla_150ah(), 1.0));
  CHECK(bank->look(1000 * kRestHour).soc_frac == 1.0);
  CHECK(bank->charge_limit_w(1000 * kRestHour) == 0.0);
}

TEST_CASE("self_discharge: what leaked is a loss, and looking changes nothing", "[devices]") {
  const auto bank = make_bank(leaking(lfp_3ah(), 0.6));
  const auto looked_at = make_bank(leaking(lfp_3ah(), 0.6));
  for (int hour = 1; hour < 500; ++hour) {
    const double before_j = looked_at->loss_j((hour - 1) * kRestHour);
    CHECK(looked_at->loss_j(hour * kRestHour) > before_j);
    CHECK(looked_at->next_stop(hour * kRestHour) == core::kNever);
  }
  CHECK(bank->look(500 * kRestHour).soc_frac == looked_at->look(500 * kRestHour).soc_frac);
  CHECK(bank->loss_j(500 * kRestHour) + bank->stored_j(500 * kRestHour) ==
        Approx(bank->stored_j(0)).epsilon(1e-12));
}

TEST_CASE("self_discharge: a quiet day after a recharge wakes nobody", "[battery_device]") {
  Parameters blocks = leaking(vrla_150ah(), 1.0);
  blocks["series"] = count(40);
  blocks["strings"] = count(10);
  support::Rig rig;
  rig.add("grid", std::make_unique<support::PlainSource>(400.0, 50.0));
  rig.add("ups", devices::make_ups(support::ups_600kw()), {.from = {"grid"}});
  rig.add("vrla", devices::make_battery(blocks), {.from = {"ups"}});
  rig.add("load", std::make_unique<support::PlainLoad>(520e3), {.from = {"ups"}});
  rig.set(kRestHour / 60, "grid", "voltage", 0.0);
  rig.set(kRestHour / 20, "grid", "voltage", 1.0);
  rig.run(48 * kRestHour);
  CHECK(rig.state("vrla") == "full");
  const double soc_frac = rig.look("vrla", "soc");
  const auto instants = rig.engine().statistics().instants;
  rig.run(72 * kRestHour);
  CHECK(rig.engine().statistics().instants == instants);
  // It ended its recharge below the top, where it leaks: a thirtieth of 3 % a day.
  const double leaked = 0.03 * 24.0 * 3600.0 / kMonthS;
  CHECK(rig.look("vrla", "soc") == Approx(soc_frac - leaked).epsilon(1e-9));
}

}  // namespace ridethrough::testing
