#pragma once

#include <cmath>
#include <memory>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include "ridethrough/devices/grid/rotary_ups.hpp"
#include "support/device_rig.hpp"
#include "support/grid_examples.hpp"
#include "support/plain_devices.hpp"
#include "support/turning_source.hpp"

/// A rotary UPS between a source and a load, and its laws by hand.
namespace ridethrough::support {

inline constexpr double kRotaryFullJ = 20e6;
inline constexpr double kRotaryLowestJ = 0.36 * kRotaryFullJ;
inline constexpr double kRotaryDragW = 8e3;
inline constexpr double kRotaryStandingW = 48e3;
inline constexpr double kRotaryRechargeW = 160e3;
inline constexpr double kRotaryChokeOhm = 0.3 * 400.0 * 400.0 / 2e6;

/// 1.6 MW, 2 MVA, 20 MJ.
inline devices::Parameters rotary_1600kw() {
  const devices::Value::List window{number_value(0.9), number_value(1.1)};
  return {
      {"rating", number_value(1.6e6)},
      {"power_factor", number_value(0.8)},
      {"choke", number_value(0.3)},
      {"energy", number_value(kRotaryFullJ)},
      {"lowest_speed", number_value(0.6)},
      {"drag", number_value(0.005)},
      {"standing_loss", number_value(0.03)},
      {"recharge_limit", number_value(0.1)},
      {"short_circuit", number_value(5.0)},
      {"window", devices::Value(devices::Parameters{{"voltage", devices::Value(window)},
                                                    {"detect", number_value(0.01)}})},
      {"opens_in", number_value(0.05)},
      {"start", devices::Value(devices::Parameters{{"signal_delay", number_value(1.0)},
                                                   {"crank", number_value(2.0)},
                                                   {"ready", number_value(5.0)},
                                                   {"pause", number_value(15.0)},
                                                   {"tries", devices::Value(std::int64_t{3})}})},
      {"return_after", number_value(30.0)},
      {"sync", devices::Value(devices::Parameters{{"angle", number_value(std::numbers::pi / 36.0)},
                                                  {"frequency", number_value(0.2)},
                                                  {"voltage", number_value(0.05)},
                                                  {"slip", number_value(0.1)}})}};
}

/// Energy after `span_s` with `power_w` at the shaft: E' = P - D E / E0.
inline double rotary_energy(double from_j, double power_w, double span_s) {
  const double lag_s = kRotaryFullJ / kRotaryDragW;
  const double rest_j = power_w * lag_s;
  return rest_j + (from_j - rest_j) * std::exp(-span_s / lag_s);
}

/// When it has gone from `from_j` to `to_j`, s.
inline double rotary_span(double from_j, double to_j, double power_w) {
  const double lag_s = kRotaryFullJ / kRotaryDragW;
  const double rest_j = power_w * lag_s;
  return lag_s * std::log((from_j - rest_j) / (to_j - rest_j));
}

/// grid -- drups -- load; a second load hangs on the grid beside it.
struct RotaryPlant {
  explicit RotaryPlant(double load_w, const devices::Parameters& drups = rotary_1600kw(),
                       double feed_ohm = 0.0, double neighbour_w = 0.0) {
    rig.add("grid",
            std::make_unique<TurningSource>(50.0, 0.0, feed_ohm, network::SourceKind::grid));
    rig.add("drups", devices::make_rotary_ups(drups), {.from = {"grid"}});
    rig.add("load", std::make_unique<PlainLoad>(load_w), {.from = {"drups"}});
    if (neighbour_w <= 0.0) return;
    rig.add("neighbour", std::make_unique<PlainLoad>(neighbour_w), {.from = {"grid"}});
  }
  void sag(core::Tick from, core::Tick to, double voltage_pu, double jump_degrees = 0.0) {
    const double jump_rad = jump_degrees / 180.0 * std::numbers::pi;
    rig.set(from, "grid", "voltage", voltage_pu);
    if (jump_rad != 0.0) rig.set(from, "grid", "angle", jump_rad);
    if (to == core::kNever) return;
    rig.set(to, "grid", "voltage", 1.0);
    if (jump_rad != 0.0) rig.set(to, "grid", "angle", -jump_rad);
  }
  void fail(core::Tick at, const char* mode) {
    rig.order(at, "drups", devices::Verb::fail, true, {{"as", word_value(mode)}});
  }
  double look(const char* quantity) { return rig.look("drups", quantity); }
  /// Angle by which the outlet lags an ideal feed of 1 pu that gives `power_w`.
  double lag_rad(double power_w) {
    return std::asin(power_w * kRotaryChokeOhm / (400.0 * 400.0 * look("voltage")));
  }

  Rig rig;
};

}  // namespace ridethrough::support
