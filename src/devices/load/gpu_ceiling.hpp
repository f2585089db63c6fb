#pragma once

namespace ridethrough::devices {

/// What keeps the GPUs of a rack below what their job wants, as a share of their TDP; infinity
/// where nothing does.
class GpuCeiling {
 public:
  virtual ~GpuCeiling() = default;
  /// By the power cap with which the rack is run.
  virtual double usual_level() const = 0;
  /// The same now: lower while they throttle. The jobs are marked when it changes.
  virtual double present_level() const = 0;
};

}  // namespace ridethrough::devices
