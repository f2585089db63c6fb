#pragma once

#include <limits>
#include <vector>

#include "ridethrough/devices/power_signal.hpp"

namespace ridethrough::devices {

/// What a job does when what feeds it says "on battery": a cap on the GPUs, a checkpoint, a pause,
/// each so long after the first of its signals.
class PowerReaction {
 public:
  /// `on_battery`: the parameter of that name; `block`: a checkpoint takes so long by itself.
  PowerReaction(const Value& on_battery, core::Tick block);

  /// @throws std::invalid_argument for a signal that gives none, or a reaction without a signal.
  void wire(const Wiring& wiring, const Device& job);
  /// Reads the signals.
  void read();

  /// Highest level of the GPUs at `now`; infinity without a cap.
  double cap_level(core::Tick now) const;
  /// The work is to be saved, once for each time on battery.
  bool is_save_due(core::Tick now) const {
    return !has_saved_ && core::later(since_, save_after_) <= now;
  }
  void note_saved() { has_saved_ = is_on(); }
  core::Tick save_takes() const { return save_takes_; }
  bool is_pause_due(core::Tick now) const {
    return is_held_ || core::later(since_, pause_after_) <= now;
  }
  /// Neither a signal that pauses the job nor a scheduler keeps it.
  bool may_resume() const { return !is_held_ && (pause_after_ == core::kNever || !is_on()); }
  /// Away from its racks the job is not on battery with what feeds them.
  void go_away(bool is_away) { is_away_ = is_away; }
  /// By a scheduler.
  void hold(bool is_held) { is_held_ = is_held; }
  bool is_held() const { return is_held_; }
  /// The next time after `now` at which something falls due.
  core::Tick next(core::Tick now) const;

 private:
  bool is_on() const { return since_ != core::kNever; }

  std::vector<const WatchedFlag*> signals_;
  double cap_level_ = std::numeric_limits<double>::infinity();
  core::Tick cap_after_ = core::kNever;
  core::Tick save_after_ = core::kNever;
  core::Tick save_takes_ = 0;
  core::Tick pause_after_ = core::kNever;
  core::Tick since_ = core::kNever;  ///< kNever: no signal
  bool has_saved_ = false;
  bool is_held_ = false;
  bool is_away_ = false;
};

}  // namespace ridethrough::devices
