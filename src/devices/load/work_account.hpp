#pragma once

#include <cstdint>

#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices {

/// What a job has done with its time: useful work, work that was lost, interruptions. Whole
/// nanoseconds, so that nothing depends on when somebody looks.
class WorkAccount {
 public:
  /// Time lost to interruptions, by what took it.
  struct Lost {
    core::Tick work = 0;     ///< done since the last checkpoint, to be done again
    core::Tick outage = 0;   ///< stalled, and until enough racks were up
    core::Tick restart = 0;  ///< of the processes, spoilt tries included
    core::Tick slowed = 0;   ///< by a cap or heat, while it worked

    core::Tick sum() const { return work + outage + restart + slowed; }
  };

  /// Of what needs no checkpoints.
  WorkAccount() = default;
  /// `checkpoint`: the parameter of that name.
  explicit WorkAccount(const Parameters& checkpoint);

  /// The job begins (again) to work; ends an interruption.
  void begin_run(core::Tick now);
  /// The run ends and loses its work since the last checkpoint; an outage begins.
  void interrupt(core::Tick now);
  /// Of an outage: the racks are there, the restart begins.
  void begin_restart(core::Tick now);
  /// Of a restart: a rack is down again, the outage goes on.
  void spoil_restart(core::Tick now);
  /// The work stops while it is saved; what comes before end_save() loses it all the same.
  void begin_save(core::Tick now);
  /// Saved: the run goes on, `every` counts from here.
  void end_save(core::Tick now);
  /// An outage that nobody suffered: the work was saved before. It is no interruption.
  void pause(core::Tick now);
  /// An interruption that takes no work with it.
  void fail(core::Tick now);
  /// There is work that an interruption at `now` would take away.
  bool is_at_risk(core::Tick now) const { return progress(now).at_risk > 0; }
  /// The run, or the interruption, ends by an order; nothing is lost.
  void stop(core::Tick now);
  /// From `now` on it makes this share of its usual progress. Checkpoints keep their time.
  void set_pace(core::Tick now, double pace);

  double pace() const { return pace_; }

  bool works() const { return doing_ == Doing::work; }
  bool saves() const { return doing_ == Doing::save; }
  std::int64_t interruptions() const { return interruptions_; }
  /// Of all interruptions up to `now`.
  Lost lost(core::Tick now) const;
  /// Work that is not lost, and the time between start and stop.
  core::Tick useful(core::Tick now) const;
  core::Tick active(core::Tick now) const;

 private:
  enum class Doing { nothing, work, save, outage, restart };
  struct Progress {
    core::Tick saved = 0;    ///< by completed checkpoints
    core::Tick at_risk = 0;  ///< since the last one
  };
  Progress progress(core::Tick now) const;
  /// Time at work since `since_`, without blocks.
  core::Tick worked(core::Tick now) const;
  core::Tick paced(core::Tick span) const;
  void turn_to(Doing next, core::Tick now);

  core::Tick every_ = core::kNever / 2;
  core::Tick block_ = 0;
  Doing doing_ = Doing::nothing;
  core::Tick since_ = 0;  ///< it does this, at this pace
  double pace_ = 1.0;
  core::Tick phase_ = 0;  ///< of the run, since its last checkpoint at `since_`
  Progress before_;       ///< of the run, until `since_`
  Progress frozen_;       ///< of the run, while it is saved
  core::Tick active_since_ = core::kNever;
  core::Tick active_before_ = 0;
  core::Tick useful_before_ = 0;
  Lost lost_before_;
  std::int64_t interruptions_ = 0;
};

}  // namespace ridethrough::devices
