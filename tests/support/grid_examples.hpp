#pragma once

#include <catch2/catch.hpp>
#include <cstdint>
#include <memory>
#include <numbers>
#include <string>
#include <utility>

#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/grid/genset.hpp"
#include "ridethrough/devices/grid/transformer.hpp"
#include "ridethrough/devices/grid/utility.hpp"
#include "ridethrough/devices/load/load.hpp"
#include "ridethrough/devices/parameters.hpp"
#include "ridethrough/devices/switchgear/ats.hpp"
#include "ridethrough/devices/switchgear/sts.hpp"
#include "support/ticks.hpp"

/// Bound parameters of grid and switchgear as the binder hands them over (SI, defaults filled in).
namespace ridethrough::support {

inline constexpr core::Tick kMin = 60 * kSecond;

/// Equal up to the rounding of one product of doubles: a line is read as integer * (1e-9 / 1024) W.
inline Catch::Detail::Approx exactly(double value) {
  return Catch::Detail::Approx(value).epsilon(1e-15);
}

inline devices::Value word_value(const char* word) { return devices::Value(std::string(word)); }
inline devices::Value number_value(double number) { return devices::Value(number); }

/// `base` with the entries of `over` in place of its own.
inline devices::Parameters with(devices::Parameters base, const devices::Parameters& over) {
  for (const auto& [name, value] : over) base.insert_or_assign(name, value);
  return base;
}

inline devices::Parameters utility_of(double voltage_v, double short_circuit_va = 0.0,
                                      double x_over_r = 10.0) {
  devices::Parameters parameters{{"voltage", number_value(voltage_v)},
                                 {"frequency", number_value(50.0)},
                                 {"x_over_r", number_value(x_over_r)}};
  if (short_circuit_va > 0.0) {
    parameters.emplace("short_circuit", number_value(short_circuit_va));
  }
  return parameters;
}

/// Like tx-1600kva-10kv-400v, with round losses.
inline devices::Parameters transformer_1600kva() {
  return {{"rating", number_value(1.6e6)},   {"primary", number_value(10e3)},
          {"voltage", number_value(400.0)},  {"impedance", number_value(0.06)},
          {"load_loss", number_value(12e3)}, {"no_load_loss", number_value(1080.0)}};
}

/// diesel-1600kw, without the keys that do not act.
inline devices::Parameters diesel_1600kw() {
  return {
      {"rating", number_value(1.6e6)},
      {"voltage", number_value(400.0)},
      {"frequency", number_value(50.0)},
      {"state", word_value("stopped")},
      {"cooldown", number_value(300.0)},
      {"start", devices::Value(devices::Parameters{{"signal_delay", number_value(1.0)},
                                                   {"crank", number_value(2.0)},
                                                   {"ready", number_value(10.0)},
                                                   {"pause", number_value(15.0)},
                                                   {"tries", devices::Value(std::int64_t{3})}})},
      {"trips", devices::Value(devices::Parameters{{"overload", number_value(1.1)},
                                                   {"for", number_value(60.0)}})},
      {"reliability", devices::Value(devices::Parameters{{"fail_to_start", number_value(0.005)}})}};
}

/// ats-2500a.
inline devices::Parameters ats_2500a() {
  const devices::Value::List band{number_value(0.85), number_value(1.10)};
  return {{"sense", number_value(0.5)},
          {"window", devices::Value(devices::Parameters{{"voltage", devices::Value(band)}})},
          {"transfer", number_value(0.1)},
          {"qualify", number_value(0.5)},
          {"retransfer", number_value(300.0)},
          {"rating", number_value(2500.0)},
          {"return", word_value("automatic")},
          {"dwell", number_value(0.0)},
          {"start_delay", number_value(0.0)},
          {"inhibit", devices::Value(false)},
          {"transition", word_value("open")},
          {"neutral", number_value(1.0)},
          {"overlap", number_value(0.1)},
          {"in_phase", devices::Value(false)},
          {"sync", devices::Value(
                       devices::Parameters{{"angle", number_value(5.0 * std::numbers::pi / 180.0)},
                                           {"frequency", number_value(0.2)},
                                           {"voltage", number_value(0.05)}})},
          {"sync_timeout", number_value(60.0)}};
}

/// The defaults of an sts, with a current above which a fault lies below it.
inline devices::Parameters sts_2500a() {
  const devices::Value::List band{number_value(0.9), number_value(1.1)};
  return {
      {"sense", number_value(0.001)},
      {"transfer", number_value(0.004)},
      {"window", devices::Value(devices::Parameters{{"voltage", devices::Value(band)}})},
      {"qualify", number_value(0.02)},
      {"dwell", number_value(0.02)},
      {"sync_window", number_value(15.0 * std::numbers::pi / 180.0)},
      {"out_of_phase", word_value("wait")},
      {"break", number_value(0.01)},
      {"phase_memory", number_value(0.2)},
      {"fault_inhibit", number_value(5000.0)},
      {"retransfer", number_value(10.0)},
      {"return", word_value("automatic")},
      {"chatter", devices::Value(devices::Parameters{{"transfers", devices::Value(std::int64_t{5})},
                                                     {"within", number_value(60.0)},
                                                     {"lock", number_value(600.0)}})},
      {"rating", number_value(2500.0)}};
}

inline devices::Parameters load_of(double power_w, double power_factor = 1.0) {
  return {{"power", number_value(power_w)},
          {"power_factor", number_value(power_factor)},
          {"load", number_value(1.0)}};
}

inline devices::Parameters dip_to(double residual_pu) {
  return {{"to", number_value(residual_pu)}};
}

}  // namespace ridethrough::support
