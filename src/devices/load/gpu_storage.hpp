#pragma once

#include "devices/load/gpu_level.hpp"
#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices {

/// The storage of energy-storage supplies, for one GPU: what the input sees of what the GPU draws.
///
/// Above the level `shave_to` it gives the excess, below it it takes the rest, no more than `power`
/// either way, as long as there is energy, or room. A flat input needs of a square wave of duty D
/// and period T with `shave_to` at its mean: E = dP D (1 - D) T.
/// Source   energy: GB300, 65 J for each GPU (loads.md 1.2)
/// Accuracy exact: every course is straight, what is stored a parabola, rounded up to the
/// nanosecond
class GpuStorage {
 public:
  /// Of the rack's `gpu:`; without `storage` the input sees what the GPU draws.
  explicit GpuStorage(const Parameters& gpu);

  bool exists() const { return full_ > 0.0; }
  /// The GPU draws `load` from `now` on, or goes on with it. @return what the input sees changed.
  bool settle(core::Tick now, const GpuLevel& load);
  /// Without input nothing flows; settle() goes on.
  void stop(core::Tick now);
  core::Tick next() const { return next_; }

  const GpuLevel& input() const { return input_; }
  /// Given to the GPU, negative while it takes, from `now` on.
  GpuLevel given(core::Tick now) const { return {now, flow_.at(now), flow_.slope_per_s}; }
  /// Lost while it takes.
  GpuLevel lost(core::Tick now) const;
  /// Left at `now`, as seconds at TDP.
  double stored(core::Tick now) const;

 private:
  /// Above the target +1, below it -1, on it where it goes; 0: it rests on it.
  int side(core::Tick now) const;
  GpuLevel flow(core::Tick now) const;
  core::Tick ends(core::Tick now) const;
  core::Tick runs_out(core::Tick now) const;
  bool takes() const { return flow_.value < 0.0 || flow_.slope_per_s < 0.0; }

  double full_ = 0.0;  ///< seconds at TDP; 0: there is none
  double target_ = 0.0;
  double most_ = 0.0;
  double kept_ = 1.0;  ///< of what it takes

  double stored_ = 0.0;  ///< at flow_.from
  int side_ = 0;
  GpuLevel flow_;
  GpuLevel load_;
  GpuLevel input_;
  core::Tick next_ = core::kNever;
  bool is_new_ = true;
};

}  // namespace ridethrough::devices
