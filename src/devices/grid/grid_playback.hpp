#pragma once

#include <memory>

#include "devices/grid/stepped_ramp.hpp"
#include "ridethrough/devices/playback.hpp"
#include "ridethrough/network/network.hpp"

namespace ridethrough::devices {

/// Below this voltage a meter's frequency is noise: the last one before it holds.
/// Source: the Iberian record of 28 April 2025, whose frequency means nothing once the voltage is
/// gone; 0.5 pu assumed.
inline constexpr double kFrequencyHoldsBelowPu = 0.5;

/// The rows of `frequency` where `voltage_v` (may be null) leaves none that mean something.
/// @throws std::invalid_argument where the two can not be read together.
std::shared_ptr<const Playback> meaningful(const std::shared_ptr<const Playback>& frequency,
                                           const Playback* voltage_v, double nominal_v,
                                           double nominal_hz);

/// Voltage that a grid has by itself, of nominal: held, moved by an event, or played.
class GridVoltage {
 public:
  explicit GridVoltage(const StepSize& size) : size_(size) {}
  void play(std::shared_ptr<const Playback> volts, double nominal_v);
  void move(core::Tick now, double to_pu, core::Tick span);

  /// Does what is due: the next row of a trace.
  void advance(core::Tick now);
  double at(core::Tick now) const { return ramp_.at(now); }
  core::Tick next(core::Tick now) const;

 private:
  StepSize size_;
  std::shared_ptr<const Playback> volts_;
  double nominal_v_ = 1.0;
  SteppedRamp ramp_;
  core::Tick piece_end_ = 0;  // of the trace
};

/// Frequency that a grid has without an area: held, moved by an event, or played.
class GridFrequency {
 public:
  explicit GridFrequency(double nominal_hz) : line_{0, nominal_hz, 0.0} {}
  void play(std::shared_ptr<const Playback> hertz) { hertz_ = std::move(hertz); }
  void move(core::Tick now, double to_hz, core::Tick span);

  void advance(core::Tick now);
  const network::Frequency& line() const { return line_; }
  core::Tick next() const { return due_; }

 private:
  std::shared_ptr<const Playback> hertz_;
  network::Frequency line_;
  double target_hz_ = 0.0;
  core::Tick due_ = core::kNever;
  bool has_begun_ = false;
};

}  // namespace ridethrough::devices
