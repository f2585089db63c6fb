#pragma once

#include "devices/conversion/input_window.hpp"
#include "devices/conversion/loss_curve.hpp"
#include "devices/conversion/overload_clock.hpp"
#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices::conversion {

/// Bound parameters of a UPS, read once.
struct UpsSettings {
  explicit UpsSettings(const Parameters& parameters);

  int modules;
  double module_w;
  double voltage_v;
  double tan_phi;
  LossCurve loss;
  WindowLimits window;
  core::Tick detect, battery_response;
  core::Tick hold_off, ramp, stagger;
  double battery_limit_frac;  ///< battery converter over rating
  double link_s;              ///< link energy over rating, J/W
  double link_empty_frac;     ///< of its energy, at the lowest voltage
  double recharge_frac;
  std::vector<OverloadClass> overload;
  bool has_no_battery;
};

}  // namespace ridethrough::devices::conversion
