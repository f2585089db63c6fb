#pragma once

#include <cstdint>
#include <string>

#include "ridethrough/devices/parameters.hpp"

/// Bound parameters of racks and training jobs as the binder hands them over (SI, defaults filled).
namespace ridethrough::support {

inline devices::Value word_of(const char* word) { return devices::Value(std::string(word)); }

/// A rack of round numbers: 40 kW, 12 ms of hold-up, 32 GPUs of 700 W over a host of 6 kW.
struct RackNumbers {
  double power_w = 40e3;
  double hold_up_s = 12e-3;
  double each_carries = 1.0;
  double power_factor = 1.0;
  double efficiency = 0.96;
  double host_w = 6e3;
  double restart_after_s = 10.0;
  double restart_stagger_s = 2.0;
  const char* share = "equal";
  const char* failover = "after_hold_up";
  devices::Parameters supplies = {};  ///< further keys of `supplies:`
};

inline devices::Parameters supplies_of(const RackNumbers& numbers) {
  using devices::Value;
  devices::Parameters supplies{{"hold_up", Value(numbers.hold_up_s)},
                               {"hold_up_at", Value(1.0)},
                               {"drop_out", Value(0.70)},
                               {"return", Value(0.85)},
                               {"resume", Value(5e-3)},
                               {"soft_start", Value(50e-3)},
                               {"efficiency", Value(numbers.efficiency)},
                               {"power_factor", Value(numbers.power_factor)}};
  for (const auto& [name, value] : numbers.supplies) supplies[name] = value;
  return supplies;
}

inline devices::Parameters rack_of(const RackNumbers& numbers = {}) {
  using devices::Parameters;
  using devices::Value;
  return {{"gpus", Value(std::int64_t{32})},
          {"gpu", Value(Parameters{{"tdp", Value(700.0)}, {"idle", Value(70.0)}})},
          {"host", Value(numbers.host_w)},
          {"power", Value(numbers.power_w)},
          {"load", Value(1.0)},
          {"supplies", Value(supplies_of(numbers))},
          {"dc_bus", Value(Parameters{{"voltage", Value(51.0)},
                                      {"droop", Value(0.5)},
                                      {"lowered_by", Value(3.0)},
                                      {"lowered_in", Value(1e-3)},
                                      {"lowered_after", Value(0.5)}})},
          {"cords", Value(Parameters{{"share", word_of(numbers.share)},
                                     {"each_carries", Value(numbers.each_carries)},
                                     {"failover", word_of(numbers.failover)}})},
          {"thermal", Value(Parameters{{"rise", Value(35.0)},
                                       {"lag", Value(25.0)},
                                       {"throttle", Value(360.15)},
                                       {"throttle_to", Value(0.5)},
                                       {"trip", Value(368.15)},
                                       {"hysteresis", Value(5.0)},
                                       {"dwell", Value(10.0)}})},
          {"restart", Value(Parameters{{"after", Value(numbers.restart_after_s)},
                                       {"stagger", Value(numbers.restart_stagger_s)}})}};
}

/// 100 % for 2 s, 50 % for 2 s; idle at 10 %.
inline devices::Parameters square_profile() {
  using devices::Parameters;
  using devices::Value;
  const auto corner = [](double at_s, double level) {
    return Value(Parameters{{"at", Value(at_s)}, {"level", Value(level)}});
  };
  return {{"period", Value(4.0)},
          {"shape", Value(Value::List{corner(0.0, 1.0), corner(2.0, 1.0), corner(2.0, 0.5),
                                      corner(4.0, 0.5)})},
          {"idle", Value(0.1)},
          {"in_phase", Value(1.0)},
          {"jitter", Value(0.0)}};
}

/// Checkpoints every 100 s that block for 10 s; warm restart 60 s, cold 600 s; 3.6 USD/GPU/h.
inline devices::Parameters training_of(const char* on_loss = "crash") {
  using devices::Parameters;
  using devices::Value;
  return {{"profile", Value(square_profile())},
          {"start", Value(0.0)},
          {"checkpoint", Value(Parameters{{"every", Value(100.0)}, {"block", Value(10.0)}})},
          {"restart", Value(Parameters{{"warm", Value(60.0)},
                                       {"cold", Value(600.0)},
                                       {"tries", Value(std::int64_t{3})},
                                       {"spares", Value(std::int64_t{0})}})},
          {"on_loss", word_of(on_loss)},
          {"collective_timeout", Value(600.0)},
          {"stall_level", Value(0.45)},
          {"fall", Value(50e-3)},
          {"price", Value(1e-3)}};
}

}  // namespace ridethrough::support
