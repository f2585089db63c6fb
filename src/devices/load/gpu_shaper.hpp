#pragma once

#include "devices/load/gpu_level.hpp"
#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices {

/// What a GPU with power smoothing and a power cap draws of what its job wants.
///
/// Below the floor it rises no faster than `ramp_up`, and what it has reached holds, at most the
/// floor: it burns what the job does not use. When the job has wanted less for `hysteresis`, it
/// falls by `ramp_down` until it meets the job again. Above the floor it follows the job, up to its
/// cap. A burn workload lifts what the job wants to `secondary_floor`, at once and always.
/// Every course is straight, so every meeting is a closed form, rounded up to the nanosecond.
class GpuShaper {
 public:
  /// Of the rack's `gpu:`.
  explicit GpuShaper(const Parameters& gpu);

  /// What the job wants; a line that began earlier is gone along.
  void want(const GpuLevel& level);
  /// It was without power: it begins anew with what the job wants.
  void reset(core::Tick now);
  /// From `now` on it draws no more than that, floor or not; infinity lifts it.
  void limit(core::Tick now, double level);
  /// Goes on to `now`. @return whether the line that it draws changed.
  bool settle(core::Tick now);
  core::Tick next() const { return next_; }
  bool is_smoothing() const { return own_floor_ > 0.0; }
  bool may_burn() const { return is_smoothing() || secondary_ > 0.0; }

  const GpuLevel& drawn() const { return drawn_; }
  /// Drawn beyond what the job wants, from `now` on until the next change.
  GpuLevel burnt(core::Tick now) const;

 private:
  enum class Mode {
    rising,   ///< on the way to the floor, no faster than the ramp
    held,     ///< the floor, or what has been reached of it, holds
    falling,  ///< down the ramp, above what the job wants
  };

  GpuLevel capped(core::Tick now) const;
  GpuLevel lifted(const GpuLevel& level, core::Tick now) const;
  core::Tick meets(double level, core::Tick now) const;
  bool wants(double level, core::Tick now) const;
  bool advance(core::Tick now);
  GpuLevel line(core::Tick now) const;
  core::Tick ends(core::Tick now) const;
  core::Tick rise_ends(core::Tick now) const;

  double own_cap_;
  double own_floor_ = 0.0;  ///< 0: no smoothing
  double cap_;
  double floor_ = 0.0;
  double own_secondary_ = 0.0;
  double secondary_ = 0.0;
  double up_per_s_ = 0.0;
  double down_per_s_ = 0.0;
  core::Tick hysteresis_ = 0;

  Mode mode_ = Mode::rising;
  double height_ = 0.0;                  ///< held: what holds
  core::Tick low_since_ = core::kNever;  ///< held: the job wants less than that
  GpuLevel asked_;
  GpuLevel useful_;  ///< asked, no more than the cap
  GpuLevel wanted_;  ///< with the burn workload
  GpuLevel drawn_;
  core::Tick next_ = core::kNever;
  bool is_new_ = false;
};

}  // namespace ridethrough::devices
