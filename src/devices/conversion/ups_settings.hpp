#pragma once

#include <limits>
#include <optional>

#include "devices/conversion/bypass_heat.hpp"
#include "devices/conversion/input_window.hpp"
#include "devices/conversion/inverter_clock.hpp"
#include "devices/conversion/line_taps.hpp"
#include "devices/conversion/overload_clock.hpp"
#include "devices/frequency_limits.hpp"
#include "devices/loss_curve.hpp"
#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices::conversion {

/// A window of frequency as a user wrote it; what is absent follows from the nominal frequency.
struct FrequencyWords {
  std::optional<double> low_hz, high_hz;
  double most_hz_per_s = std::numeric_limits<double>::infinity();

  FrequencyLimits about(double nominal_hz) const;
};

struct DipCounterSettings {
  std::int64_t dips = 0;  ///< 0: it counts nothing
  core::Tick window = 0;
  bool returns_by_itself = false;
  core::Tick return_after = 0;
  bool counts_transfers = false;
  bool refuses_any = false;  ///< latched: a feed without utility, too
};

struct StaticBypassSettings {
  network::Band voltage;
  FrequencyWords frequency;
  bool returns_by_itself = false;
  core::Tick return_after = 0;
  std::int64_t overloads = 0;
  std::int64_t transfers = 0;  ///< 0: any number
  core::Tick per = 0;
  bool helps_at_end = false;  ///< when battery or link are empty
  BypassWithstand withstand;
  bool opens_on_overload = true;
};

/// Of an inverter whose current is at its limit.
struct ShortCircuitSettings {
  double current_frac = std::numeric_limits<double>::infinity();  ///< of the rating
  core::Tick lasts = 0;
  core::Tick detect = 0;
  bool clears_by_bypass = true;
};

/// Of the modes in which the feed carries the load.
struct MainsSettings {
  bool is_used = false;
  network::Band voltage;
  core::Tick gap = 0;
  core::Tick return_after = 0;
  double standing_frac = 0.0;  ///< of the rating, whatever the load
  double series_frac = 0.0;    ///< of the rating at full load, with its square
  LossCurve series{{}};        ///< the same loss, where a tap stands between
  LineTapSettings taps;
};

/// Bound parameters of a UPS, read once.
struct UpsSettings {
  explicit UpsSettings(const Parameters& parameters);

  int modules;
  double module_w;
  double voltage_v;
  double tan_phi;
  LossCurve loss;
  WindowLimits window;
  FrequencyWords frequency;
  core::Tick detect, battery_response;
  core::Tick hold_off, ramp, stagger;  ///< hold_off with the delay after it
  std::int64_t retries;                ///< 0: any number
  double battery_limit_frac;           ///< battery converter over rating
  double link_s;                       ///< link energy over rating, J/W
  double link_empty_frac;              ///< of its energy, at the lowest voltage
  double recharge_frac;
  std::vector<OverloadClass> overload;
  bool has_no_battery;
  DipCounterSettings dip_counter;
  core::Tick on_battery_delay;
  bool releases_by_itself;
  bool recharges_on_generator;
  bool restarts_by_itself;
  double restart_soc_frac;
  double response_s;
  StaticBypassSettings bypass;
  SynchronismLimits synchronism;
  MainsSettings mains;
  core::Tick module_isolation;
  ShortCircuitSettings short_circuit;
};

}  // namespace ridethrough::devices::conversion
