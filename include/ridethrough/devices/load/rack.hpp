#pragma once

#include <algorithm>
#include <limits>
#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// A rack of servers on one to four cords, each with its own power supplies.
///
/// Ports    1..4 inlets (cords); jobs run on it through RackPort
/// State    per cord: live, holding, off, and the charge of its capacitor; per rack: load factor,
///          level of the job, restart ramp   Modes: up, holding, restarting, down
/// Equation without a job P = power * load, with one P = (host + gpus * tdp * level) * load, at the
///          AC input. Behind each cord's supplies stands E = hold_up * hold_up_at * power *
///          each_carries, counted as the input energy that it replaces: it drains by the share of
///          the demand that the cord should feed and its feeder does not
/// Events   drop-out and return of a cord; capacitor empty: the root of a quadratic, rounded up to
///          the nanosecond; overload of the cords left; end of the restart delay and its ramp
/// Source   hold-up and thresholds of server supplies: power.md 2.5 (CRPS, ORv3)
/// Accuracy exact for one ramp at a time; two at once are chords within 1e-5 of the rating, booked
///          as gap. No inrush, no efficiency curve, no harmonics
const TypeSchema& rack_schema();

/// What a rack with a job draws at `load: 100 %`, W at its AC input.
struct RackPower {
  double host_w = 0.0;
  double gpus_w = 0.0;  ///< all GPUs at their TDP

  double cap_level_frac = std::numeric_limits<double>::infinity();  ///< `gpu.cap`, of their TDP

  explicit RackPower(const Parameters& parameters);
  /// `level_frac`: of the GPUs' TDP.
  double at(double level_frac) const { return host_w + gpus_w * level_frac; }
  double capped_at(double level_frac) const { return at(std::min(level_frac, cap_level_frac)); }
};

std::unique_ptr<Device> make_rack(const Parameters& parameters);

}  // namespace ridethrough::devices
