#pragma once

#include <string>

#include "ridethrough/devices/parameters.hpp"

/// Bound parameters of the machines that cool, as the binder hands them over (SI, defaults filled).
namespace ridethrough::support {

inline constexpr double kZeroCelsius = 273.15;

inline devices::Value contactor_value(double restart_s) {
  using devices::Value;
  return Value(devices::Parameters{{"drop_out", Value(0.6)},
                                   {"for", Value(0.03)},
                                   {"return", Value(0.8)},
                                   {"restart", Value(restart_s)},
                                   {"restart_mode", Value(std::string("automatic"))}});
}

/// 10 kW at full speed, back 10 s after the voltage.
inline devices::Parameters drive_of() {
  using devices::Value;
  return {{"power", Value(10e3)},
          {"power_factor", Value(1.0)},
          {"speed", Value(1.0)},
          {"contactor", contactor_value(10.0)}};
}

/// Takes 100 kW to hold 30 degC, 4 K above its water at least; half a cubic metre of water.
inline devices::Parameters cdu_of(double volume_m3 = 0.5, double capacity_w = 100e3) {
  using devices::Value;
  devices::Parameters cdu = drive_of();
  cdu["capacity"] = Value(capacity_w);
  cdu["temperature"] = Value(kZeroCelsius + 30.0);
  cdu["approach"] = Value(4.0);
  cdu["volume"] = Value(volume_m3);
  cdu["fluid"] = Value(std::string("water"));
  return cdu;
}

/// Holds 24 degC in a room of 200 m^3.
inline devices::Parameters fan_of(double solids_j_per_k = 0.0) {
  using devices::Value;
  devices::Parameters fan = cdu_of(200.0);
  fan["temperature"] = Value(kZeroCelsius + 24.0);
  fan["solids"] = Value(solids_j_per_k);
  return fan;
}

/// 60 kW of cold at 18 degC and a cop of 4; five minutes until it starts, one until it is full.
inline devices::Parameters chiller_of(double capacity_w = 60e3) {
  using devices::Value;
  return {{"capacity", Value(capacity_w)},
          {"cop", Value(4.0)},
          {"idle", Value(0.0)},
          {"power_factor", Value(1.0)},
          {"temperature", Value(kZeroCelsius + 18.0)},
          {"ramp", Value(60.0)},
          {"contactor", contactor_value(300.0)}};
}

inline devices::Parameters tank_of(double volume_m3) {
  return {{"volume", devices::Value(volume_m3)}};
}

}  // namespace ridethrough::support
