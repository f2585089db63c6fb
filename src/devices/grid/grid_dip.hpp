#pragma once

#include <optional>
#include <vector>

#include "devices/grid/dip_phases.hpp"
#include "devices/grid/distant_fault.hpp"
#include "devices/grid/stepped_ramp.hpp"
#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices {

/// A voltage disturbance at a source, from its first instant until nothing of it is left: the
/// residual voltage with its slopes, the over-voltage after clearing, and the same again at every
/// reclosing onto a fault that is still there.
class GridDip {
 public:
  GridDip(const Parameters& arguments, core::Tick begin, const StepSize& size,
          const DistantFault::Source& source);

  /// The fault is cleared: the end of the event, `for:` after its begin.
  void clear(core::Tick now);
  /// Does what is due.
  void advance(core::Tick now);
  core::Tick next(core::Tick now) const;

  enum class Mode {
    disturbed,
    dead,        ///< waits for reclosing on the faulted feeder itself
    locked_out,  ///< the last reclosing failed: dead until somebody resets it
    over,
  };
  Mode mode() const { return mode_; }
  /// What is left of the voltage of its phases; 1 where it does nothing.
  double level_pu(core::Tick now) const;
  /// What is left of a voltage of `own_pu`.
  SequenceVoltages left(core::Tick now, double own_pu) const;
  double jump_rad() const;
  bool is_cleared_by(const Parameters& arguments) const {
    return mode_ == Mode::disturbed && stage_ == Stage::fault && shots_ == 0 &&
           arguments == arguments_;
  }
  /// Ends a lock-out.
  void reset();

 private:
  enum class Stage { fault, recovery, overshoot, healthy };
  void strike(core::Tick now, double from_pu);
  void open(core::Tick now);
  void recover(core::Tick now);
  void heal(core::Tick now);
  void reclose(core::Tick now);
  bool has_shot_left() const { return shots_ < pauses_.size(); }

  Parameters arguments_;
  DipPhases phases_;
  std::optional<DistantFault> distant_;
  StepSize size_;
  double residual_pu_ = 1.0;
  double jump_rad_ = 0.0;
  core::Tick fall_ = 0, rise_ = 0;
  double overshoot_pu_ = 1.0;
  core::Tick overshoot_ = 0;
  std::vector<core::Tick> pauses_;
  bool is_own_feeder_ = false;
  std::size_t succeeds_ = 0;  ///< number of the reclosing that finds no fault; 0: none

  core::Tick struck_ = 0;
  core::Tick lasted_ = 0;  ///< of the first shot; all others last as long
  std::size_t shots_ = 0;  ///< reclosings so far
  Stage stage_ = Stage::fault;
  Mode mode_ = Mode::disturbed;
  SteppedRamp ramp_;
  core::Tick due_ = core::kNever;  ///< end of this stage
  core::Tick reclosing_ = core::kNever;
};

/// All disturbances in force at one source.
class GridDips {
 public:
  /// `source`: what a dip by distance is divided by.
  GridDips(const StepSize& size, const DistantFault::Source& source)
      : size_(size), source_(source) {}

  void begin(const Parameters& arguments, core::Tick now);
  void clear(const Parameters& arguments, core::Tick now);
  void reset();
  void advance(core::Tick now);
  core::Tick next(core::Tick now) const;

  /// The lowest of them below 1 pu; if there is none the highest above; else null.
  const GridDip* leading(core::Tick now) const;
  bool is_dead() const;
  bool is_locked_out() const;
  double jump_rad() const;

 private:
  StepSize size_;
  DistantFault::Source source_;
  std::vector<GridDip> dips_;
};

}  // namespace ridethrough::devices
