#include "devices/storage/ocv_rc_cell.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <stdexcept>
#include <string>

#include "../../../support/battery_examples.hpp"
#include "ridethrough/devices/storage/battery.hpp"
#include "support/ticks.hpp"

namespace ridethrough::testing {
namespace {

using devices::make_bank;
using devices::StorageStop;

using ridethrough::support::kSecond;

Parameters with_model(Parameters parameters, const std::string& name, const Value& value) {
  Parameters model = parameters.at("model").map();
  model[name] = value;
  parameters["model"] = Value(model);
  return parameters;
}

/// Flat at 3.3 V without resistance to speak of, 20 mV of hysteresis over 5 % of 3 Ah.
Parameters flat_cell() {
  Parameters p = battery_defaults();
  p["nominal_voltage"] = Value(3.3);
  p["capacity"] = Value(3.0 * kAmpereHour);
  p["end_voltage"] = Value(2.0);
  p["float_voltage"] = Value(4.0);
  p["max_charge"] = Value(2.0 * kPerHour);
  p["soc"] = Value(0.5);
  Parameters model;
  model["kind"] = word("ocv_rc");
  model["open_circuit"] = rows({"soc", "value"}, {{0.0, 3.3}, {1.0, 3.3}});
  model["resistances"] = rows({"at", "soc", "discharge"}, {{kRoomK, 0.5, 1e-9}});
  model["hysteresis"] = rows({"soc", "value"}, {{0.0, 20e-3}, {1.0, 20e-3}});
  model["hysteresis_span"] = Value(0.05);
  p["model"] = Value(model);
  return p;
}

}  // namespace

TEST_CASE("ocv_rc: the voltage goes over to the other curve within the span", "[devices]") {
  const auto bank = make_bank(flat_cell());
  // At rest as charged last; discharging h = 2 exp(-moved / D) - 1.
  CHECK(bank->look(0).terminal_voltage_v == Approx(3.32));
  bank->set_power(0, 10.0, 0.0);
  for (const core::Tick t : {60 * kSecond, 200 * kSecond, 600 * kSecond}) {
    const auto view = bank->look(t);
    const double h = 2.0 * std::exp(-(0.5 - view.soc_frac) / 0.05) - 1.0;
    CHECK(view.terminal_voltage_v == Approx(3.3 + 20e-3 * h).margin(1e-6));
  }
  bank->set_power(1000 * kSecond, -10.0, 0.0);
  CHECK(bank->look(1000 * kSecond).terminal_voltage_v < 3.281);
  CHECK(bank->look(2000 * kSecond).terminal_voltage_v > 3.319);
  // It stays where it is without current: the memory of the last one.
  bank->set_power(2000 * kSecond, 0.0, 0.0);
  CHECK(bank->look(90'000 * kSecond).terminal_voltage_v ==
        bank->look(2000 * kSecond).terminal_voltage_v);
}

TEST_CASE("ocv_rc: a full loop of hysteresis costs the area between the curves", "[devices]") {
  const auto bank = make_bank(flat_cell());
  core::Tick now = 0;
  double heat_j = 0.0, moved_c = 0.0;
  for (int half = 0; half < 6; ++half) {
    bank->set_power(now, half % 2 == 0 ? 10.0 : -10.0, 0.0);
    const core::Tick next = now + 1200 * kSecond;
    if (half >= 2) {
      heat_j += bank->loss_j(next) - bank->loss_j(now);
      moved_c += 3.0 * kAmpereHour * std::abs(bank->look(next).soc_frac - bank->look(now).soc_frac);
    }
    now = next;
  }
  // M for every coulomb, less what the turns save: h^2 is below one for about three spans of each
  // half (integral of 1 - h^2 over a turn: 2 spans).
  const double turns_c = 4.0 * 2.0 * 0.05 * 3.0 * kAmpereHour;
  CHECK(heat_j == Approx(20e-3 * (moved_c - turns_c)).epsilon(0.01));
}

TEST_CASE("ocv_rc: heat never flows back at random turns of the current", "[devices]") {
  std::mt19937_64 random(17);
  for (auto parameters : {flat_cell(), lfp_3ah()}) {
    parameters["soc"] = Value(0.6);
    const auto bank = make_bank(parameters);
    const double initial_j = bank->stored_j(0);
    double heat_j = 0.0;
    core::Tick now = 0;
    for (int change = 0; change < 2000; ++change) {
      double power_w = std::uniform_real_distribution<double>(-12.0, 12.0)(random);
      power_w = std::clamp(power_w, -bank->charge_limit_w(now), bank->discharge_limit_w(now));
      bank->set_power(now, power_w, 0.0);
      now += std::uniform_int_distribution<core::Tick>(1, 20 * kSecond)(random);
      const double loss_j = bank->loss_j(now);
      // Stored energy is of the size of the bank: its rounding, and the error of a step of the
      // integrator (1e-10 of the charge), are what may be lost.
      CHECK(loss_j >= heat_j - 1e-9 * initial_j);
      CHECK(bank->stored_j(now) + loss_j + bank->energy_delivered_j(now) ==
            Approx(initial_j).epsilon(1e-12));
      heat_j = loss_j;
    }
    CHECK(heat_j > 0.0);
  }
}

TEST_CASE("ocv_rc: a hysteresis that would give energy is refused", "[devices]") {
  // 20 mV in 1 % of the charge around 20 mV: 2 V where a span of 5 % may have 0.8 V; half a
  // percent is short enough for it.
  const Value steep = rows({"soc", "value"}, {{0.0, 10e-3}, {0.5, 10e-3}, {0.51, 30e-3}});
  CHECK_THROWS_AS(make_bank(with_model(flat_cell(), "hysteresis", steep)), std::invalid_argument);
  CHECK_NOTHROW(make_bank(
      with_model(with_model(flat_cell(), "hysteresis", steep), "hysteresis_span", Value(0.005))));
}

TEST_CASE("ocv_rc: the entropy cools or warms and is no loss", "[devices]") {
  auto parameters = lfp_3ah();
  parameters["soc"] = Value(0.7);
  parameters["mass"] = Value(0.07);
  parameters["cooling_time"] = Value(1e9);
  const auto plain = make_bank(parameters);
  const auto entropic = make_bank(
      with_model(parameters, "entropy", rows({"soc", "value"}, {{0.0, 0.15e-3}, {1.0, 0.15e-3}})));
  plain->set_power(0, 9.6, 0.0);
  entropic->set_power(0, 9.6, 0.0);
  const core::Tick t = 600 * kSecond;
  CHECK(entropic->loss_j(t) == plain->loss_j(t));
  // T dU/dT per coulomb, over 70 J/K. The cell warms by about 4 K, which is 1 % of T.
  const double moved_c = 3.0 * kAmpereHour * (0.7 - plain->look(t).soc_frac);
  CHECK(plain->look(t).temperature_k - entropic->look(t).temperature_k ==
        Approx(kRoomK * 0.15e-3 * moved_c / 70.0).epsilon(0.02));
}

TEST_CASE("ocv_rc: no charge below freezing", "[devices]") {
  auto parameters = lfp_3ah();
  parameters["soc"] = Value(0.5);
  parameters["temperature"] = Value(kIceK - 1.0);
  const auto cold = make_bank(parameters);
  CHECK(cold->charge_limit_w(0) == 0.0);
  CHECK(cold->discharge_limit_w(0) > 0.0);
  cold->set_power(0, -1.0, 0.0);
  CHECK(cold->next_stop(kSecond) == 0);
  CHECK(cold->stop_reason() == StorageStop::charge_limit);
  parameters["temperature"] = Value(kIceK + 1.0);
  CHECK(make_bank(parameters)->charge_limit_w(0) > 0.0);
}

TEST_CASE("ocv_rc: currents are limited over temperature", "[devices]") {
  auto parameters = lfp_3ah();
  parameters["soc"] = Value(0.5);
  parameters["current_limits"] = rows(
      {"at", "charge", "discharge"},
      {{kIceK, 0.1 * kPerHour, 1.0 * kPerHour}, {kIceK + 20.0, 0.9 * kPerHour, 3.0 * kPerHour}});
  const auto most_a = [&](double temperature_k) {
    parameters["temperature"] = Value(temperature_k);
    const auto bank = make_bank(parameters);
    const double charge_w = bank->charge_limit_w(0);
    const double discharge_w = bank->discharge_limit_w(0);
    bank->set_power(0, -charge_w, 0.0);
    const double charge_a = -bank->look(0).current_a;
    bank->set_power(0, discharge_w, 0.0);
    return std::pair(charge_a, bank->look(0).current_a);
  };
  // 3 Ah; a charge current of max_charge = 1C binds beyond the last point only if it is lower.
  CHECK(most_a(kIceK).first == Approx(0.3));
  CHECK(most_a(kIceK).second == Approx(3.0));
  CHECK(most_a(kIceK + 10.0).first == Approx(1.5));
  CHECK(most_a(kIceK + 10.0).second == Approx(6.0));
  CHECK(most_a(kIceK + 30.0).first == Approx(2.7));
  CHECK(most_a(kIceK + 30.0).second == Approx(9.0));
}

TEST_CASE("ocv_rc: the opening of a path is as good as its steps", "[devices]") {
  using devices::storage::MonotoneCurve;
  using devices::storage::OcvRcCell;
  OcvRcCell::Data data;
  data.charge_c = 3.0 * kAmpereHour;
  data.ocv_v = MonotoneCurve({{0.0, 2.3}, {0.05, 3.06}, {0.1, 3.2}, {0.9, 3.34}, {1.0, 3.53}});
  data.discharge_resistance_ohm = MonotoneCurve({{0.0, 0.09}, {0.1, 0.06}, {1.0, 0.04}});
  data.charge_resistance_ohm = data.discharge_resistance_ohm;
  data.fast = {0.2, 3.0};
  data.slow = {0.3, 60.0};
  data.hysteresis_v = MonotoneCurve({{0.0, 0.02}, {1.0, 0.02}});
  data.limits.end_voltage_v = 2.0;
  data.limits.heat_capacity_j_per_k = 70.0;
  const OcvRcCell cell(data);
  std::mt19937_64 random(13);
  const auto draw = [&](double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random);
  };
  int opened = 0;
  for (int i = 0; i < 1000; ++i) {
    const double power_w = draw(0.1, 40.0);
    const double earlier_a = draw(-3.0, 12.0);
    const OcvRcCell::State state{draw(0.05, 1.0), earlier_a, draw(-3.0, 12.0), draw(0.0, 10.0),
                                 draw(-1.0, 1.0)};
    const auto flow = cell.flow(state, power_w);
    if (!flow.possible || cell.stop(state, flow) != StorageStop::none) continue;
    const auto opening = cell.opening(state, flow);
    if (!opening) continue;
    ++opened;
    devices::DensePath<OcvRcCell::State> quick;
    quick.restart(state, cell.tolerance(), 1.0);
    quick.open(*opening);
    devices::DensePath<OcvRcCell::State> exact;
    exact.restart(state, {1e-14, 1e-10, 1e-10, 1e-10, 1e-12}, 0.1 * opening->span_s);
    while (exact.end_s() < opening->span_s) {
      exact.grow([&](double, const auto& s) { return cell.slope(s, cell.flow(s, power_w)); });
    }
    for (const double part : {0.3, 0.7, 1.0}) {
      const auto a = quick.at(part * opening->span_s);
      const auto b = exact.at(part * opening->span_s);
      INFO("soc " << state[0] << ", " << power_w << " W, branches at " << earlier_a << " A");
      for (std::size_t k = 0; k < a.size(); ++k) {
        CHECK(a[k] == Approx(b[k]).margin(cell.tolerance()[k]).epsilon(0.0));
      }
    }
  }
  CHECK(opened > 500);
}

}  // namespace ridethrough::testing
