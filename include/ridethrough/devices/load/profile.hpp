#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/parameters.hpp"
#include "ridethrough/devices/playback.hpp"
#include "ridethrough/devices/schema.hpp"

namespace ridethrough::devices {

/// Parameters of a part `type: profile`: the power of one GPU over one optimiser step.
const TypeSchema& profile_schema();

/// Power of a GPU as a share of its TDP (the level), as a function of the time since the job
/// started. The job repeats one cycle for ever: `every` steps of `period`, then one evaluation of
/// `length`; without an evaluation the cycle is one step. An opening is played once before it. All
/// corners are whole nanoseconds and the place in the cycle is found with integer arithmetic, so no
/// phase drifts, not over a year either. A rack draws host power + GPUs * TDP * level.
///
/// A recorded power of the whole job (`trace:`) is a profile too: its level is the one at which all
/// racks of the job together draw the recorded power.
class Profile {
 public:
  /// A straight piece of the level over [begin, end): `level` at `begin`, then `slope_per_s`.
  struct Piece {
    core::Tick begin = 0;
    core::Tick end = 0;
    double level = 0.0;
    double slope_per_s = 0.0;

    double at(core::Tick time) const { return level + slope_per_s * core::seconds(time - begin); }
  };

  /// Reads bound parameters (SI: seconds, levels as ratios).
  /// @throws std::invalid_argument, with a sentence for the user, when corners are out of order,
  /// the first one is not at 0 or the last one is not at the end of the step or of the evaluation.
  static Profile from(const Parameters& parameters);
  /// The parameter `profile` of a job: a map as above, or a trace.
  static Profile from(const Value& value);

  /// What a trace is a level of: the racks of the job draw `base_w` together with all GPUs at level
  /// zero and `gpus_w` more at level one. Without a trace nothing changes.
  /// @throws std::invalid_argument for a trace on racks without GPUs.
  void spread(double base_w, double gpus_w);

  /// The piece that holds `since_start`. A profile that never moves has one piece, which ends at
  /// kNever. Before the start the cycle is continued backwards, for racks whose jitter is negative.
  Piece piece_at(core::Tick since_start) const;

  /// Length of the repeated cycle.
  core::Tick cycle() const;
  /// Length of one optimiser step.
  core::Tick period() const { return period_; }

  /// Energy of one cycle over its length; of a trace that of its rows.
  double mean_level() const;
  /// Plays a recorded power.
  bool is_trace() const { return trace_ != nullptr; }
  double peak_level() const { return peak_level_; }
  /// Mean of the level at which a rack is driven, of a cycle or of all rows of a trace, where it is
  /// cut off at `most`.
  double mean_below(double most) const;
  /// The highest level at which a rack is driven: GPUs out of step are at the mean.
  double highest_drawn() const;
  /// Level of a GPU whose job waits, stands still or restarts.
  double idle_level() const { return idle_level_; }
  /// Share of the GPUs that step together; the others are drawn at the mean level.
  double in_phase_frac() const { return in_phase_frac_; }
  /// Standard deviation of the start offset of one rack against another.
  double jitter_s() const { return jitter_s_; }

 private:
  Piece place(const std::vector<Piece>& pieces, core::Tick phase, core::Tick origin) const;
  /// Mean of `share` level + `rest`, cut off at `most`.
  double mean_of(double share, double rest, double most) const;
  double mean_of_trace(double most) const;
  double level_of(double watts) const { return (watts - base_w_) / gpus_w_; }

  core::Tick period_ = 0;
  core::Tick evaluation_length_ = 0;
  core::Tick opening_length_ = 0;
  std::int64_t steps_per_cycle_ = 1;
  std::vector<Piece> step_;        ///< pieces of one step, from 0 to `period_`
  std::vector<Piece> evaluation_;  ///< pieces of one evaluation; empty if there is none
  std::vector<Piece> opening_;     ///< pieces before the first step; empty if there is none
  bool constant_ = false;
  double peak_level_ = 0.0;
  double idle_level_ = 0.0;
  double in_phase_frac_ = 1.0;
  double jitter_s_ = 0.0;
  std::shared_ptr<const Playback> trace_;  ///< null for a cycle
  double base_w_ = 0.0;
  double gpus_w_ = 1.0;
};

}  // namespace ridethrough::devices
